"""Reads the kept counts into scorecards: of the region, of a division, and what stands behind a number."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, case, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session

from schemas.messages import N_
from schemas.vocabulary import RUNNING
from scorecards.measures import levels, sums
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
    # Improvements, adoptions, observations, value streams, goals and indicators whose newest event was unreadable.
    incomplete: int
    # Unreadable events that name none of these.
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
    letter = tables.dead_letter.c
    kept = (LIVE.improvement, LIVE.adoption, LIVE.observation, LIVE.value_stream, LIVE.goal, LIVE.indicator)
    named = or_(*(exists().where(thing.c.id == letter.subject) for thing in kept))
    # Written as in the partial indexes: SQLite would not know `incomplete = 1` for the same.
    incomplete = [
        select(func.count()).select_from(thing).where(literal_column("incomplete")).scalar_subquery() for thing in kept
    ]
    return Standing(
        as_of=min(row.as_of for row in rows) if known else None,
        events=dict(events),
        incomplete=sum(session.execute(select(*incomplete)).one()),
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


def running_by_unit(session: Session, months: Sequence[int], units: Collection[str]) -> dict[str, list[int]]:
    """How many ran at the end of each month, by unit."""
    change = LIVE.change.c
    when = _within(change.month, months)
    statement = (
        select(change.unit, when, func.sum(change.number))
        .where(change.month <= months[-1], change.unit.in_(units), change.state.in_(RUNNING))
        .group_by(change.unit, when)
    )
    changed: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for unit, month, number in session.execute(statement):
        changed[unit][month] = int(number)
    return {unit: sums(by_month, months) for unit, by_month in changed.items()}


def history(
    session: Session, months: Sequence[int], *, division: str | None = None, unit: str | None = None
) -> dict[str, dict[int, Counter[str]]]:
    """The number in each state at the end of each month: by division, of one division, or of one unit."""
    table, key = (LIVE.division_change, "division") if unit is None else (LIVE.change, "unit")
    column, when = table.c, _within(table.c.month, months)
    keys = (column[key], when, column.state)
    statement = select(*keys, func.sum(column.number)).where(column.month <= months[-1]).group_by(*keys)
    if (code := unit or division) is not None:
        statement = statement.where(column[key] == code)
    changed: defaultdict[str, defaultdict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for where, month, state, number in session.execute(statement):
        if number:
            changed[where][month][state] = int(number)
    return {where: levels(by_month, months) for where, by_month in changed.items()}


def _within(month: ColumnElement[int], months: Sequence[int]) -> ColumnElement[int]:
    """The month, or the one before the first: what happened earlier matters as a sum only."""
    return case((month < months[0], months[0] - 1), else_=month)


def improvements(session: Session, identifiers: Collection[str]) -> dict[str, Row[Any]]:
    """Some improvements as they are counted, by id."""
    found = session.execute(select(LIVE.improvement).where(LIVE.improvement.c.id.in_(identifiers)))
    return {row.id: row for row in found}


def improvement_with_events(session: Session, identifier: str) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """An improvement as counted, and the events of it, its adoptions and taps, oldest first; raises NotFound."""
    found = session.execute(select(LIVE.improvement).where(LIVE.improvement.c.id == identifier)).first()
    if found is None:
        raise NotFound(N_("No event has named this improvement yet. If it was just submitted, look again in a moment."))
    event = LIVE.event.c
    belonging = select(LIVE.event).where(event.belongs == identifier)
    events = session.execute(belonging.order_by(event.time, event.subject, event.sequence)).all()
    return found, events


def with_events(session: Session, table: Table, identifier: str) -> tuple[Row[Any], Sequence[Row[Any]]]:
    """A thing that nothing else belongs to as counted, and its events, oldest first; raises NotFound."""
    found = session.execute(select(table).where(table.c.id == identifier)).first()
    if found is None:
        raise NotFound(N_("No event has named this yet. If it was just written down, look again in a moment."))
    event = LIVE.event.c
    events = session.execute(select(LIVE.event).where(event.subject == identifier).order_by(event.sequence)).all()
    return found, events


def known_units(session: Session) -> set[str]:
    """Every unit that has an improvement, took one over, or has somebody's problem."""
    tally = LIVE.tally
    # Asked one by one, each is found at once; as distinct values of the table, all its rows would be read.
    each = select(func.min(tally.c.unit).label("unit")).cte("each", recursive=True)
    following = select(func.min(tally.c.unit)).where(tally.c.unit > each.c.unit).scalar_subquery()
    each = each.union_all(select(following).where(each.c.unit.is_not(None)))
    has = exists().where(tally.c.unit == each.c.unit, tally.c.dimension == ALL, tally.c.number != 0)
    return {
        *session.execute(select(each.c.unit).where(has)).scalars(),
        *session.execute(select(LIVE.unit_spread.c.unit)).scalars(),
    }
