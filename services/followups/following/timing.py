"""Which of a goal's periods there are to follow up."""

from collections.abc import Sequence
from datetime import date

from schemas.periods import Grain, Period, parse
from services.followups.following.model import FollowUp
from services.followups.goals.model import Goal
from services.followups.model import GRACE


def periods_of(goal: Goal) -> list[Period]:
    """The periods in which it is followed up, oldest first."""
    whole = parse(goal.period)
    return list(whole.within(Grain(goal.follow_up_every))) or [whole]


def due(goal: Goal) -> Period | None:
    """The period whose follow-up comes next; None once there is none to come."""
    return next((each for each in periods_of(goal) if goal.due and each.last + GRACE == goal.due), None)


def to_write(goal: Goal, follow_ups: Sequence[FollowUp], today: date) -> list[Period]:
    """Those that have begun and were not followed up, oldest first; last, the goal's whole period once it has ended."""
    have = {each.period for each in follow_ups}
    whole = parse(goal.period)
    ended = [whole] if whole.last < today else []
    periods = dict.fromkeys([*periods_of(goal), *ended])
    return [each for each in periods if each.first <= today and each.text not in have]
