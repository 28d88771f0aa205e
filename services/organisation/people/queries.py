"""Reads people's accounts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas import roles
from schemas.messages import N_
from services.kernel.errors import NotFound
from services.organisation.people.model import Account


def account(session: Session, identifier: str, *, lock: bool = False) -> Account:
    """One person; raises NotFound. `lock` keeps others from changing it until the transaction ends."""
    found = session.get(Account, identifier, with_for_update=lock or None)
    if found is None:
        raise NotFound(N_("There is no person with this id."))
    return found


def named(session: Session, name: str) -> Account | None:
    """The person with this user name, whatever its capital letters."""
    return session.scalar(select(Account).where(Account.name_key == name.casefold()))


def listed(session: Session, after: str = "", limit: int | None = None) -> Sequence[Account]:
    """Everybody by user name; those after a name's key, at most so many."""
    chosen = select(Account).where(Account.name_key > after).order_by(Account.name_key)
    return session.scalars(chosen.limit(limit)).all()


def administrators(session: Session) -> list[str]:
    """The ids of the active administrators."""
    active = session.scalars(select(Account).where(Account.active))
    return [each.id for each in active if roles.ADMIN in each.roles]
