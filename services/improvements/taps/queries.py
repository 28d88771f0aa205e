"""Reads of taps: which units have the problem, and how many."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.improvements.model import Improvement
from services.improvements.taps.model import Tap


def units_of(session: Session, identifier: str) -> list[str]:
    """The codes of the units that have the problem now, sorted."""
    holding = select(Tap.unit).where(Tap.improvement == identifier, Tap.taken_back_at.is_(None))
    return sorted(session.scalars(holding))


def counts(session: Session, identifiers: Collection[str]) -> dict[str, int]:
    """How many units have the problem, by improvement; 0 where none has."""
    kept = session.execute(select(Improvement.id, Improvement.same_problem).where(Improvement.id.in_(identifiers)))
    return {row.id: row.same_problem for row in kept}


def number(session: Session) -> int:
    """How many taps were ever told, those taken back too."""
    return session.execute(select(func.count()).select_from(Tap)).scalar_one()
