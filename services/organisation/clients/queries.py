"""Reads API clients."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.messages import N_
from services.kernel.errors import NotFound
from services.organisation.clients.model import Client


def client(session: Session, identifier: str, *, lock: bool = False) -> Client:
    """One client; raises NotFound. `lock` keeps others from changing it until the transaction ends."""
    found = session.get(Client, identifier, with_for_update=lock or None)
    if found is None:
        raise NotFound(N_("There is no API client with this id."))
    return found


def listed(session: Session, after: str = "", limit: int | None = None) -> Sequence[Client]:
    """Every client in the order they were made; those after an id, at most so many."""
    return session.scalars(select(Client).where(Client.id > after).order_by(Client.id).limit(limit)).all()
