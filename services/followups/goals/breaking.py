"""Breaking a goal down: a goal of the region or of a division becomes one of each unit that shall serve it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from schemas.messages import N_
from schemas.periods import parse
from services.followups.goals import loading, operations
from services.followups.goals.loading import Told
from services.followups.goals.model import Goal
from services.followups.indicators import operations as indicators
from services.followups.indicators import queries
from services.kernel import places
from services.kernel.errors import Conflict, Invalid
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work


def break_down(
    work: Work,
    principal: Principal,
    directory: Directory,
    identifier: str,
    units: Sequence[str],
    *,
    measured: bool,
) -> list[Told]:
    """Set the same goal in each of these units; those that have a part of it already are left out.

    `measured`: each gets indicators of its own, settled as the goal's. Raises NotFound, NotAllowed, Conflict or
    Invalid.
    """
    goal = loading.changeable(work, principal, directory, identifier, None).goal
    operations.refuse_closed(goal)
    _refuse_units(work, directory, goal, units)
    have = set(work.session.scalars(select(Goal.unit).where(Goal.part_of == goal.id)))
    parts = {unit: _part(work, principal, directory, goal, unit) for unit in units if unit not in have}
    if measured:
        _copy_indicators(work, principal, goal, parts)
    made = list(parts.values())
    work.commit(made)
    return made


def _part(work: Work, principal: Principal, directory: Directory, goal: Goal, unit: str) -> Told:
    fields = {
        "title": goal.title,
        "perspective": goal.perspective,
        "period": parse(goal.period),
        "description": goal.description,
        "follow_up_every": goal.follow_up_every,
        "unit": unit,
        "part_of": goal.id,
    }
    return operations.record_goal(work, principal, directory, fields)


def _copy_indicators(work: Work, principal: Principal, goal: Goal, parts: Mapping[str, Told]) -> None:
    """Give each part what the goal itself is measured by; what its units measure stays theirs."""
    own = [
        each
        for each in queries.of_thread(work.session, goal.thread)
        if (each.unit, each.division) == (goal.unit, goal.division)
    ]
    for unit, told in parts.items():
        for indicator in own:
            indicators.copy_to(work, principal, indicator, unit=unit, goal=told.goal.id)


def _refuse_units(work: Work, directory: Directory, goal: Goal, units: Sequence[str]) -> None:
    if goal.unit:
        raise Conflict(N_("This is a unit's goal: it cannot be broken down further."))
    places.refuse_unknown_units(work, directory, {"units": units})
    outside = [unit for unit in units if places.division_today(work, directory, unit) != goal.division]
    if goal.division and outside:
        raise Invalid({"units": [N_("Choose units of the division whose goal this is.")]})
