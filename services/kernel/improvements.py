"""What services that link to improvements keep of them, from events: they link by id and never ask."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, Table, select
from sqlalchemy.orm import Mapped, mapped_column

from schemas.events import thing_of
from services.kernel import bulk
from services.kernel.projection import Read, newest_of_each
from services.kernel.reading import type_of

WITHDRAWN = "withdrawn"


class KnownImprovement:
    """The columns of a replica of improvements; a service that needs more adds its own."""

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[str] = mapped_column(String(19))
    title: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(16))


def is_withdrawn(each: Read) -> bool:
    """Whether the event takes its thing away."""
    return type_of(each.event).endswith(".withdrawn.v1")


def newer(connection: Connection, table: Table, thing: str, batch: Sequence[Read]) -> list[Read]:
    """The newest event of each thing of this kind in the batch, where it is newer than what `table` knows."""
    reads = newest_of_each(each for each in batch if thing_of(type_of(each.event)) == thing)
    asked = select(table.c.id, table.c.sequence).where(table.c.id.in_(reads))
    known: dict[str, str] = {row[0]: row[1] for row in connection.execute(asked)}
    return [each for subject, each in reads.items() if each.event.sequence > known.get(subject, "")]


def fold(connection: Connection, table: Table, batch: Sequence[Read], more: Callable[[Any], bulk.Row]) -> list[Read]:
    """Fold improvements into a replica; `more` gives a service's own columns from an event. Answers what was new.

    Of a withdrawn one nothing is left but its sequence: an older event must not bring it back.
    """
    fresh = newer(connection, table, "improvement", batch)
    bulk.upsert(connection, table, [_row(each) | more(each.event) for each in fresh])
    return fresh


def _row(each: Read) -> bulk.Row:
    event, data = each.event, each.event.data
    row = {"id": event.subject, "sequence": event.sequence}
    if is_withdrawn(each):
        return row | {"title": "", "unit": "", "state": WITHDRAWN}
    return row | {"title": data.title, "unit": data.unit, "state": data.state}


def implemented_at(lived: Iterable[tuple[str, datetime]]) -> datetime | None:
    """When it last became implemented, by the states or stages it went through and the moments they began."""
    told = [moment for name, moment in lived if name == "implemented"]
    return told[-1] if told else None
