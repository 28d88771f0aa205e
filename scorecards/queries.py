"""Reads the kept counts into scorecards: of the region, of a division, and what stands behind a number."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from schemas.messages import N_
from schemas.vocabulary import RUNNING
from scorecards.measures import levels
from scorecards.model import ALL, LIVE
from services.kernel import tables
from services.kernel.errors import NotFound

UnitCounts = dict[str, Counter[str]]


@dataclass(frozen=True)
class Standing:
    """How far the counts go."""

    # Everything recorded until then is counted; None before the first look at the log.
    as_of: datetime | None
    # topic → partition → next position.
    events: dict[str, dict[str, int]]
    # Improvements whose newest event could not be read.
    incomplete: int
    # Unreadable events that name no improvement known here.
    unreadable: int


def standing(session: Session, topics: Collection[str]) -> Standing:
    """How far the counts go, and what is missing from them."""
    offset = tables.offset.c
    rows = session.execute(
        select(offset.topic, offset.partition, offset.position, offset.as_of)
        .where(offset.topic.in_(topics))
        .order_by(offset.topic, offset.partition)
    ).all()
    events: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        events[row.topic][str(row.partition)] = row.position
    known = all(row.as_of is not None for row in rows) and len(rows) > 0
    improvement, letter = LIVE.improvement.c, tables.dead_letter.c
    named = exists().where(improvement.id == letter.subject)
    return Standing(
        as_of=min(row.as_of for row in rows) if known else None,
        events=dict(events),
        incomplete=session.execute(select(func.count()).where(improvement.incomplete)).scalar_one(),
        unreadable=session.execute(
            select(func.count()).where(letter.topic.in_(topics), letter.resent_at.is_(None), ~named)
        ).scalar_one(),
    )


def counts_by_unit(session: Session, units: Collection[str] | None = None) -> UnitCounts:
    """The number of improvements in each state now, by unit."""
    tally = LIVE.tally.c
    statement = select(tally.unit, tally.state, tally.number).where(tally.dimension == ALL, tally.number != 0)
    if units is not None:
        statement = statement.where(tally.unit.in_(units))
    found: UnitCounts = defaultdict(Counter)
    for unit, state, number in session.execute(statement):
        found[unit][state] = number
    return found


def counts_by(session: Session, dimension: str, units: Collection[str] | None = None) -> dict[str, Counter[str]]:
    """The number in each state now, by waste or value stream."""
    tally = LIVE.tally.c
    statement = select(tally.value, tally.state, func.sum(tally.number)).where(tally.dimension == dimension)
    if units is not None:
        statement = statement.where(tally.unit.in_(units))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for value, state, number in session.execute(statement.group_by(tally.value, tally.state)):
        if number:
            found[value][state] = int(number)
    return dict(found)


def history_by_unit(
    session: Session, months: Sequence[int], units: Collection[str] | None = None
) -> dict[str, dict[int, Counter[str]]]:
    """The number in each state at the end of each month, by unit."""
    change = LIVE.change.c
    statement = select(change.unit, change.month, change.state, change.number).where(
        change.month <= months[-1], change.number != 0
    )
    if units is not None:
        statement = statement.where(change.unit.in_(units))
    changed: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for unit, month, state, number in session.execute(statement):
        changed[unit][month][state] = number
    return {unit: levels(by_month, months) for unit, by_month in changed.items()}


def behind(
    session: Session,
    units: Collection[str] | None,
    states: Collection[str],
    *,
    limit: int,
    longest_first: bool = False,
    after: Sequence[str] | None = None,
) -> tuple[Sequence[Row[Any]], list[str] | None]:
    """The improvements that a number counts, newest in their state first, and the next cursor."""
    improvement = LIVE.improvement.c
    statement = select(LIVE.improvement).where(improvement.counted, improvement.state.in_(states))
    if units is not None:
        statement = statement.where(improvement.unit.in_(units))
    place = tuple_(improvement.since, improvement.id)
    if after:
        here = tuple_(datetime.fromisoformat(after[0]), after[1])
        statement = statement.where(place > here if longest_first else place < here)
    order = (improvement.since, improvement.id) if longest_first else (improvement.since.desc(), improvement.id.desc())
    rows = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, [rows[-1].since.isoformat(), rows[-1].id] if more else None


def newest_and_longest(
    session: Session, units: Collection[str], most: int
) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """The running improvements that began last, and those that have run longest in their present state."""
    improvement = LIVE.improvement.c
    run = select(LIVE.improvement).where(
        and_(improvement.counted, improvement.unit.in_(units), improvement.state.in_(RUNNING))
    )
    newest = session.execute(run.order_by(improvement.since.desc(), improvement.id).limit(most)).all()
    longest = session.execute(run.order_by(improvement.since, improvement.id).limit(most)).all()
    return newest, longest


def improvement_with_events(session: Session, identifier: str) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """An improvement as counted, and the events that made it so, oldest first; raises NotFound."""
    found = session.execute(select(LIVE.improvement).where(LIVE.improvement.c.id == identifier)).first()
    if found is None:
        raise NotFound(N_("No event has named this improvement yet. If it was just submitted, look again in a moment."))
    event = LIVE.event.c
    events = session.execute(select(LIVE.event).where(event.subject == identifier).order_by(event.sequence)).all()
    return found, events


def known_units(session: Session) -> set[str]:
    """Every unit that has an improvement."""
    return set(session.execute(select(LIVE.tally.c.unit).distinct()).scalars())


def day_of(standing_now: Standing, today: date) -> date:
    """The day on which divisions are looked up: that of `as_of`."""
    return standing_now.as_of.date() if standing_now.as_of else today
