"""Opening a coming period: the open goals of one part of the region go on in it, each once."""

from typing import Any

from sqlalchemy import select

from schemas.messages import N_, Message
from schemas.periods import Period
from schemas.vocabulary import RUNNING
from services.followups import placing
from services.followups.goals import loading, operations
from services.followups.goals.loading import Told
from services.followups.goals.model import Goal
from services.followups.perspectives import queries as perspectives
from services.followups.replica import queries as replica
from services.kernel.errors import Invalid
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

NOT_LATER = N_("Choose a period that begins after the one whose goals go on.")
LACKING = N_("The perspectives of %(year)s lack what these goals have: %(codes)s. Word them first.")


def open_coming(work: Work, principal: Principal, directory: Directory, fields: dict[str, Any]) -> list[Told]:
    """Set the open goals of a unit, a division or the region anew in the next period; those that go on already stay.

    `fields` are those of schemas.goals.Opening. Raises Invalid or NotAllowed.
    """
    period, into = fields["period"], fields["into"]
    if into.first <= period.last:
        raise Invalid({"into": [NOT_LATER]})
    placing.refuse_elsewhere(work, principal, directory, fields["unit"], fields["division"])
    goals = _going_on(work, period, fields["unit"], fields["division"])
    _refuse_lacking(work, goals, into)
    made = [_continue(work, principal, directory, told, into) for told in loading.told_of(work.session, goals)]
    work.commit(made)
    return made


def _going_on(work: Work, period: Period, unit: str | None, division: str | None) -> list[Goal]:
    """The open goals of one place and period that nothing continues yet; locked, so that two cannot both go on."""
    continued = select(Goal.continues).where(Goal.continues.is_not(None))
    wanted = select(Goal).where(
        Goal.unit == unit, Goal.division == division, Goal.period == period.text, Goal.state == "open"
    )
    found = work.session.scalars(wanted.order_by(Goal.created_at, Goal.id).with_for_update()).all()
    taken = set(work.session.scalars(continued.where(Goal.continues.in_([each.id for each in found]))))
    return [each for each in found if each.id not in taken]


def _continue(work: Work, principal: Principal, directory: Directory, told: Told, into: Period) -> Told:
    goal = told.goal
    fields = {
        "title": goal.title,
        "perspective": goal.perspective,
        "period": into,
        "description": goal.description,
        "follow_up_every": goal.follow_up_every,
        "unit": goal.unit,
        "division": goal.division,
        "part_of": _parent(work, directory, goal, into),
        "improvements": _still_running(work, told.improvements),
    }
    made = operations.record_goal(work, principal, directory, fields, continues=goal)
    _take_along(work, principal, goal, made.goal)
    return made


def _parent(work: Work, directory: Directory, goal: Goal, into: Period) -> str | None:
    """What the new goal is part of: what continues the parent then, else the parent itself.

    None where there is no parent, or where the unit has moved out of its division.
    """
    if goal.part_of is None:
        return None
    parent = work.session.get_one(Goal, goal.part_of)
    if not placing.holds(work, directory, parent, goal.unit, goal.division):
        return None
    wanted = select(Goal.id).where(Goal.continues == parent.id, Goal.begins <= into.last, Goal.ends >= into.first)
    return work.session.scalar(wanted.limit(1)) or parent.id


def _take_along(work: Work, principal: Principal, goal: Goal, made: Goal) -> None:
    """Hang parts that went on before their parent did under the parent's new goal."""
    work.session.flush()
    early = select(Goal).where(Goal.part_of == goal.id, Goal.begins > goal.ends).with_for_update()
    for told in loading.told_of(work.session, work.session.scalars(early).all()):
        told.goal.part_of = made.id
        loading.change(work, "edited", told, principal)


def _still_running(work: Work, improvements: list[str]) -> list[str]:
    """Those that run, or were not heard of yet."""
    known = replica.known(work.session, improvements)
    return [each for each in improvements if each not in known or known[each].state in RUNNING]


def _refuse_lacking(work: Work, goals: list[Goal], into: Period) -> None:
    held = perspectives.worded(work.session).of(into.last.year)
    if lacking := sorted({goal.perspective for goal in goals} - set(held.codes)):
        raise Invalid({"into": [Message(LACKING, year=str(held.year), codes=", ".join(lacking))]})
