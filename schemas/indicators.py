"""What goes into the followups service about indicators and measurements, and what comes out of it.

A rate is measured as numerator over denominator; its value, limits and target are that ratio (0.95, not 95), and `per`
says of how many pages show it: 100 makes it a percentage.
"""

from marshmallow import Schema, fields

from schemas.events.kinds import TITLE_LENGTH
from schemas.fields import Amount, Choice, Code, Identifier, Line, Many, Text, Whole
from schemas.periods import PeriodField
from schemas.vocabulary import CHARTS, DIRECTIONS, FREQUENCIES, RULE_SETS

MOST_BASELINE = 10_000
# As many as a body of 1 MiB holds.
MOST_MEASUREMENTS = 5000
LARGEST = 999_999_999
PERS = (1, 100, 1000, 10_000, 100_000)


class EditedIndicator(Schema):
    """What may be changed later. `partial=True` takes some of it."""

    name = Line(TITLE_LENGTH, required=True)
    goal = Identifier(allow_none=True, load_default=None, metadata={"description": "Id of the goal it tells of"})
    description = Text(2000, allow_none=True, load_default=None, metadata={"description": "What counts, and what not"})
    unit_of_measure = Line(40, required=True)
    direction = Choice(DIRECTIONS, required=True)
    target = Amount(-LARGEST, LARGEST, allow_none=True, load_default=None)
    chart = Choice(CHARTS, required=True)
    rules = Choice(
        RULE_SETS,
        allow_none=True,
        load_default=None,
        metadata={"description": "Null: anhoej for run charts, else mdc-xmr"},
    )
    screening = fields.Boolean(
        load_default=False, metadata={"description": "Whether outlying moving ranges are left out, once"}
    )
    baseline = Whole(
        2,
        MOST_BASELINE,
        allow_none=True,
        load_default=None,
        metadata={"description": "The first so many values of each phase make its limits; null: all"},
    )
    per = Whole(
        1,
        100_000,
        allow_none=True,
        load_default=None,
        metadata={"description": "Of how many a ratio is shown: 100 in per cent. Null: 100 for shares, else 1"},
    )
    frequency = Choice(
        FREQUENCIES,
        allow_none=True,
        load_default=None,
        metadata={"description": "How often it is measured; null: whenever there is something"},
    )
    source = Line(120, allow_none=True, load_default=None, metadata={"description": "Where the data come from"})
    measured_by = Line(80, allow_none=True, load_default=None, metadata={"description": "Role or group, no name"})


class NewIndicator(EditedIndicator):
    """What a unit or a division measures; without both the region."""

    unit = Code(allow_none=True, load_default=None)
    division = Code(allow_none=True, load_default=None)


class NewPhase(Schema):
    """New limits from a period on: a person's decision, with its reason."""

    start = PeriodField(required=True, metadata={"description": "The first period of the new phase"})
    reason = Line(200, required=True)


class NewMeasurement(Schema):
    """A value, or a numerator over a denominator; neither strikes out what was written for the period."""

    period = PeriodField(required=True)
    value = Amount(-LARGEST, LARGEST, allow_none=True, load_default=None)
    numerator = Amount(-LARGEST, LARGEST, allow_none=True, load_default=None)
    denominator = Amount(-LARGEST, LARGEST, allow_none=True, load_default=None)
    note = Line(200, allow_none=True, load_default=None, metadata={"description": "Shown in the chart"})
    astronomical = fields.Boolean(
        allow_none=True,
        load_default=None,
        metadata={"description": "A person's mark for a value obviously different from all others; null: as it was"},
    )


class NewMeasurements(Schema):
    """Many at once: all are taken or none."""

    items = Many(fields.Nested(NewMeasurement), least=1, most=MOST_MEASUREMENTS, required=True)


class Phase(Schema):
    """A phase of a chart that a person began."""

    start = fields.Date(required=True)
    reason = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, metadata={"description": "Name of who began it"})


