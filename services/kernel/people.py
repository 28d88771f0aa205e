"""The names of those who wrote in a service, for its own pages; events carry ids only."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.kernel import bulk, tables
from services.kernel.identity import Principal
from services.kernel.work import Work


def remember(work: Work, principal: Principal) -> None:
    """Keep the name under which somebody writes now."""
    if work.names.get(principal.id) == principal.name:
        return
    bulk.upsert(work.session.connection(), tables.person, [{"id": principal.id, "name": principal.name}])
    work.after_commit(lambda: work.names.__setitem__(principal.id, principal.name))


def names(session: Session, identifiers: Iterable[str]) -> dict[str, str]:
    """The names by id; an unknown id is left out."""
    person = tables.person.c
    rows = session.execute(select(person.id, person.name).where(person.id.in_(set(identifiers))))
    return {row.id: row.name for row in rows}
