"""What the followups service tells the others: perspectives, goals, indicators with their verdicts, measurements.

What people write about a goal stays in the service; the events carry what is counted, and names and titles. A goal or
indicator without unit and division is the region's.
"""

from marshmallow import fields, validate

from schemas.events import kinds
from schemas.events.envelope import EventSchema
from schemas.events.organisation import Names
from schemas.vocabulary import (
    ASSURANCES,
    CHARTS,
    DIRECTIONS,
    FOLLOW_UP_STATUSES,
    FREQUENCIES,
    GOAL_STATES,
    RULE_SETS,
    VARIATIONS,
)

PERSPECTIVES_VERBS = ("worded", "restated")
GOAL_VERBS = ("set", "edited", "followed_up", "closed", "reopened", "restated")
INDICATOR_VERBS = ("defined", "edited", "rebased", "judged", "restated")
MEASUREMENT_VERBS = ("measured", "corrected", "restated")
Title = validate.Length(min=1, max=kinds.TITLE_LENGTH)
PeriodName = validate.Length(min=4, max=10)
Year = validate.Length(min=4, max=4)
UNIT = {"description": "Code; null where it is a division's or the region's"}
DIVISION = {"description": "Code; null where it is a unit's or the region's"}
ACTOR = {"description": "Pseudonymous id of who did this"}


class Perspective(EventSchema):
    """One perspective of a scorecard, in the region's own words."""

    code = fields.String(required=True, validate=kinds.Code)
    name = fields.Nested(Names, required=True)


class PerspectivesState(EventSchema):
    """The perspectives of a year; subject = the year."""

    year = fields.String(required=True, validate=Year)
    perspectives = fields.List(fields.Nested(Perspective), required=True, validate=validate.Length(min=1))
    actor = fields.String(required=True, metadata=ACTOR)


class FollowedUp(EventSchema):
    """One follow-up of a goal: where it stood at the end of a period, as people said."""

    period = fields.String(required=True, validate=PeriodName, metadata={"description": "2026-11, 2026-Q4 or 2026"})
    status = fields.String(required=True, validate=validate.OneOf(FOLLOW_UP_STATUSES))
    at = kinds.Moment(required=True)


class GoalState(EventSchema):
    """A goal of a unit, a division or the region; subject = its id."""

    title = fields.String(required=True, validate=Title)
    perspective = fields.String(required=True, validate=kinds.Code, metadata={"description": "Code"})
    year = fields.String(required=True, validate=Year, metadata={"description": "Whose perspectives they are"})
    period = fields.String(required=True, validate=PeriodName, metadata={"description": "In which it shall be reached"})
    state = fields.String(required=True, validate=validate.OneOf(GOAL_STATES))
    thread = fields.String(
        required=True,
        validate=kinds.Identifier,
        metadata={"description": "Id of the first of the goals that continue each other from period to period"},
    )
    followed_up = fields.List(
        fields.Nested(FollowedUp),
        required=True,
        metadata={"description": "By what they tell of; the last says where it stands"},
    )
    actor = fields.String(required=True, metadata=ACTOR)
    unit = fields.String(allow_none=True, validate=kinds.Code, metadata=UNIT)
    division = fields.String(allow_none=True, validate=kinds.Code, metadata=DIVISION)
    part_of = fields.String(
        allow_none=True, validate=kinds.Identifier, metadata={"description": "Id of the goal that it breaks down"}
    )
    due = kinds.Day(allow_none=True, metadata={"description": "The last day on which its next follow-up is in time"})
    improvements = fields.List(
        fields.String(validate=kinds.Identifier), metadata={"description": "Ids of the improvements that serve it"}
    )


class IndicatorState(EventSchema):
    """What is measured, how it is charted, and what its chart says; subject = its id."""

    name = fields.String(required=True, validate=Title)
    unit_of_measure = fields.String(required=True, validate=validate.Length(min=1, max=40))
    direction = fields.String(required=True, validate=validate.OneOf(DIRECTIONS))
    chart = fields.String(required=True, validate=validate.OneOf(CHARTS))
    rules = fields.String(required=True, validate=validate.OneOf(RULE_SETS))
    values = kinds.Amount(required=True, metadata={"description": "How many periods have a value"})
    missing = kinds.Amount(required=True, metadata={"description": "How many more are needed before it is judged"})
    actor = fields.String(required=True, metadata=ACTOR)
    unit = fields.String(allow_none=True, validate=kinds.Code, metadata=UNIT)
    division = fields.String(allow_none=True, validate=kinds.Code, metadata=DIVISION)
    goal = fields.String(allow_none=True, validate=kinds.Identifier, metadata={"description": "Id of the goal"})
    target = kinds.Amount(allow_none=True)
    frequency = fields.String(allow_none=True, validate=validate.OneOf(FREQUENCIES))
    variation = fields.String(allow_none=True, validate=validate.OneOf(VARIATIONS))
    assurance = fields.String(allow_none=True, validate=validate.OneOf(ASSURANCES))
    first = kinds.Day(allow_none=True, metadata={"description": "First day of the oldest period that has a value"})
    last = kinds.Day(allow_none=True, metadata={"description": "First day of the newest period that has a value"})
    due = kinds.Day(
        allow_none=True, metadata={"description": "The last day on which the next value is in time, by its frequency"}
    )


class MeasurementState(EventSchema):
    """One measurement; subject = its id, key = its indicator's. Without a value it was struck out."""

    indicator = fields.String(required=True, validate=kinds.Identifier)
    period = kinds.Day(required=True, metadata={"description": "First day"})
    at = kinds.Moment(required=True, metadata={"description": "When it was written last"})
    actor = fields.String(required=True, metadata=ACTOR)
    value = kinds.Amount(allow_none=True)
    numerator = kinds.Amount(allow_none=True)
    denominator = kinds.Amount(allow_none=True)
