"""What the scorecards give to programs about follow-ups: goals, what their charts say, and what serves them.

The colour of a goal is derived, by the rule in scorecards/following/measures.py; nobody enters it.
"""

from typing import Any

from marshmallow import Schema, fields

from schemas.scorecards import CountedEvent, Standing
from schemas.vocabulary import ASSURANCES, FOLLOW_UP_STATUSES, VARIATIONS

NONE = "none"
SAID_VARIATIONS, SAID_ASSURANCES = (*VARIATIONS, NONE), (*ASSURANCES, NONE)


def _numbers(name: str, *keys: str) -> Any:  # noqa: ANN401 (a schema made from a list of words)
    counts: dict[str, fields.Field[int]] = {key: fields.Integer(required=True) for key in keys}
    return Schema.from_dict(counts, name=name)


ByStatus = _numbers("ByStatus", *FOLLOW_UP_STATUSES, NONE)
GoalsByVariation = _numbers("GoalsByVariation", *SAID_VARIATIONS, "no_indicator")
IndicatorsByVariation = _numbers("IndicatorsByVariation", *SAID_VARIATIONS)
ByAssurance = _numbers("ByAssurance", *SAID_ASSURANCES)
Derived = _numbers("Derived", "red", "amber", "green", NONE)


class GoalFigures(Schema):
    """What some open goals come to; of a goal with several indicators the gravest one speaks."""

    open = fields.Integer(required=True, metadata={"description": "Not closed, and their period has begun"})
    overdue = fields.Integer(required=True, metadata={"description": "Their follow-up was due before the day"})
    due_soon = fields.Integer(required=True, metadata={"description": "It is due within 30 days"})
    without_improvement = fields.Integer(
        required=True,
        metadata={"description": "No improvement serves them: none, or only declined, stopped or merged ones"},
    )
    without_indicator = fields.Integer(required=True)
    later = fields.Integer(
        required=True, metadata={"description": "Their period begins after the day; in none of the other numbers"}
    )
    by_perspective = fields.Dict(required=True, keys=fields.String(), values=fields.Integer())
    by_status = fields.Nested(ByStatus, required=True, metadata={"description": "As people said last"})
    by_variation = fields.Nested(GoalsByVariation, required=True)
    by_assurance = fields.Nested(ByAssurance, required=True)
    derived = fields.Nested(
        Derived, required=True, metadata={"description": "From variation, assurance and overdue follow-ups"}
    )


class IndicatorFigures(Schema):
    """What some indicators come to, of goals or of none."""

    all = fields.Integer(required=True)
    of_open_goal = fields.Integer(required=True)
    without_data = fields.Integer(required=True, metadata={"description": "They have no value at all"})
    late = fields.Integer(required=True, metadata={"description": "Their next value was due before the day"})
    by_variation = fields.Nested(IndicatorsByVariation, required=True)
    by_assurance = fields.Nested(ByAssurance, required=True)


class Share(Schema):
    """How many improvements serve an open goal, of how many."""

    serving = fields.Integer(required=True)
    all = fields.Integer(required=True)
    percent = fields.Float(metadata={"description": "Left out where there are none"})


class Shares(Schema):
    """Improvements of the units that are meant."""

    running = fields.Nested(Share, required=True)
    solved = fields.Nested(Share, required=True)


class FollowUpFigures(Schema):
    """What is followed up."""

    goals = fields.Nested(GoalFigures, required=True)
    indicators = fields.Nested(IndicatorFigures, required=True)
    improvements = fields.Nested(Shares, required=True)


class FollowUpLine(FollowUpFigures):
    """A division's or a unit's numbers."""

    code = fields.String(
        required=True,
        metadata={"description": "Empty for what is the whole's own; `unknown` for units nobody has told of yet"},
    )
    name = fields.String(required=True)


class FollowUpScorecard(Standing):
    """What those of region, division and unit share."""

    day = fields.Date(required=True, metadata={"description": "For which overdue and late are worked out"})
    totals = fields.Nested(FollowUpFigures, required=True)


class RegionFollowUps(FollowUpScorecard):
    """The whole region; units in the division of today."""

    divisions = fields.List(fields.Nested(FollowUpLine), required=True)


class UnitFollowUps(FollowUpScorecard):
    """One unit."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class DivisionFollowUps(UnitFollowUps):
    """One division."""

    units = fields.List(fields.Nested(FollowUpLine), required=True)


class CountedThing(Schema):
    """What a goal and an indicator share."""

    id = fields.String(required=True)
    unit = fields.String(required=True, allow_none=True)
    division = fields.String(
        required=True, allow_none=True, metadata={"description": "Its own; null where it is a unit's or the region's"}
    )
    variation = fields.String(required=True, metadata={"description": "`none` where no chart says any"})
    assurance = fields.String(required=True)
    due = fields.Date(required=True, allow_none=True)
    incomplete = fields.Boolean(required=True, metadata={"description": "A newer event of it could not be read"})


class CountedGoal(CountedThing):
    """An open goal as the scorecards count it."""

    title = fields.String(required=True)
    perspective = fields.String(required=True, metadata={"description": "Code"})
    perspective_name = fields.String(required=True)
    period = fields.String(required=True)
    begins = fields.Date(required=True, allow_none=True, metadata={"description": "First day of its period"})
    status = fields.String(required=True, metadata={"description": "Of the last follow-up; `none` before the first"})
    overdue = fields.Boolean(required=True)
    derived = fields.String(required=True)


class CountedGoals(Schema):
    """One piece of what stands behind a number."""

    items = fields.List(fields.Nested(CountedGoal), required=True)


class CountedIndicator(CountedThing):
    """An indicator as the scorecards count it."""

    name = fields.String(required=True)
    goal = fields.String(required=True, allow_none=True)
    values = fields.Integer(required=True, metadata={"description": "How many periods have one"})
    last = fields.Date(required=True, allow_none=True, metadata={"description": "First day of the newest of them"})
    late = fields.Boolean(required=True)


class CountedIndicators(Schema):
    """One piece of what stands behind a number."""

    items = fields.List(fields.Nested(CountedIndicator), required=True)


class CountedWithEvents(Schema):
    """A goal or an indicator with the events that made it so."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    counted = fields.Boolean(required=True, metadata={"description": "False once withdrawn"})
    incomplete = fields.Boolean(required=True)
    events = fields.List(fields.Nested(CountedEvent), required=True)
