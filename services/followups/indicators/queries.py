"""Reads of indicators: one, lists by filter, and those that belong together."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from schemas.periods import Grain, holding
from services.followups.goals.model import Goal
from services.followups.indicators.loading import MISSING
from services.followups.indicators.model import RATIOS, Change, Indicator, PhaseStart, name_key
from services.followups.model import GRACE, Level
from services.kernel import pieces
from services.kernel.errors import NotFound

MOST_COUNTED = 1000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Filter:
    """Which indicators: every part given must hold.

    `units` None means everywhere; beside units `division` adds what is the division's own. `q` is a part of the name,
    `name` the whole of it. `late` is asked of the day `today`.
    """

    units: Collection[str] | None = None
    division: str | None = None
    level: Level | None = None
    goal: str | None = None
    q: str | None = None
    name: str | None = None
    chart: str | None = None
    variation: str | None = None
    assurance: str | None = None
    measured: bool | None = None
    late: bool | None = None
    today: date = date.max
    updated_since: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row must fulfil."""
        found: list[ColumnElement[bool]] = []
        if self.units is not None:
            own = Indicator.division == self.division if self.division else None
            within = Indicator.unit.in_(self.units)
            found.append(within if own is None else or_(within, own))
        if self.level is not None:
            found.append(_LEVELS[self.level])
        if self.q:
            found.append(Indicator.name_key.contains(name_key(self.q), autoescape=True))
        if self.name:
            found.append(Indicator.name_key == name_key(self.name))
        for column, value in (
            (Indicator.goal, self.goal),
            (Indicator.chart, self.chart),
            (Indicator.variation, self.variation),
            (Indicator.assurance, self.assurance),
        ):
            if value is not None:
                found.append(column == value)
        if self.measured is not None:
            found.append(Indicator.number > 0 if self.measured else Indicator.number == 0)
        if self.late is not None:
            late = or_(*(_late(grain, self.today) for grain in Grain))
            found.append(late if self.late else ~func.coalesce(late, False))
        if self.updated_since is not None:
            found.append(Indicator.updated_at >= self.updated_since)
        return found


_LEVELS: dict[Level, ColumnElement[bool]] = {
    "unit": Indicator.unit.is_not(None),
    "division": Indicator.division.is_not(None),
    "region": and_(Indicator.unit.is_(None), Indicator.division.is_(None)),
}


def _late(grain: Grain, today: date) -> ColumnElement[bool]:
    """What model.next_due says of the indicators that are measured so often: it lies before today."""
    running = holding(today - GRACE, grain)
    before = holding(running.first - DAY, grain)
    defined_before = Indicator.created_at < datetime.combine(running.first, time(), UTC)
    never = and_(Indicator.last_period.is_(None), defined_before)
    return and_(Indicator.frequency == grain.value, or_(Indicator.last_period < before.first, never))


def one(session: Session, identifier: str) -> Indicator:
    """An indicator; raises NotFound."""
    found = session.get(Indicator, identifier)
    if found is None:
        raise NotFound(MISSING)
    return found


def phases(session: Session, identifiers: Collection[str]) -> dict[str, list[PhaseStart]]:
    """Where new limits begin, by indicator, oldest first; an empty list where nobody began any."""
    found: dict[str, list[PhaseStart]] = {each: [] for each in identifiers}
    wanted = select(PhaseStart).where(PhaseStart.indicator.in_(found)).order_by(PhaseStart.start)
    for each in session.scalars(wanted):
        found[each.indicator].append(each)
    return found


def newest(
    session: Session, wanted: Filter, limit: int, after: tuple[datetime, str] | None = None
) -> tuple[list[Indicator], list[str] | None]:
    """One piece of the list, last defined first, and the cursor of the next piece (None at the end)."""
    statement = select(Indicator).where(*wanted.conditions())
    return pieces.newest_first(session, statement, (Indicator.created_at, Indicator.id), limit, after)


def count(session: Session, wanted: Filter, most: int = MOST_COUNTED) -> int:
    """How many there are, counted to `most` + 1 at the most."""
    rows = select(Indicator.id).where(*wanted.conditions()).limit(most + 1).subquery()
    return session.execute(select(func.count()).select_from(rows)).scalar_one()


def same_name(session: Session, indicator: Indicator) -> list[Indicator]:
    """The indicators of units that say the same: equal in name, unit of measure and kind of value, by unit."""
    wanted = select(Indicator).where(*_alike(indicator))
    return list(session.scalars(wanted.order_by(Indicator.unit, Indicator.id)))


def others_alike(session: Session, indicator: Indicator) -> int:
    """How many other indicators of units say the same."""
    wanted = select(func.count()).select_from(Indicator).where(*_alike(indicator), Indicator.id != indicator.id)
    return session.execute(wanted).scalar_one()


def _alike(indicator: Indicator) -> list[ColumnElement[bool]]:
    kind = Indicator.chart.in_(RATIOS) if indicator.chart in RATIOS else Indicator.chart.not_in(RATIOS)
    named = (Indicator.name_key == indicator.name_key, Indicator.unit_of_measure == indicator.unit_of_measure)
    return [*named, kind, Indicator.unit.is_not(None)]


def of_thread(session: Session, thread: str) -> list[Indicator]:
    """The indicators that tell of any goal of a thread, by name."""
    wanted = select(Indicator).join(Goal, Goal.id == Indicator.goal).where(Goal.thread == thread)
    return list(session.scalars(wanted.order_by(Indicator.name_key, Indicator.id)))


def changes(session: Session, identifier: str) -> list[Change]:
    """What was changed in its definition, newest first."""
    wanted = select(Change).where(Change.indicator == identifier).order_by(Change.version.desc())
    return list(session.scalars(wanted))


def number(session: Session) -> int:
    """How many there are."""
    return session.execute(select(func.count()).select_from(Indicator)).scalar_one()
