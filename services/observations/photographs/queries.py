"""Reads of photographs."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.messages import N_
from services.kernel.errors import NotFound
from services.observations.photographs.model import Photograph


def kept(session: Session, identifiers: Collection[str]) -> set[str]:
    """Which of these observations have a photograph."""
    if not identifiers:
        return set()
    return set(session.scalars(select(Photograph.observation).where(Photograph.observation.in_(identifiers))))


def jpeg(session: Session, identifier: str) -> bytes:
    """The photograph of an observation; raises NotFound."""
    found = session.scalar(select(Photograph.jpeg).where(Photograph.observation == identifier))
    if found is None:
        raise NotFound(N_("There is no photograph of this."))
    return found
