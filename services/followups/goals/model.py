"""A goal: of a unit, a division or the region, in a period, followed up so often until it is closed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from schemas.periods import Grain, parse
from services.followups.model import GRACE, Base
from services.kernel.tables import Instant
from services.kernel.work import rfc3339

if TYPE_CHECKING:
    from services.followups.following.model import FollowUp


class Goal(Base):
    """One goal. `version` counts its changes and is its ETag; without unit and division it is the region's.

    Goals that continue each other from period to period share a `thread`, the id of the first: their indicators go on.
    `due` is the last day on which its next follow-up is in time; None once there is none to come.
    """

    __tablename__ = "goal"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    perspective: Mapped[str] = mapped_column(String(20))
    period: Mapped[str] = mapped_column(String(10))
    begins: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    description: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(String(20))
    division: Mapped[str | None] = mapped_column(String(20))
    part_of: Mapped[str | None] = mapped_column(ForeignKey("goal.id"), index=True)
    continues: Mapped[str | None] = mapped_column(ForeignKey("goal.id"), index=True)
    thread: Mapped[str] = mapped_column(String(36), index=True)
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(300))
    follow_up_every: Mapped[str] = mapped_column(String(8))
    due: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    set_by: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("goal_unit", "unit", "ends", "id"),
        Index("goal_division", "division", "ends", "id"),
        Index("goal_newest", "created_at", "id"),
        Index("goal_due", "due"),
    )


class Serving(Base):
    """An improvement that serves a goal. Not a foreign key: the goal may name it before its events arrive."""

    __tablename__ = "serving"

    goal: Mapped[str] = mapped_column(ForeignKey(Goal.id), primary_key=True)
    improvement: Mapped[str] = mapped_column(String(64), primary_key=True)

    __table_args__ = (Index("ix_serving_improvement", "improvement"),)


def next_due(goal: Goal, last_followed: date | None) -> date | None:
    """The last day on which the next follow-up of a goal is in time; `last_followed`: the last day followed up so far.

    It is asked for the first of its periods that ended after both, what was followed up and the day the goal was set;
    for a goal that was set after its period, for the last. None: it is closed, or followed up to its end.
    """
    if goal.state != "open":
        return None
    periods = list(parse(goal.period).within(Grain(goal.follow_up_every))) or [parse(goal.period)]
    ends = [each.last for each in periods if last_followed is None or each.last > last_followed]
    if not ends:
        return None
    return next((end for end in ends if end >= goal.created_at.date()), ends[-1]) + GRACE


def told_until(goal: Goal, follow_up: "FollowUp") -> date:
    """The last day that a follow-up tells of.

    One of a longer period than the goal is followed up by tells of no day after that on which it was written last:
    what is said of a year in March must not keep the rest of the year from being asked for.
    """
    grains = list(Grain)
    longer = grains.index(parse(follow_up.period).grain) > grains.index(Grain(goal.follow_up_every))
    return min(follow_up.ends, follow_up.updated_at.date()) if longer else follow_up.ends


def in_order(goal: Goal, follow_ups: "Iterable[FollowUp]") -> "list[FollowUp]":
    """The follow-ups of a goal; the last says where it stands."""
    return sorted(follow_ups, key=lambda each: (told_until(goal, each), each.ends, each.begins))


def is_overdue(goal: Goal, today: date) -> bool:
    """Whether its next follow-up is late."""
    return goal.due is not None and goal.due < today


def public_state(
    goal: Goal, follow_ups: "Iterable[FollowUp]", improvements: Sequence[str], actor: str
) -> dict[str, Any]:
    """What its events say; see schemas.events.followups.GoalState."""
    told = [
        {"period": each.period, "status": each.status, "at": rfc3339(each.updated_at)}
        for each in in_order(goal, follow_ups)
    ]
    return {
        "title": goal.title,
        "perspective": goal.perspective,
        "year": f"{goal.ends.year:04}",
        "period": goal.period,
        "state": goal.state,
        "thread": goal.thread,
        "followed_up": told,
        "actor": actor,
        "unit": goal.unit,
        "division": goal.division,
        "part_of": goal.part_of,
        "due": goal.due.isoformat() if goal.due else None,
        "improvements": list(improvements),
    }
