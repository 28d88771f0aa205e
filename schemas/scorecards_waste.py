"""What the scorecards give to programs about waste: twelve months, and the observations behind each number.

Minutes as they were seen and minutes a week are two measures: nobody can add one to the other.
"""

from marshmallow import Schema, fields

from schemas.scorecards import CountedEvent, Standing


class WasteFigures(Schema):
    """What some observations come to."""

    observations = fields.Integer(required=True)
    minutes_told = fields.Integer(required=True, metadata={"description": "How many of them told minutes"})
    minutes_lost = fields.Float(required=True, metadata={"description": "The sum of those, each time as it was seen"})
    weekly_told = fields.Integer(
        required=True, metadata={"description": "How many told minutes and how often a week it happens"}
    )
    minutes_a_week = fields.Float(
        required=True, metadata={"description": "The sum over those of minutes, each time, by times a week"}
    )
    led = fields.Integer(required=True, metadata={"description": "How many led to an improvement"})
    led_percent = fields.Float(metadata={"description": "Their share; left out where nothing was observed"})


class WasteWithDays(WasteFigures):
    """The same, with how long it took until an improvement was proposed."""

    days_known = fields.Integer(required=True, metadata={"description": "Of how many the days are known"})
    median_days = fields.Float(
        metadata={"description": "From the day it was seen to that of the improvement; left out where none is known"}
    )


class WasteKind(WasteFigures):
    """One of the eight wastes; no conclusion rests on overproduction against overprocessing."""

    waste = fields.String(required=True)


class WasteStep(WasteFigures):
    """One step of a value stream; null where people named none."""

    value_stream = fields.String(required=True, allow_none=True)
    step = fields.String(required=True, allow_none=True)


class WasteMonth(WasteFigures):
    """What was seen in a month."""

    month = fields.String(required=True, metadata={"description": "2026-11"})


class WasteLine(WasteWithDays):
    """A division's or a unit's numbers."""

    code = fields.String(required=True, metadata={"description": "`unknown` for units nobody has told of yet"})
    name = fields.String(required=True)
    value_streams = fields.Integer(required=True, metadata={"description": "Those that have a current drawing"})


class CountedValueStream(Schema):
    """A unit's map of a value stream, in its current drawing; null where a number is missing."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    unit = fields.String(required=True)
    time_basis = fields.String(required=True, metadata={"description": "clock or working"})
    drawn_at = fields.AwareDateTime(required=True)
    lead_minutes = fields.Float(required=True, allow_none=True)
    activity_ratio_percent = fields.Float(required=True, allow_none=True)
    incomplete = fields.Boolean(required=True, metadata={"description": "A newer event of it could not be read"})


class CountedValueStreamWithEvents(CountedValueStream):
    """A value stream with the events that made it so; it may have no current drawing."""

    drawn_at = fields.AwareDateTime(required=True, allow_none=True)
    events = fields.List(fields.Nested(CountedEvent), required=True)


class WasteScorecard(Standing):
    """What those of region, division and unit share: the twelve months up to the present one."""

    months = fields.List(fields.String(), required=True, metadata={"description": "2026-11; by the day it was seen"})
    totals = fields.Nested(WasteWithDays, required=True)
    wastes = fields.List(fields.Nested(WasteKind), required=True)
    steps = fields.List(fields.Nested(WasteStep), required=True)
    history = fields.List(fields.Nested(WasteMonth), required=True)


class RegionWaste(WasteScorecard):
    """The whole region; divisions as on the day it was seen."""

    divisions = fields.List(fields.Nested(WasteLine), required=True)


class UnitWaste(WasteScorecard):
    """One unit."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    value_streams = fields.List(fields.Nested(CountedValueStream), required=True)


class DivisionWaste(UnitWaste):
    """One division."""

    units = fields.List(fields.Nested(WasteLine), required=True)


class CountedObservation(Schema):
    """An observation as the scorecards count it; what was seen stands where it was noted."""

    id = fields.String(required=True)
    unit = fields.String(required=True)
    division = fields.String(required=True, metadata={"description": "The unit's on the day it was seen"})
    waste = fields.String(required=True)
    seen_at = fields.AwareDateTime(required=True)
    minutes_lost = fields.Float(required=True, allow_none=True)
    minutes_a_week = fields.Float(required=True, allow_none=True)
    value_stream = fields.String(required=True, allow_none=True, metadata={"description": "By name"})
    step = fields.String(required=True, allow_none=True)
    improvement = fields.String(required=True, allow_none=True, metadata={"description": "Id of the first it led to"})
    days = fields.Integer(required=True, allow_none=True, metadata={"description": "Until that was proposed"})
    incomplete = fields.Boolean(required=True)


class CountedObservations(Schema):
    """One piece of what stands behind a number."""

    items = fields.List(fields.Nested(CountedObservation), required=True)


class CountedObservationWithEvents(CountedObservation):
    """An observation with the events that made it so."""

    events = fields.List(fields.Nested(CountedEvent), required=True)
