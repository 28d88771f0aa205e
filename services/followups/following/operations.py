"""What can be done with follow-ups: writing one, and changing what it says while what it said is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.messages import N_, Message
from schemas.periods import Period
from services.followups.following.model import Earlier, FollowUp
from services.followups.goals import loading, operations
from services.followups.goals.loading import Told
from services.followups.goals.model import Goal, in_order
from services.kernel.errors import Conflict, Invalid, NotFound
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

MISSING = N_("There is no such follow-up. Check the address.")
NO_GOAL = N_("There is no such goal. Check its id.")
TWICE = N_("This period has been followed up already: change what it says at %(path)s.")
TO_COME = N_("This period has not begun. Follow up one that has.")
OUTSIDE = N_("This period lies outside the goal's, which is %(period)s.")
WHAT_IS_DONE = N_("Say what is done about it: in a comment, or as an action.")
PATH = "/follow-ups"
# Where a goal stands so that something has to be done.
ASKING = ("at_risk", "off_track")
SAID = ("status", "comment", "improvements", "actions")


def follow_up(work: Work, principal: Principal, directory: Directory, fields: dict[str, Any]) -> FollowUp:
    """Say where a goal stands. `fields` are those of schemas.goals.NewFollowUp.

    Raises NotAllowed, Invalid or, for a closed goal or a period that was followed up already, Conflict.
    """
    written = record_follow_up(work, principal, directory, fields)
    work.commit(written)
    return written


def record_follow_up(
    work: Work,
    principal: Principal,
    directory: Directory,
    fields: dict[str, Any],
    *,
    written_at: datetime | None = None,
) -> FollowUp:
    """Write a follow-up without committing; `written_at` is when it was written elsewhere before."""
    if work.session.get(Goal, fields["goal"]) is None:
        raise Invalid({"goal": [NO_GOAL]})
    told = loading.changeable(work, principal, directory, fields["goal"], None)
    operations.refuse_closed(told.goal)
    period: Period = fields["period"]
    _refuse_period(work, told, period)
    said = {name: fields.get(name) for name in ("status", "comment")} | {
        "improvements": fields.get("improvements") or [],
        "actions": _kept(fields.get("actions") or []),
    }
    _refuse_silence(said)
    loading.refuse_ended(work, told, said["improvements"])
    written_at = written_at or work.now
    written = FollowUp(
        id=str(uuid7()),
        version=1,
        goal=told.goal.id,
        **operations.columns_of(period),
        **said,
        created_at=written_at,
        updated_at=written_at,
        written_by=principal.id,
    )
    work.session.add(written)
    told.follow_ups.append(written)
    _tell(work, told, written, principal)
    return written


def edit_follow_up(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, fields: dict[str, Any]
) -> FollowUp:
    """Change what it says; the same once more changes nothing. What it said is kept.

    `fields` are some of schemas.goals.EditedFollowUp. Raises NotFound, Stale, NotAllowed, Conflict or Invalid.
    """
    goal = work.session.scalar(select(FollowUp.goal).where(FollowUp.id == identifier))
    if goal is None:
        raise NotFound(MISSING)
    told = loading.changeable(work, principal, directory, goal, None)
    written = next(each for each in told.follow_ups if each.id == identifier)
    work.expect(written.version, asked)
    operations.refuse_closed(told.goal)
    before = {name: getattr(written, name) for name in SAID}
    said = before | fields
    said["actions"] = _kept(said["actions"])
    _refuse_silence(said)
    loading.refuse_ended(work, told, said["improvements"], before["improvements"])
    if said != before:
        moments = {"version": written.version, "at": written.updated_at, "actor": written.written_by}
        work.insert(*Earlier(follow_up=written.id, **moments, **before).row())
        for name, value in said.items():
            setattr(written, name, value)
        written.version += 1
        written.updated_at, written.written_by = work.now, principal.id
        _tell(work, told, written, principal)
    work.commit(written)
    return written


def _tell(work: Work, told: Told, written: FollowUp, principal: Principal) -> None:
    """Let its improvements serve the goal too, and tell how the goal stands now."""
    told.follow_ups = in_order(told.goal, told.follow_ups)
    loading.serve(work, told, {*told.improvements, *written.improvements})
    loading.change(work, "followed_up", told, principal)


def _kept(actions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Actions as the table keeps them: days as text."""
    return [
        {"what": each["what"], "who": each.get("who"), "due": str(each["due"]) if each.get("due") else None}
        for each in actions
    ]


def _refuse_period(work: Work, told: Told, period: Period) -> None:
    goal = told.goal
    if period.first > work.now.date():
        raise Invalid({"period": [TO_COME]})
    if period.last < goal.begins or period.first > goal.ends:
        raise Invalid({"period": [Message(OUTSIDE, period=goal.period)]})
    for each in told.follow_ups:
        if each.period == period.text:
            raise Conflict(Message(TWICE, path=f"{PATH}/{each.id}"))


def _refuse_silence(said: dict[str, Any]) -> None:
    if said["status"] in ASKING and not said["comment"] and not said["actions"]:
        raise Invalid({"comment": [WHAT_IS_DONE]})
