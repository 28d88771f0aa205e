"""Reads of indicators for lists by name, of their newest values, and of the improvements that serve their goals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from schemas.vocabulary import VARIATIONS
from services.followups.goals.model import Goal, Serving
from services.followups.indicators.model import Indicator
from services.followups.indicators.queries import Filter
from services.followups.measuring.model import Measurement

# As many as tell how far apart they are measured.
FEW = 5
SPECIAL = tuple(each for each in VARIATIONS if each not in {"common_cause", "too_early"})


@dataclass(frozen=True)
class Wanted:
    """Which indicators: those of a filter; of `goal` and those that it continues; `special`: any special cause."""

    filter: Filter = Filter()
    goal: str | None = None
    special: bool = False

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row must fulfil."""
        found = self.filter.conditions()
        if self.goal is not None:
            found.append(Indicator.goal.in_(select(Goal.id).where(Goal.thread == _thread(self.goal))))
        if self.special:
            found.append(Indicator.variation.in_(SPECIAL))
        return found


class Counted(NamedTuple):
    """How many there are, how many of them have a special cause, and how many wait for a value."""

    number: int
    special: int
    late: int


def by_name(
    session: Session, wanted: Wanted, limit: int, after: tuple[str, str] | None = None
) -> tuple[list[Indicator], list[str] | None]:
    """One piece of the list, by name, and the cursor of the next piece (None: the end)."""
    statement = select(Indicator).where(*wanted.conditions())
    if after:
        statement = statement.where(tuple_(Indicator.name_key, Indicator.id) > tuple_(*after))
    found = list(session.scalars(statement.order_by(Indicator.name_key, Indicator.id).limit(limit + 1)))
    last = [found[limit - 1].name_key, found[limit - 1].id] if len(found) > limit else None
    return found[:limit], last


def count(session: Session, wanted: Wanted, today: date) -> Counted:
    """How many the filter leaves."""
    late = and_(*Filter(late=True, today=today).conditions())
    sums = (func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in (Indicator.variation.in_(SPECIAL), late))
    return Counted(*session.execute(select(func.count(), *sums).where(*wanted.conditions())).one())


def newest_few(session: Session, ids: Collection[str]) -> dict[str, list[Measurement]]:
    """The last few measurements of each indicator up to its newest value, oldest first."""
    rank = func.row_number().over(partition_by=Measurement.indicator, order_by=Measurement.period.desc())
    ranked = (
        select(Measurement.id, rank.label("rank"))
        .join(Indicator, Indicator.id == Measurement.indicator)
        .where(Indicator.id.in_(ids), Measurement.period <= Indicator.last_period)
        .subquery()
    )
    wanted = select(Measurement).join(ranked, ranked.c.id == Measurement.id).where(ranked.c.rank <= FEW)
    found: dict[str, list[Measurement]] = {each: [] for each in ids}
    for each in session.scalars(wanted.order_by(Measurement.period)):
        found[each.indicator].append(each)
    return found


def serving(session: Session, goal: str) -> list[str]:
    """Ids of the improvements that serve a goal, or one that it continues or is continued by."""
    rows = select(Serving.improvement).join(Goal, Goal.id == Serving.goal).where(Goal.thread == _thread(goal))
    return sorted(session.scalars(rows.distinct()))


def _thread(goal: str) -> ColumnElement[str]:
    this = aliased(Goal)
    return select(this.thread).where(this.id == goal).scalar_subquery()
