"""Reads of corrections of relevance."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.improvements.relevance.model import Correction


def of(session: Session, identifier: str) -> list[Correction]:
    """Why an improvement is not for some units, oldest first."""
    rows = select(Correction).where(Correction.improvement == identifier).order_by(Correction.at, Correction.unit)
    return list(session.scalars(rows))