class Indicator(Schema):
    """An indicator as the API gives it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "Also in the ETag"})
    name = fields.String(required=True)
    goal = fields.String(required=True, allow_none=True)
    description = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    unit_name = fields.String(required=True, allow_none=True)
    division = fields.String(
        required=True, allow_none=True, metadata={"description": "Its own; of a unit's indicator the unit's of today"}
    )
    level = fields.String(required=True, metadata={"description": "unit, division or region"})
    unit_of_measure = fields.String(required=True)
    direction = fields.String(required=True)
    target = fields.Float(required=True, allow_none=True)
    chart = fields.String(required=True)
    rules = fields.String(required=True)
    screening = fields.Boolean(required=True)
    baseline = fields.Integer(required=True, allow_none=True)
    per = fields.Integer(required=True)
    frequency = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    measured_by = fields.String(required=True, allow_none=True)
    phases = fields.List(fields.Nested(Phase), required=True)
    values = fields.Integer(required=True)
    variation = fields.String(required=True, allow_none=True, metadata={"description": "Null: no values"})
    assurance = fields.String(required=True, allow_none=True)
    missing = fields.Integer(required=True, metadata={"description": "Values it lacks before it is judged"})
    first = fields.Date(required=True, allow_none=True)
    last = fields.Date(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    defined_by = fields.String(required=True)


class Indicators(Schema):
    """One piece of a list."""

    items = fields.List(fields.Nested(Indicator), required=True)


class Figure(Schema):
    """What stood for a period before a correction, oldest first in a list."""

    value = fields.Float(required=True, allow_none=True)
    numerator = fields.Float(required=True, allow_none=True)
    denominator = fields.Float(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    astronomical = fields.Boolean(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)


class Measurement(Schema):
    """A measurement as the API gives it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    period = fields.Date(required=True, metadata={"description": "First day"})
    value = fields.Float(required=True, allow_none=True, metadata={"description": "Of a rate: the ratio"})
    numerator = fields.Float(required=True, allow_none=True)
    denominator = fields.Float(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    astronomical = fields.Boolean(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(required=True)
    history = fields.List(fields.Nested(Figure), required=True)


class Measurements(Schema):
    """The measurements of an indicator, or one piece of them."""

    items = fields.List(fields.Nested(Measurement), required=True)


class Measured(Measurements):
    """What became of measurements that were handed in."""

    new = fields.Integer(required=True)
    corrected = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)


class ChartPoint(Schema):
    """One point of a chart."""

    period = fields.Date(required=True)
    value = fields.Float(required=True, allow_none=True)
    numerator = fields.Float(allow_none=True)
    denominator = fields.Float(allow_none=True)
    centre = fields.Float(allow_none=True)
    lower = fields.Float(allow_none=True)
    upper = fields.Float(allow_none=True)
    phase = fields.Integer(required=True, metadata={"description": "Index in phases"})
    signals = fields.List(fields.String(), required=True, metadata={"description": "The first is its label"})
    variation = fields.String(allow_none=True)
    note = fields.String(allow_none=True)


class ChartSignal(Schema):
    """What one rule found."""

    name = fields.String(required=True)
    phase = fields.Integer(required=True)
    periods = fields.List(fields.Date(), required=True, metadata={"description": "None: of the phase as a whole"})
    side = fields.String(required=True, metadata={"description": "high, low or none"})


class ChartPhase(Schema):
    """One stretch of a chart with limits of its own; the lines are those at its last point."""

    start = fields.Date(required=True, allow_none=True)
    reason = fields.String(required=True)
    values = fields.Integer(required=True)
    missing = fields.Integer(required=True)
    trial = fields.Boolean(required=True)
    centre = fields.Float(allow_none=True)
    lower = fields.Float(allow_none=True)
    upper = fields.Float(allow_none=True)
    moving_range_mean = fields.Float(allow_none=True)
    screened = fields.Integer(required=True)


class Chart(Schema):
    """A chart, judged. Limits of a run chart are left out; so is assurance without target or direction."""

    indicator = fields.String(required=True)
    chart = fields.String(required=True)
    rules = fields.String(required=True)
    source = fields.String(required=True, metadata={"description": "Where the rule set was published"})
    screening = fields.Boolean(required=True)
    baseline = fields.Integer(required=True, allow_none=True)
    unit_of_measure = fields.String(required=True)
    per = fields.Integer(required=True, metadata={"description": "Of how many pages show a ratio"})
    direction = fields.String(required=True)
    target = fields.Float(required=True, allow_none=True)
    centre = fields.Float(required=True, allow_none=True)
    lower = fields.Float()
    upper = fields.Float()
    trial = fields.Boolean()
    moving_range_mean = fields.Float()
    variation = fields.String(required=True)
    assurance = fields.String()
    missing = fields.Integer(required=True)
    too_early = fields.Boolean(required=True)
    points = fields.List(fields.Nested(ChartPoint), required=True)
    phases = fields.List(fields.Nested(ChartPhase), required=True)
    signals = fields.List(fields.Nested(ChartSignal), required=True)


class ChartAsked(Schema):
    """How a chart shall be made other than the indicator says."""

    rules = Choice(RULE_SETS)
    screening = Choice(("on", "off"))
    baseline = Whole(2, MOST_BASELINE)
