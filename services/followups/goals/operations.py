"""What can be done with one goal. Each verb loads, asks the model, writes state and event, and commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.messages import N_, Message
from schemas.periods import Period, parse
from services.followups import placing
from services.followups.goals import loading
from services.followups.goals.loading import Told
from services.followups.goals.model import Goal
from services.followups.perspectives import queries as perspectives
from services.kernel import people
from services.kernel.errors import Conflict, Invalid
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

CLOSED = N_("This goal is closed. Open it again first.")
UNKNOWN_PERSPECTIVE = N_("The perspectives of %(year)s are: %(choices)s. Choose one of these.")
WHY_DROPPED = N_("Say why the goal is given up.")
BATCH = 500


def set_goal(work: Work, principal: Principal, directory: Directory, fields: dict[str, Any]) -> Told:
    """Set a goal. `fields` are those of schemas.goals.NewGoal. Raises Invalid or NotAllowed."""
    told = record_goal(work, principal, directory, fields)
    work.commit(told)
    return told


def record_goal(
    work: Work,
    principal: Principal,
    directory: Directory,
    fields: dict[str, Any],
    *,
    set_at: datetime | None = None,
    continues: Goal | None = None,
) -> Told:
    """Write a new goal without committing; `set_at` is when it was set elsewhere before.

    It may continue one of the period before, whose thread it goes on.
    """
    unit, division, part_of = (fields.get(name) for name in ("unit", "division", "part_of"))
    placing.refuse_elsewhere(work, principal, directory, unit, division)
    _refuse_parent(work, directory, part_of, unit, division)
    code = perspective_of(work, fields["period"], fields["perspective"])
    goal = _new(fields | {"perspective": code}, principal.id, set_at or work.now, continues)
    told = Told(goal, [], [])
    improvements = fields.get("improvements", ())
    loading.refuse_ended(work, told, improvements)
    loading.renew_due(told)
    people.remember(work, principal)
    work.session.add(goal)
    loading.serve(work, told, improvements)
    loading.emit(work, "set", told, principal.id)
    return told


def _new(fields: dict[str, Any], actor: str, set_at: datetime, continues: Goal | None) -> Goal:
    identifier = str(uuid7())
    return Goal(
        id=identifier,
        version=1,
        **{name: fields.get(name) for name in ("title", "perspective", "description", "unit", "division", "part_of")},
        **columns_of(fields["period"]),
        continues=continues.id if continues else None,
        thread=continues.thread if continues else identifier,
        state="open",
        follow_up_every=fields.get("follow_up_every", "third"),
        set_by=actor,
        created_at=set_at,
        updated_at=set_at,
    )


def edit_goal(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, fields: dict[str, Any]
) -> Told:
    """Change what is written about it; the same once more changes nothing.

    `fields` are some of schemas.goals.EditedGoal. Raises NotFound, Stale, NotAllowed, Conflict or Invalid.
    """
    told = loading.changeable(work, principal, directory, identifier, asked)
    goal = told.goal
    refuse_closed(goal)
    period: Period = fields.get("period") or parse(goal.period)
    plain = {name: fields[name] for name in ("title", "description", "follow_up_every") if name in fields}
    code = perspective_of(work, period, fields.get("perspective", goal.perspective))
    values = plain | columns_of(period) | {"perspective": code}
    changed = {name: value for name, value in values.items() if value != getattr(goal, name)}
    for name, value in changed.items():
        setattr(goal, name, value)
    improvements = fields.get("improvements", told.improvements)
    loading.refuse_ended(work, told, improvements)
    serves = loading.serve(work, told, improvements)
    if changed or serves:
        loading.change(work, "edited", told, principal)
    work.commit(told)
    return told


def close_goal(
    work: Work,
    principal: Principal,
    directory: Directory,
    identifier: str,
    asked: int | None,
    state: str,
    reason: str | None = None,
) -> Told:
    """Say how it ended: `state` is one of schemas.vocabulary.GOAL_STATES but open.

    Raises NotFound, Stale, NotAllowed, for one that is closed Conflict, for one given up without a reason Invalid.
    """
    told = loading.changeable(work, principal, directory, identifier, asked)
    refuse_closed(told.goal)
    if state == "dropped" and not reason:
        raise Invalid({"reason": [WHY_DROPPED]})
    told.goal.state, told.goal.reason = state, reason
    loading.change(work, "closed", told, principal)
    work.commit(told)
    return told


def reopen_goal(work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None) -> Told:
    """Open a closed goal again. Raises NotFound, Stale, NotAllowed or Conflict."""
    told = loading.changeable(work, principal, directory, identifier, asked)
    if told.goal.state == "open":
        raise Conflict(N_("This goal is open already."))
    told.goal.state, told.goal.reason = "open", None
    loading.change(work, "reopened", told, principal)
    work.commit(told)
    return told


def restate(work: Work) -> set[str]:
    """State every goal anew, after a restore; the caller commits."""
    goals = work.session.scalars(select(Goal).order_by(Goal.id)).all()
    for begin in range(0, len(goals), BATCH):
        for told in loading.told_of(work.session, goals[begin : begin + BATCH]):
            told.goal.version += 1
            loading.emit(work, "restated", told, told.goal.set_by)
    return {goal.id for goal in goals}


def perspective_of(work: Work, period: Period, text: str) -> str:
    """The code of the perspective that is meant in the year of a period; raises Invalid naming those there are."""
    held = perspectives.worded(work.session).of(period.last.year)
    code = held.code_of(text)
    if code is None:
        said = Message(UNKNOWN_PERSPECTIVE, year=str(held.year), choices=", ".join(held.codes))
        raise Invalid({"perspective": [said]})
    return code


def columns_of(period: Period) -> dict[str, Any]:
    """A period as tables have it."""
    return {"period": period.text, "begins": period.first, "ends": period.last}


def refuse_closed(goal: Goal) -> None:
    """Raise Conflict for a goal that is closed."""
    if goal.state != "open":
        raise Conflict(CLOSED)


def _refuse_parent(
    work: Work, directory: Directory, part_of: str | None, unit: str | None, division: str | None
) -> None:
    if part_of is None:
        return
    parent = work.session.get(Goal, part_of)
    if parent is None:
        raise Invalid({"part_of": [N_("There is no such goal. Choose one of the division or the region.")]})
    if not placing.holds(work, directory, parent, unit, division):
        text = N_("A unit's goal can be part of its division's or of the region's, a division's of the region's.")
        raise Invalid({"part_of": [text]})
