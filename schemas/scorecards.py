"""What the scorecards give to programs."""

from typing import Any

from marshmallow import Schema, fields

from schemas.vocabulary import STATES

COUNTS: dict[str, fields.Field[int]] = {
    name: fields.Integer(required=True) for name in ("running", *(state for state in STATES if state != "merged"))
}
Figures = Schema.from_dict(COUNTS, name="Figures")


class Month(Figures):  # type: ignore[valid-type,misc] # made from the list of states
    """The numbers at the end of a month; of the present month, now."""

    month = fields.String(required=True, metadata={"description": "2026-11"})


class Borders(Schema):
    """Improvements at work in one unit, in several units of one division, or across divisions."""

    unit = fields.Integer(required=True)
    division = fields.Integer(required=True)
    region = fields.Integer(required=True)


class SpreadFigures(Schema):
    """How improvements spread; units count as adopters once implemented or sustained."""

    relevant_solved = fields.Integer(
        required=True, metadata={"description": "Solved improvements with units that they were declared relevant for"}
    )
    spread = fields.Integer(required=True, metadata={"description": "Those of them that another unit adopted"})
    rate_percent = fields.Float(metadata={"description": "Their share; left out where there are none"})
    given = fields.Integer(required=True, metadata={"description": "Adoptions of its improvements by other units"})
    given_across = fields.Integer(
        required=True, metadata={"description": "Those to a unit of another division, as on the day of adoption"}
    )
    received = fields.Integer(required=True, metadata={"description": "Improvements its units adopted from others"})
    received_across = fields.Integer(required=True)
    solved = fields.Nested(Borders, required=True)
    running = fields.Nested(Borders, required=True)
    unanswered = fields.Integer(
        required=True,
        metadata={"description": "Times its units said `same problem here` and have no solution yet"},
    )
    answered = fields.Integer(required=True)


SPREADING: dict[str, fields.Field[Any]] = {
    "spread": fields.Nested(SpreadFigures, required=True),
    "islands": fields.Integer(
        required=True,
        metadata={"description": "Solved, relevant elsewhere, adopted nowhere within the days of the setting"},
    ),
}
Totals = Schema.from_dict({**COUNTS, **SPREADING}, name="Totals")


class DivisionFigures(Totals):  # type: ignore[valid-type,misc] # as above
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
        required=True,
        metadata={
            "description": "Improvements, adoptions, observations, value streams whose newest event could not be read"
        },
    )
    unreadable = fields.Integer(required=True, metadata={"description": "Unreadable events that name nothing known"})


class ExpectedBenefitFigures(Schema):
    """What improvements in one phase are expected to bring, of one kind and measured in one way."""

    phase = fields.String(required=True, metadata={"description": "proposed, running or solved"})
    kind = fields.String(required=True)
    measure = fields.String(required=True, metadata={"description": "h, SEK, EUR …; empty where none was given"})
    per = fields.String(required=True, metadata={"description": "year or once"})
    number = fields.Integer(required=True, metadata={"description": "How many times it was stated"})
    amount = fields.Float(required=True, metadata={"description": "Never added to those of another kind or measure"})


class Scorecard(Standing):
    """What the scorecards of region, division and unit share."""

    history = fields.List(fields.Nested(Month), required=True)
    spread = SPREADING["spread"]
    islands = SPREADING["islands"]
    benefit = fields.List(fields.Nested(ExpectedBenefitFigures), required=True)


class Pair(Schema):
    """Adoptions from one division to another, as they were on the day of adoption."""

    origin_division = fields.String(required=True)
    division = fields.String(required=True)
    number = fields.Integer(required=True)


class RegionScorecard(Scorecard):
    """The whole region."""

    divisions = fields.List(fields.Nested(DivisionFigures), required=True)
    totals = fields.Nested(Totals, required=True)
    adoptions = fields.List(fields.Nested(Pair), required=True)


class DivisionScorecard(Scorecard):
    """One division."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    running = fields.Integer(required=True)
    by_state = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_waste = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    by_value_stream = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    units = fields.List(fields.Nested(UnitFigures), required=True)
    adoptions = fields.List(fields.Nested(Pair), required=True, metadata={"description": "Given and received"})


class Offer(Schema):
    """What another unit has solved."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)
    since = fields.AwareDateTime(required=True)
    value_stream = fields.String(required=True, allow_none=True)
    because = fields.String(
        required=True,
        metadata={"description": "same_problem: the unit has it; relevant: declared so; value_stream: works in it too"},
    )


class UnitScorecard(Scorecard):
    """One unit, and what others have solved."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    division = fields.String(required=True, metadata={"description": "Today's, by code, or `unknown`"})
    running = fields.Integer(required=True)
    by_state = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    offers = fields.List(fields.Nested(Offer), required=True)


class CountedImprovement(Schema):
    """An improvement as the scorecards count it."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)
    since = fields.AwareDateTime(required=True)
    proposed_at = fields.AwareDateTime(required=True)
    incomplete = fields.Boolean(required=True)
    adopters = fields.Integer(metadata={"description": "Units that have adopted it"})
    same_problem_unit = fields.String(metadata={"description": "With `unanswered` and `answered`: who has the problem"})
    same_problem_since = fields.AwareDateTime()


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


class CountedAdoption(Schema):
    """One unit's adoption of another's improvement, as the scorecards count it."""

    id = fields.String(required=True)
    improvement = fields.String(required=True)
    title = fields.String(required=True)
    origin = fields.String(required=True, metadata={"description": "Code of the unit it comes from"})
    origin_division = fields.String(required=True, metadata={"description": "On the day of adoption"})
    unit = fields.String(required=True, metadata={"description": "Code of the unit that adopted it"})
    division = fields.String(required=True, metadata={"description": "On the day of adoption"})
    adopted_on = fields.Date(required=True)
    stage = fields.String(required=True)
    since = fields.AwareDateTime(required=True, metadata={"description": "Since when it is in this stage"})
    incomplete = fields.Boolean(required=True)


class CountedAdoptions(Schema):
    """One piece of the adoptions behind a number."""

    items = fields.List(fields.Nested(CountedAdoption), required=True)
