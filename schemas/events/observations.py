"""What the observations service tells the others: waste that was seen, walks, and maps of value streams.

What a person described in words stays in the service; the events carry what is counted.
"""

from marshmallow import fields, validate

from schemas.events import kinds
from schemas.events.envelope import EventSchema
from schemas.vocabulary import DEMAND_PERIODS, TIME_BASES, VALUE_KINDS, VERSION_KINDS, WASTES

OBSERVATION_VERBS = ("noted", "edited", "recoded", "linked", "restated")
WALK_VERBS = ("planned", "edited", "restated")
VALUE_STREAM_VERBS = ("drawn", "edited", "redrawn", "restated")
Named = validate.Length(min=1, max=kinds.VALUE_STREAM_LENGTH)


class WastePeriod(EventSchema):
    """The waste an observation was coded as, and from when."""

    waste = fields.String(required=True, validate=validate.OneOf(WASTES))
    from_ = kinds.Moment(required=True, data_key="from")


class ObservationState(EventSchema):
    """A waste that somebody saw; subject = its id."""

    unit = fields.String(required=True, validate=kinds.Code, metadata={"description": "Code of the unit"})
    waste = fields.String(required=True, validate=validate.OneOf(WASTES))
    wastes = fields.List(
        fields.Nested(WastePeriod),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "How it was coded, oldest first; the last holds"},
    )
    seen_at = kinds.Moment(required=True)
    noted_at = kinds.Moment(required=True)
    actor = fields.String(required=True, metadata={"description": "Pseudonymous id of who did this"})
    minutes_lost = kinds.Amount(allow_none=True, metadata={"description": "Each time it happens"})
    times_per_week = kinds.Amount(allow_none=True)
    value_stream = fields.String(allow_none=True, validate=Named, metadata={"description": "Id or name"})
    step = fields.String(allow_none=True, validate=Named)
    walk = fields.String(allow_none=True, validate=kinds.Identifier)
    improvement = fields.String(
        allow_none=True,
        validate=kinds.Identifier,
        metadata={"description": "Id of the first improvement it led to"},
    )
    improved_at = kinds.Moment(allow_none=True, metadata={"description": "When that was proposed"})


class WalkState(EventSchema):
    """A round of several people who look for waste; subject = its id."""

    date = kinds.Day(required=True)
    place = fields.String(required=True, validate=validate.Length(min=1, max=kinds.TITLE_LENGTH))
    units = fields.List(fields.String(), required=True, metadata={"description": "Codes of the units walked through"})
    people = kinds.Amount(required=True, metadata={"description": "How many take part"})
    actor = fields.String(required=True, metadata={"description": "Pseudonymous id of who did this"})


class StreamStep(EventSchema):
    """One step of a map; what nobody measured is absent."""

    name = fields.String(required=True, validate=Named)
    value = fields.String(allow_none=True, validate=validate.OneOf(VALUE_KINDS))
    process_minutes = kinds.Amount(allow_none=True)
    wait_before_minutes = kinds.Amount(allow_none=True)
    complete_accurate_percent = kinds.Amount(allow_none=True)


class StreamMetrics(EventSchema):
    """What the map's arithmetic gives; absent where a number is missing."""

    process_minutes = kinds.Amount(allow_none=True)
    lead_minutes = kinds.Amount(allow_none=True)
    activity_ratio_percent = kinds.Amount(allow_none=True)
    rolled_complete_accurate_percent = kinds.Amount(allow_none=True)
    process_cycle_efficiency_percent = kinds.Amount(allow_none=True)
    takt_minutes = kinds.Amount(allow_none=True)
    staff_needed = kinds.Amount(allow_none=True, metadata={"description": "Full-time persons"})


class StreamVersion(EventSchema):
    """One drawing of a value stream, with what its arithmetic gives."""

    number = kinds.Amount(required=True, metadata={"description": "1, 2, 3 … in the order of drawing"})
    kind = fields.String(required=True, validate=validate.OneOf(VERSION_KINDS))
    drawn_at = kinds.Moment(required=True)
    metrics = fields.Nested(StreamMetrics, required=True)


class StreamDemand(EventSchema):
    """How much the stream has to deliver."""

    quantity = kinds.Amount(required=True)
    per = fields.String(required=True, validate=validate.OneOf(DEMAND_PERIODS))


class ValueStreamState(EventSchema):
    """A unit's map of a value stream, as the work is done now, and its other drawings; subject = its id."""

    name = fields.String(required=True, validate=Named)
    unit = fields.String(required=True, validate=kinds.Code, metadata={"description": "Code of the unit"})
    time_basis = fields.String(required=True, validate=validate.OneOf(TIME_BASES))
    demand = fields.Nested(StreamDemand, allow_none=True)
    steps = fields.List(fields.Nested(StreamStep), required=True, metadata={"description": "Of the current drawing"})
    metrics = fields.Nested(StreamMetrics, required=True, metadata={"description": "Of the current drawing"})
    versions = fields.List(
        fields.Nested(StreamVersion),
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "Every drawing, in the order of their numbers"},
    )
    actor = fields.String(required=True, metadata={"description": "Pseudonymous id of who did this"})
