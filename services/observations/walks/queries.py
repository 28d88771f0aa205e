"""Reads of walks: one, the list, and how many observations were noted on each."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.kernel import pieces
from services.kernel.errors import NotFound
from services.observations.noting.model import Observation
from services.observations.walks.model import Walk
from services.observations.walks.operations import MISSING


def one(session: Session, identifier: str) -> Walk:
    """A walk; raises NotFound."""
    found = session.get(Walk, identifier)
    if found is None:
        raise NotFound(MISSING)
    return found


def newest(session: Session, limit: int, after: tuple[date, str] | None = None) -> tuple[list[Walk], list[str] | None]:
    """One piece of the list, the latest day first, and the cursor of the next piece (None at the end)."""
    statement = select(Walk)
    return pieces.newest_first(session, statement, (Walk.date, Walk.id), limit, after)


def between(session: Session, first: date, last: date, most: int) -> list[Walk]:
    """The walks of some days, the latest first."""
    days = select(Walk).where(Walk.date.between(first, last))
    return list(session.scalars(days.order_by(Walk.date.desc(), Walk.id.desc()).limit(most)))


def observations_on(session: Session, walks: Collection[str]) -> dict[str, int]:
    """How many observations were noted on each of some walks; one without any is left out."""
    counted = select(Observation.walk, func.count()).where(Observation.walk.in_(walks)).group_by(Observation.walk)
    return {walk: count for walk, count in session.execute(counted) if walk is not None}


def number(session: Session) -> int:
    """How many there are."""
    return session.execute(select(func.count()).select_from(Walk)).scalar_one()


def some(session: Session, identifiers: Collection[str]) -> list[Walk]:
    """Those of them that are there."""
    return list(session.scalars(select(Walk).where(Walk.id.in_(identifiers))))
