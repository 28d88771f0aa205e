"""The names of those who wrote in a service, for its own pages; events carry ids only."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.kernel import tables
from services.kernel.bulk import insert_missing
from services.kernel.identity import Principal


def remember(session: Session, principal: Principal) -> None:
    """Keep the name under which somebody writes now."""
    person = tables.person.c
    known = session.execute(select(person.name).where(person.id == principal.id)).scalar()
    if known is None:
        insert_missing(session.connection(), tables.person, [{"id": principal.id, "name": principal.name}])
    elif known != principal.name:
        session.execute(update(tables.person).where(person.id == principal.id).values(name=principal.name))


def names(session: Session, identifiers: Iterable[str]) -> dict[str, str]:
    """The names by id; an unknown id is left out."""
    person = tables.person.c
    rows = session.execute(select(person.id, person.name).where(person.id.in_(set(identifiers))))
    return {row.id: row.name for row in rows}
