"""Reads of adoptions: those of an improvement, and those we ask about."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from services.improvements.adoptions.model import Adoption

ONE_PIECE = 200
# Since when an adoption is in its stage, and its id.
Place = tuple[datetime, str]


def of(session: Session, identifier: str) -> list[Adoption]:
    """The adoptions of an improvement, oldest first; none once it was merged: they are the other's then."""
    found = session.scalars(select(Adoption).where(Adoption.improvement == identifier, Adoption.moved_to.is_(None)))
    return sorted(found, key=lambda each: (each.began_at, each.id))


def waiting(session: Session, units: Collection[str], before: datetime) -> list[Adoption]:
    """What these units implemented before a moment and neither confirmed nor stopped since, longest first."""
    return list(session.scalars(_long_implemented(before).where(Adoption.unit.in_(units))))


def unasked(session: Session, before: datetime, after: Place | None = None) -> list[Adoption]:
    """The same of all units, where nobody was asked in this stretch yet: those that follow a place, a piece."""
    nobody_asked = or_(Adoption.asked_since.is_(None), Adoption.asked_since != Adoption.since)
    statement = _long_implemented(before).where(nobody_asked).limit(ONE_PIECE)
    if after:
        statement = statement.where(tuple_(Adoption.since, Adoption.id) > tuple_(*after))
    return list(session.scalars(statement))


def number(session: Session) -> int:
    """How many were ever made, those that a merge moved too."""
    return session.execute(select(func.count()).select_from(Adoption)).scalar_one()


def _long_implemented(before: datetime) -> Select[Adoption]:
    implemented = (Adoption.stage == "implemented", Adoption.since < before, Adoption.moved_to.is_(None))
    return select(Adoption).where(*implemented).order_by(Adoption.since, Adoption.id)
