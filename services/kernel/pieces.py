"""A long list in pieces, newest first: by a moment or day and then by id, each piece from a cursor on."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

Mapped = TypeVar("Mapped")
# A moment or day, and the id of the row that has it.
Place = tuple[date, str]


def newest_first(
    session: Session,
    statement: Select[Mapped],
    by: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[str]],
    limit: int,
    after: Place | None = None,
) -> tuple[list[Mapped], list[str] | None]:
    """At most `limit` rows by these two columns, and the cursor of the next piece (None at the end)."""
    moment, identifier = by
    if after:
        statement = statement.where(tuple_(moment, identifier) < tuple_(*after))
    found = list(session.scalars(statement.order_by(moment.desc(), identifier.desc()).limit(limit + 1)))
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    return found[:limit], [getattr(last, moment.key).isoformat(), getattr(last, identifier.key)]
