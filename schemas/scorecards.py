"""What the scorecards give to programs."""

from marshmallow import Schema, fields

from schemas.vocabulary import STATES

COUNTS: dict[str, fields.Field[int]] = {
    name: fields.Integer(required=True) for name in ("running", *(state for state in STATES if state != "merged"))
}
Figures = Schema.from_dict(COUNTS, name="Figures")


class Month(Figures):  # type: ignore[valid-type,misc] # made from the list of states
    """The numbers at the end of a month; of the present month, now."""

    month = fields.String(required=True, metadata={"description": "2026-11"})


class DivisionFigures(Figures):  # type: ignore[valid-type,misc] # as above
    """A division's numbers."""

    code = fields.String(required=True, metadata={"description": "`unknown` for units nobody has told of yet"})
    name = fields.String(required=True)


class UnitFigures(DivisionFigures):
    """A unit's numbers."""


class Standing(Schema):
    """How far the counts go."""

    as_of = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "Everything recorded until then is counted"}
    )
    events = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        required=True,
        metadata={"description": "Topic → partition → next offset"},
    )
    incomplete = fields.Integer(
        required=True, metadata={"description": "Improvements whose newest event could not be read"}
    )
    unreadable = fields.Integer(required=True, metadata={"description": "Unreadable events that name nothing known"})


class RegionScorecard(Standing):
    """The whole region."""

    divisions = fields.List(fields.Nested(DivisionFigures), required=True)
    totals = fields.Nested(Figures, required=True)
    history = fields.List(fields.Nested(Month), required=True)


class DivisionScorecard(Standing):
    """One division."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    running = fields.Integer(required=True)
    by_state = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_waste = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_value_stream = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    units = fields.List(fields.Nested(UnitFigures), required=True)
    history = fields.List(fields.Nested(Month), required=True)


class CountedImprovement(Schema):
    """An improvement as the scorecards count it."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)
    since = fields.AwareDateTime(required=True)
    proposed_at = fields.AwareDateTime(required=True)
    incomplete = fields.Boolean(required=True)


class CountedImprovements(Schema):
    """One piece of what stands behind a number."""

    items = fields.List(fields.Nested(CountedImprovement), required=True)


class CountedEvent(Schema):
    """One event that was counted."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    sequence = fields.String(required=True)
    time = fields.AwareDateTime(required=True)
    topic = fields.String(required=True)
    partition = fields.Integer(required=True)
    position = fields.Integer(required=True)


class CountedImprovementWithEvents(CountedImprovement):
    """An improvement with the events that made it so."""

    events = fields.List(fields.Nested(CountedEvent), required=True)
