"""What goes into the observations service about value streams, and what comes out of it.

The names of a step's numbers are those of Martin and Osterling (domain: process time, lead time, %C&A). What nobody
measured is left out or null: every result that needs it is then null too, never 0.
"""

from marshmallow import Schema, fields

from schemas.fields import Amount, Choice, Code, Line, Many
from schemas.vocabulary import DEMAND_PERIODS, TIME_BASES, VALUE_KINDS

# A hundred years: what is longer was not measured in minutes.
MOST_MINUTES = 100 * 365 * 24 * 60
MOST_STEPS = 60
MOST_SYSTEMS = 10


def key_of(name: str) -> str:
    """What two spellings of one name share: neither case nor spaces tell value streams or their steps apart."""
    return " ".join(name.split()).casefold()


class Step(Schema):
    """One step of a map."""

    name = Line(80, required=True)
    process_minutes = Amount(0, MOST_MINUTES, allow_none=True, load_default=None)
    wait_before_minutes = Amount(0, MOST_MINUTES, allow_none=True, load_default=None)
    complete_accurate_percent = Amount(0, 100, allow_none=True, load_default=None)
    value = Choice(VALUE_KINDS, allow_none=True, load_default=None)
    done_by = Line(80, allow_none=True, load_default=None, metadata={"description": "Role or profession, no names"})
    systems = Many(Line(60), most=MOST_SYSTEMS, load_default=list)
    after = Many(
        Line(80),
        most=MOST_STEPS,
        load_default=list,
        metadata={"description": "Names of the steps right before it; nowhere any: the steps are a line"},
    )
    dead_end = fields.Boolean(load_default=False, metadata={"description": "Whether the work ends here unfinished"})


class Demand(Schema):
    """How much the stream has to deliver."""

    quantity = Amount(0, required=True)
    per = Choice(DEMAND_PERIODS, required=True)


class EditedValueStream(Schema):
    """What may be changed later; `steps` are those of the current drawing. `partial=True` takes some of it."""

    name = Line(120, required=True)
    time_basis = Choice(TIME_BASES, required=True)
    demand = fields.Nested(Demand, allow_none=True)
    available_minutes = Amount(
        0,
        MOST_MINUTES,
        allow_none=True,
        metadata={"description": "In which the stream runs, in one period of the demand"},
    )
    person_minutes = Amount(
        0,
        MOST_MINUTES,
        allow_none=True,
        metadata={"description": "That one full-time person has for it, in one period of the demand"},
    )
    steps = Many(fields.Nested(Step), most=MOST_STEPS, least=1, required=True)


class NewValueStream(EditedValueStream):
    """A unit's map of a value stream."""

    unit = Code(required=True, metadata={"description": "Code of the unit"})


class Drawing(Schema):
    """Another drawing of the same value stream."""

    kind = Choice(
        ("current", "future"), required=True, metadata={"description": "A new current one makes the old past"}
    )
    steps = Many(fields.Nested(Step), most=MOST_STEPS, least=1, required=True)
    note = Line(200, allow_none=True, load_default=None, metadata={"description": "What is different in it"})


class Metrics(Schema):
    """What the arithmetic gives, along the timeline critical path; null: a number that it needs is missing."""

    process_minutes = fields.Float(required=True, allow_none=True)
    lead_minutes = fields.Float(required=True, allow_none=True)
    activity_ratio_percent = fields.Float(required=True, allow_none=True)
    rolled_complete_accurate_percent = fields.Float(required=True, allow_none=True)
    process_cycle_efficiency_percent = fields.Float(required=True, allow_none=True)
    takt_minutes = fields.Float(required=True, allow_none=True)
    staff_needed = fields.Float(required=True, allow_none=True, metadata={"description": "Full-time persons"})
    critical_path = fields.List(fields.String(), required=True, allow_none=True)


class DrawnStep(Schema):
    """One step as the API gives it."""

    name = fields.String(required=True)
    process_minutes = fields.Float(required=True, allow_none=True)
    wait_before_minutes = fields.Float(required=True, allow_none=True)
    complete_accurate_percent = fields.Float(required=True, allow_none=True)
    value = fields.String(required=True, allow_none=True)
    done_by = fields.String(required=True, allow_none=True)
    systems = fields.List(fields.String(), required=True)
    after = fields.List(fields.String(), required=True)
    dead_end = fields.Boolean(required=True)


class Version(Schema):
    """One drawing of a value stream."""

    number = fields.Integer(required=True)
    kind = fields.String(required=True)
    drawn_at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, metadata={"description": "Name of who drew it"})
    note = fields.String(required=True, allow_none=True)
    steps = fields.List(fields.Nested(DrawnStep), required=True)
    metrics = fields.Nested(Metrics, required=True)


class ValueStream(Schema):
    """A value stream as the API gives it, in its current drawing."""

    id = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "Counts changes; also in the ETag"})
    name = fields.String(required=True)
    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    division = fields.String(required=True, allow_none=True, metadata={"description": "Today's, by code"})
    time_basis = fields.String(required=True)
    demand = fields.Nested(Demand, required=True, allow_none=True)
    available_minutes = fields.Float(required=True, allow_none=True)
    person_minutes = fields.Float(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    steps = fields.List(fields.Nested(DrawnStep), required=True)
    metrics = fields.Nested(Metrics, required=True)


class ValueStreamWithVersions(ValueStream):
    """A value stream with every drawing of it."""

    versions = fields.List(fields.Nested(Version), required=True)


class ValueStreams(Schema):
    """One piece of a list."""

    items = fields.List(fields.Nested(ValueStream), required=True)
