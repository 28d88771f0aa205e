"""Reads of goals: one, lists by filter, those around one, and what they are measured by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from services.followups.goals.loading import MISSING
from services.followups.goals.model import Goal, Serving
from services.followups.indicators.model import Indicator
from services.followups.model import Level
from services.kernel import pieces
from services.kernel.errors import NotFound

MOST_CHOICES = 200
LEVELS: dict[Level, ColumnElement[bool]] = {
    "unit": Goal.unit.is_not(None),
    "division": Goal.division.is_not(None),
    "region": Goal.unit.is_(None) & Goal.division.is_(None),
}


@dataclass(frozen=True)
class Filter:
    """Which goals: every part given must hold. `units` None means all; a division brings its units of today."""

    units: Collection[str] | None = None
    division: str | None = None
    level: Level | None = None
    perspective: str | None = None
    year: int | None = None
    state: str | None = None
    # Whether its next follow-up is late on `today`.
    overdue: bool | None = None
    # Whether its period has begun on `today`.
    begun: bool | None = None
    today: date | None = None
    improvement: str | None = None
    updated_since: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row must fulfil."""
        found: list[ColumnElement[bool]] = []
        if self.units is not None:
            of_units = Goal.unit.in_(self.units)
            found.append(or_(of_units, Goal.division == self.division) if self.division else of_units)
        if self.level:
            found.append(LEVELS[self.level])
        for column, value in ((Goal.perspective, self.perspective), (Goal.state, self.state)):
            if value is not None:
                found.append(column == value)
        if self.year is not None:
            found.append(Goal.ends.between(date(self.year, 1, 1), date(self.year, 12, 31)))
        if self.overdue is not None:
            late = Goal.due < self.today
            found.append(late if self.overdue else or_(Goal.due.is_(None), ~late))
        if self.begun is not None:
            found.append(Goal.begins <= self.today if self.begun else Goal.begins > self.today)
        if self.improvement is not None:
            found.append(exists().where(Serving.goal == Goal.id, Serving.improvement == self.improvement))
        if self.updated_since is not None:
            found.append(Goal.updated_at >= self.updated_since)
        return found


def one(session: Session, identifier: str) -> Goal:
    """A goal; raises NotFound."""
    found = session.get(Goal, identifier)
    if found is None:
        raise NotFound(MISSING)
    return found


def newest(
    session: Session, wanted: Filter, limit: int, after: tuple[datetime, str] | None = None
) -> tuple[list[Goal], list[str] | None]:
    """One piece of the list, last set first, and the cursor of the next piece (None at the end)."""
    statement = select(Goal).where(*wanted.conditions())
    return pieces.newest_first(session, statement, (Goal.created_at, Goal.id), limit, after)


def most_pressing(session: Session, wanted: Filter, most: int) -> list[Goal]:
    """The goals whose follow-ups are due first, then those that have none to come."""
    ordered = select(Goal).where(*wanted.conditions()).order_by(Goal.due.is_(None), Goal.due, Goal.title, Goal.id)
    return list(session.scalars(ordered.limit(most)))


def count(session: Session, wanted: Filter) -> int:
    """How many there are."""
    return session.execute(select(func.count()).select_from(Goal).where(*wanted.conditions())).scalar_one()


def number(session: Session) -> int:
    """How many there are in all."""
    return count(session, Filter())


def begin_in(session: Session, wanted: Filter) -> tuple[int, int] | None:
    """The first and the last year in which some begin; None where there are none."""
    days = select(func.min(Goal.begins), func.max(Goal.begins)).where(*wanted.conditions())
    first, last = session.execute(days).one()
    return (first.year, last.year) if first else None


def years(session: Session) -> list[int]:
    """The years in which goals end, newest first."""
    first, last = session.execute(select(func.min(Goal.ends), func.max(Goal.ends))).one()
    return list(range(last.year, first.year - 1, -1)) if first else []


def titles(session: Session, identifiers: Collection[str]) -> dict[str, str]:
    """The titles of some goals, by id."""
    rows = session.execute(select(Goal.id, Goal.title).where(Goal.id.in_(set(identifiers))))
    return {row.id: row.title for row in rows}


def choices(session: Session, unit: str | None, division: str | None) -> list[tuple[str, str]]:
    """(id, title) of the open goals that an indicator of a place may tell of: the place's own, by title."""
    wanted = select(Goal.id, Goal.title).where(Goal.unit == unit, Goal.division == division, Goal.state == "open")
    return [(row.id, row.title) for row in session.execute(wanted.order_by(Goal.title, Goal.id).limit(MOST_CHOICES))]


def larger(session: Session, divisions: Collection[str]) -> list[Goal]:
    """The open goals that goals of units or divisions may be part of: the region's, and these divisions'."""
    wanted = select(Goal).where(or_(LEVELS["region"], Goal.division.in_(divisions)), Goal.state == "open")
    return list(session.scalars(wanted.order_by(Goal.division, Goal.title, Goal.id).limit(MOST_CHOICES)))


def parts(session: Session, identifier: str) -> list[Goal]:
    """The goals that are part of one."""
    return list(session.scalars(select(Goal).where(Goal.part_of == identifier).order_by(Goal.id)))


def part_ids(session: Session, identifiers: Collection[str]) -> dict[str, list[str]]:
    """Ids of the goals that are part of some, by the goal they are part of."""
    rows = session.execute(select(Goal.part_of, Goal.id).where(Goal.part_of.in_(set(identifiers))).order_by(Goal.id))
    found: dict[str, list[str]] = {}
    for parent, identifier in rows:
        found.setdefault(str(parent), []).append(identifier)
    return found


def next_of(session: Session, identifier: str) -> Goal | None:
    """The goal that continues one in a later period."""
    return session.scalar(select(Goal).where(Goal.continues == identifier).order_by(Goal.begins).limit(1))


def indicators(session: Session, threads: Collection[str]) -> dict[str, list[Indicator]]:
    """What some goals are measured by, by their threads, by name: goals of one thread share their indicators."""
    rows = session.execute(
        select(Goal.thread, Indicator)
        .join(Goal, Goal.id == Indicator.goal)
        .where(Goal.thread.in_(set(threads)))
        .order_by(Indicator.name_key, Indicator.id)
    )
    found: dict[str, list[Indicator]] = {}
    for thread, indicator in rows:
        found.setdefault(thread, []).append(indicator)
    return found
