"""How operations and pages get hold of a goal: with its follow-ups and the improvements that serve it.

A change goes the same way for all: its due day is worked out anew, its version counts on, and its event tells the
whole of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from schemas.events import type_of
from schemas.messages import N_, Message
from services.followups import placing
from services.followups.following.model import FollowUp
from services.followups.goals import model
from services.followups.goals.model import Goal, Serving
from services.followups.replica import queries as replica
from services.kernel import people
from services.kernel.errors import Invalid, NotFound
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

MISSING = N_("There is no such goal. Check the address.")
ENDED = N_("This was declined, stopped or merged into another: %(title)s. Name one that runs or is solved.")
CAME_TO_NOTHING = ("declined", "stopped", "merged")


@dataclass
class Told:
    """A goal with all that is told of it: follow-ups as model.in_order, and ids of improvements that serve it."""

    goal: Goal
    follow_ups: list[FollowUp]
    improvements: list[str]

    @property
    def newest(self) -> FollowUp | None:
        """The follow-up that says where it stands."""
        return self.follow_ups[-1] if self.follow_ups else None


def told_of(session: Session, goals: Sequence[Goal]) -> list[Told]:
    """The same goals with what is told of them."""
    found = {goal.id: Told(goal, [], []) for goal in goals}
    for follow_up in session.scalars(select(FollowUp).where(FollowUp.goal.in_(found))):
        found[follow_up.goal].follow_ups.append(follow_up)
    for told in found.values():
        told.follow_ups = model.in_order(told.goal, told.follow_ups)
    for serving in session.scalars(select(Serving).where(Serving.goal.in_(found)).order_by(Serving.improvement)):
        found[serving.goal].improvements.append(serving.improvement)
    return list(found.values())


def locked(work: Work, identifier: str) -> Told:
    """The goal, locked: of two who write at once the second sees the first. Raises NotFound."""
    goal = work.session.scalar(select(Goal).where(Goal.id == identifier).with_for_update())
    if goal is None:
        raise NotFound(MISSING)
    return told_of(work.session, [goal])[0]


def changeable(work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None) -> Told:
    """The goal, locked, where this principal decides. Raises NotFound, Stale or NotAllowed."""
    told = locked(work, identifier)
    work.expect(told.goal.version, asked)
    placing.refuse_others(work, principal, directory, told.goal.unit, told.goal.division)
    return told


def serve(work: Work, told: Told, improvements: Collection[str]) -> bool:
    """Let these improvements serve the goal and no others; whether that changes anything."""
    gone, new = set(told.improvements) - set(improvements), set(improvements) - set(told.improvements)
    if gone:
        goal = told.goal.id
        work.session.execute(delete(Serving).where(Serving.goal == goal, Serving.improvement.in_(gone)))
    # In the session: what is followed up in the same unit of work tells of them too.
    work.session.add_all([Serving(goal=told.goal.id, improvement=improvement) for improvement in sorted(new)])
    told.improvements = sorted(improvements)
    return bool(gone or new)


def refuse_ended(work: Work, told: Told, improvements: Sequence[str], before: Collection[str] = ()) -> None:
    """Raise Invalid for improvements that came to nothing, by their places; what served before may stay.

    One that was not heard of yet is taken: its events may still arrive.
    """
    known = replica.known(work.session, {*improvements} - {*told.improvements, *before})
    ended = {
        f"improvements.{place}": [Message(ENDED, title=known[each].title)]
        for place, each in enumerate(improvements)
        if each in known and known[each].state in CAME_TO_NOTHING
    }
    if ended:
        raise Invalid(ended)


def renew_due(told: Told) -> None:
    """Work out anew when its next follow-up is due."""
    days = (model.told_until(told.goal, each) for each in told.follow_ups)
    told.goal.due = model.next_due(told.goal, max(days, default=None))


def change(work: Work, verb: str, told: Told, principal: Principal) -> None:
    """Count the goal's version on and tell the others how it stands now."""
    told.goal.version += 1
    told.goal.updated_at = work.now
    renew_due(told)
    people.remember(work, principal)
    emit(work, verb, told, principal.id)


def emit(work: Work, verb: str, told: Told, actor: str) -> None:
    """Tell the others how it stands."""
    goal = told.goal
    data = model.public_state(goal, told.follow_ups, told.improvements, actor)
    work.emit(type_of("goal", verb), subject=goal.id, key=goal.id, version=goal.version, data=data)
