"""Reads of follow-ups: one, what it said before, and lists by filter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services.followups.following.model import Earlier, FollowUp
from services.followups.following.operations import MISSING
from services.followups.goals.model import Goal
from services.kernel import pieces
from services.kernel.errors import NotFound


@dataclass(frozen=True)
class Filter:
    """Which follow-ups: every part given must hold. `units` and `division` are those of their goals."""

    goal: str | None = None
    units: Collection[str] | None = None
    division: str | None = None
    status: str | None = None
    updated_since: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row must fulfil."""
        found: list[ColumnElement[bool]] = []
        if self.goal is not None:
            found.append(FollowUp.goal == self.goal)
        if self.units is not None:
            of_units = Goal.unit.in_(self.units)
            found.append(or_(of_units, Goal.division == self.division) if self.division else of_units)
        if self.status is not None:
            found.append(FollowUp.status == self.status)
        if self.updated_since is not None:
            found.append(FollowUp.updated_at >= self.updated_since)
        return found


def one(session: Session, identifier: str) -> FollowUp:
    """A follow-up; raises NotFound."""
    found = session.get(FollowUp, identifier)
    if found is None:
        raise NotFound(MISSING)
    return found


def earlier(session: Session, identifier: str) -> list[Earlier]:
    """What it said before, newest first."""
    wanted = select(Earlier).where(Earlier.follow_up == identifier)
    return list(session.scalars(wanted.order_by(Earlier.version.desc())))


def newest(
    session: Session, wanted: Filter, limit: int, after: tuple[datetime, str] | None = None
) -> tuple[list[FollowUp], list[str] | None]:
    """One piece of the list, last written first, and the cursor of the next piece (None at the end)."""
    statement = select(FollowUp).join(Goal, Goal.id == FollowUp.goal).where(*wanted.conditions())
    return pieces.newest_first(session, statement, (FollowUp.created_at, FollowUp.id), limit, after)
