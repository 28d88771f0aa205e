"""Reads of improvements: one with its history, lists by filter, and what the home page shows."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from schemas.messages import N_
from services.improvements import search
from services.improvements.model import Improvement, Step
from services.kernel import pieces
from services.kernel.errors import NotFound


@dataclass(frozen=True)
class Filter:
    """Which improvements: every part given must hold. `units` None means all."""

    units: Collection[str] | None = None
    states: Collection[str] = ()
    waste: str | None = None
    value_stream: str | None = None
    words: str = ""
    updated_since: datetime | None = None
    submitted_by: str | None = None
    identifiers: Collection[str] = field(default_factory=tuple)


def one(session: Session, identifier: str) -> tuple[Improvement, list[Step]]:
    """An improvement with its steps, oldest first; raises NotFound."""
    found = session.get(Improvement, identifier)
    if found is None:
        raise NotFound(N_("There is no such improvement. Check the address."))
    steps = session.scalars(select(Step).where(Step.improvement == identifier).order_by(Step.number))
    return found, list(steps)


def newest(
    session: Session, wanted: Filter, limit: int, after: tuple[datetime, str] | None = None
) -> tuple[list[Improvement], list[str] | None]:
    """One piece of the list, newest first, and the cursor of the next piece (None at the end)."""
    statement = select(Improvement).where(*_conditions(session, wanted))
    return pieces.newest_first(session, statement, (Improvement.created_at, Improvement.id), limit, after)


def count(session: Session, wanted: Filter, most: int = 1000) -> int:
    """How many there are, counted to `most` + 1 at the most."""
    rows = select(Improvement.id).where(*_conditions(session, wanted)).limit(most + 1).subquery()
    return session.execute(select(func.count()).select_from(rows)).scalar_one()


def titles(session: Session, identifiers: Collection[str]) -> dict[str, str]:
    """Titles by id."""
    rows = session.execute(select(Improvement.id, Improvement.title).where(Improvement.id.in_(identifiers)))
    return {row.id: row.title for row in rows}


def number(session: Session) -> int:
    """How many there are, whatever their state."""
    return session.execute(select(func.count()).select_from(Improvement)).scalar_one()


def _conditions(session: Session, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.units is not None:
        conditions.append(Improvement.unit.in_(wanted.units))
    if wanted.states:
        conditions.append(Improvement.state.in_(wanted.states))
    if wanted.identifiers:
        conditions.append(Improvement.id.in_(wanted.identifiers))
    for column, value in (
        (Improvement.waste, wanted.waste),
        (Improvement.value_stream, wanted.value_stream),
        (Improvement.submitted_by, wanted.submitted_by),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.updated_since is not None:
        conditions.append(Improvement.updated_at >= wanted.updated_since)
    if wanted.words:
        conditions.append(_holding(session, wanted.words))
    return conditions


def _holding(session: Session, words: str) -> ColumnElement[bool]:
    dialect = session.get_bind().dialect.name
    query = search.query_of(dialect, words)
    if query is None:
        return Improvement.id.is_(None)
    matching = text(search.MATCH[dialect]).bindparams(query=query).columns(Improvement.id).scalar_subquery()
    return Improvement.id.in_(matching)
