"""Files of measurements: what a row may hold, and how a mapping tells of a table that was made for something else."""

from collections.abc import Mapping as AnyMapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from schemas.events.kinds import TITLE_LENGTH
from schemas.fields import Code, Entry, Line, Many, refuse
from schemas.indicators import NewIndicator, NewMeasurement
from schemas.messages import N_, NOT_TEXT, REQUIRED

MOST_COLUMNS = 20
MOST_INDICATORS = 100
ONE_OF_BOTH = N_("Give either `value`, or `numerator` and `denominator`.")


class OwnRow(NewMeasurement):
    """A row of a file that is of one indicator."""

    class Meta:
        """A mark is made by a person who looks at the chart."""

        exclude = ("astronomical",)


class MeasurementRow(OwnRow):
    """A row that names its indicator: by id, or by name and place (without unit and division the region)."""

    indicator = Line(TITLE_LENGTH, required=True)
    unit = Code(load_default=None)
    division = Code(load_default=None)


class Column(Line):
    """The name of a column, whatever its case."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (marshmallow's own options)
        super().__init__(TITLE_LENGTH, **options)

    def _read(self, value: object) -> str:
        return super()._read(value).lower()


class Columns(Entry[list[str]]):
    """A column, or several that are added; one with "-" in front is subtracted."""

    def _read(self, value: object) -> list[str]:
        one = Column(required=True)
        if not isinstance(value, str | list) or not value:
            refuse(NOT_TEXT)
        return [one.deserialize(each) for each in ([value] if isinstance(value, str) else value)]


class MappedIndicator(NewIndicator):
    """An indicator that is measured from each row; `{column}` in its name stands for what the row holds there."""

    class Meta:
        """Where it belongs stands in the row, and no file knows our goals."""

        exclude = ("unit", "division", "goal")

    value = Columns(load_default=None)
    numerator = Columns(load_default=None)
    denominator = Columns(load_default=None)

    @validates_schema
    def _one_kind_of_value(self, data: AnyMapping[str, Any], **_: object) -> None:
        given = [bool(data.get(name)) for name in ("value", "numerator", "denominator")]
        if given not in ([True, False, False], [False, True, True]):
            raise ValidationError([ONE_OF_BOTH], "value")


class Mapping(Schema):
    """Which column of a table is what, and which indicators its rows measure."""

    period = Column(required=True)
    unit = Column(load_default=None)
    division = Column(load_default=None)
    where = fields.Dict(
        keys=Column(),
        values=Many(Line(TITLE_LENGTH), most=MOST_COLUMNS, least=1),
        load_default=dict,
        metadata={"description": "Texts that a column has to hold; other rows are passed over"},
    )
    indicators = Many(fields.Nested(MappedIndicator), least=1, most=MOST_INDICATORS, required=True)

    @validates_schema
    def _one_place(self, data: AnyMapping[str, Any], **_: object) -> None:
        if not data.get("unit") and not data.get("division"):
            raise ValidationError([REQUIRED], "unit")
        if data.get("unit") and data.get("division"):
            raise ValidationError([N_("Give the column of the unit or that of the division, not both.")], "division")
