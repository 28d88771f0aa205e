"""What goes into the followups service about perspectives, goals and follow-ups, and what comes out of it."""

from marshmallow import Schema, fields

from schemas.events.kinds import TITLE_LENGTH
from schemas.fields import Choice, Code, Day, Identifier, Line, Many, Text, Whole
from schemas.organisation import LANGUAGES
from schemas.periods import EARLIEST, LATEST, Grain, PeriodField
from schemas.vocabulary import FOLLOW_UP_FREQUENCIES, FOLLOW_UP_STATUSES, GOAL_STATES

MOST_PERSPECTIVES = 12
MOST_IMPROVEMENTS = 100
MOST_ACTIONS = 30
MOST_UNITS = 500


class PerspectiveNames(Schema):
    """A perspective's name in the three languages."""

    sv = Line(80, required=True)
    fi = Line(80, required=True)
    en = Line(80, required=True)


class Perspective(Schema):
    """One perspective."""

    code = Code(required=True, metadata={"description": "Stays the same when the words change"})
    name = fields.Nested(PerspectiveNames, required=True)


class Perspectives(Schema):
    """The perspectives of a year, in the order of the scorecard."""

    perspectives = Many(fields.Nested(Perspective), least=1, most=MOST_PERSPECTIVES, required=True)
    replaced_by = fields.Dict(
        keys=Code(),
        values=Code(),
        load_default=dict,
        # As marshmallow says it of a whole object, for which there are words in every language.
        error_messages={"invalid": "Invalid input type."},
        metadata={"description": "Which of these takes the place of one that falls away: code → code; goals go along"},
    )


class EditedGoal(Schema):
    """What may be changed later. `partial=True` takes some of it."""

    title = Line(TITLE_LENGTH, required=True)
    perspective = Line(80, required=True, metadata={"description": "Code or name"})
    period = PeriodField(
        Grain.MONTH, required=True, metadata={"description": "In which it shall be reached: 2026 or 2026-H1"}
    )
    description = Text(2000, allow_none=True, load_default=None)
    follow_up_every = Choice(FOLLOW_UP_FREQUENCIES, load_default="third")
    improvements = Many(
        Identifier(), most=MOST_IMPROVEMENTS, load_default=list, metadata={"description": "Ids of those that serve it"}
    )


class NewGoal(EditedGoal):
    """A goal of a unit or a division; without both of the region."""

    unit = Code(allow_none=True, load_default=None)
    division = Code(allow_none=True, load_default=None)
    part_of = Identifier(
        allow_none=True, load_default=None, metadata={"description": "Id of the goal of a larger part that it serves"}
    )


class Closing(Schema):
    """How a goal ended."""

    state = Choice(GOAL_STATES[1:], required=True)
    reason = Line(
        300, allow_none=True, load_default=None, metadata={"description": "Needed where the goal is given up (dropped)"}
    )


class BreakingDown(Schema):
    """The units that shall have a goal of their own under this one."""

    units = Many(Code(), least=1, most=MOST_UNITS, required=True)
    indicators = fields.Boolean(load_default=True, metadata={"description": "Whether they measure the same"})


class Opening(Schema):
    """A coming period, opened from the last one: open goals of one part of the region go on in it."""

    period = PeriodField(Grain.MONTH, required=True, metadata={"description": "Whose goals go on"})
    into = PeriodField(Grain.MONTH, required=True, metadata={"description": "The coming one"})
    unit = Code(allow_none=True, load_default=None)
    division = Code(allow_none=True, load_default=None)


class Action(Schema):
    """Something that shall be done."""

    what = Line(300, required=True)
    who = Line(80, allow_none=True, load_default=None)
    due = Day(allow_none=True, load_default=None)


class EditedFollowUp(Schema):
    """What may be changed later. `partial=True` takes some of it."""

    status = Choice(FOLLOW_UP_STATUSES, required=True)
    comment = Text(2000, allow_none=True, load_default=None)
    improvements = Many(Identifier(), most=MOST_IMPROVEMENTS, load_default=list)
    actions = Many(fields.Nested(Action), most=MOST_ACTIONS, load_default=list)


class NewFollowUp(EditedFollowUp):
    """Where a goal stands at the end of a period."""

    goal = Identifier(required=True)
    period = PeriodField(Grain.MONTH, required=True, metadata={"description": "2026-11, 2026-T3 or 2026"})


class YearAsked(Schema):
    """A year in a path."""

    year = Whole(EARLIEST, LATEST, required=True)


class NamedPerspective(Schema):
    """A perspective as the API gives it."""

    code = fields.String(required=True)
    name = fields.Dict(
        required=True, keys=fields.String(), values=fields.String(), metadata={"description": ", ".join(LANGUAGES)}
    )


class PerspectivesOfYear(Schema):
    """The perspectives that hold in a year."""

    year = fields.Integer(required=True)
    version = fields.Integer(required=True, metadata={"description": "0 where the year has none of its own"})
    taken_from = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The year they are of; null: the examples"}
    )
    perspectives = fields.List(fields.Nested(NamedPerspective), required=True)


class ServingImprovement(Schema):
    """An improvement that serves a goal."""

    id = fields.String(required=True)
    title = fields.String(required=True)
    unit = fields.String(required=True)
    state = fields.String(required=True)


class FollowUp(Schema):
    """A follow-up as the API gives it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "Also in the ETag"})
    goal = fields.String(required=True)
    period = fields.String(required=True)
    status = fields.String(required=True)
    comment = fields.String(required=True, allow_none=True)
    improvements = fields.List(fields.String(), required=True)
    actions = fields.List(fields.Nested(Action), required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    by = fields.String(required=True, metadata={"description": "Name of who wrote it last"})


class FollowUps(Schema):
    """One piece of a list."""

    items = fields.List(fields.Nested(FollowUp), required=True)


class Goal(Schema):
    """A goal as the API gives it."""

    id = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "Also in the ETag"})
    title = fields.String(required=True)
    perspective = fields.String(required=True, metadata={"description": "Code"})
    perspective_name = fields.String(required=True)
    period = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    unit_name = fields.String(required=True, allow_none=True)
    division = fields.String(
        required=True, allow_none=True, metadata={"description": "Its own; of a unit's goal the unit's of today"}
    )
    level = fields.String(required=True, metadata={"description": "unit, division or region"})
    part_of = fields.String(required=True, allow_none=True)
    continues = fields.String(required=True, allow_none=True, metadata={"description": "Id of the goal before it"})
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True, metadata={"description": "Why it was closed"})
    follow_up_every = fields.String(required=True)
    due = fields.Date(required=True, allow_none=True, metadata={"description": "Last day for the next follow-up"})
    overdue = fields.Boolean(required=True)
    improvements = fields.List(fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True)
    updated_at = fields.AwareDateTime(required=True)
    set_by = fields.String(required=True)


class GoalWithFollowUps(Goal):
    """A goal with its follow-ups and the goals that break it down."""

    follow_ups = fields.List(fields.Nested(FollowUp), required=True)
    parts = fields.List(
        fields.String(), required=True, metadata={"description": "Ids of the goals that are part of it"}
    )
    serving = fields.List(fields.Nested(ServingImprovement), required=True)


class Goals(Schema):
    """One piece of a list."""

    items = fields.List(fields.Nested(Goal), required=True)
