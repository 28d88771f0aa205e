"""Where each event lies in the log, for whoever asks what is behind a number; and which things lack one."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, Table, true, update

from services.kernel import bulk
from services.kernel.projection import Read
from services.kernel.reading import Poison, type_of


def keep(connection: Connection, table: Table, batch: Sequence[Read], newer: Callable[[Read], bool]) -> None:
    """Keep where each event lies; one that is no newer than what is known may have been kept before."""
    new: dict[tuple[str, str], bulk.Row] = {}
    old: dict[tuple[str, str], bulk.Row] = {}
    for each in batch:
        (new if newer(each) else old).setdefault((each.event.subject, each.event.sequence), _row(each))
    bulk.copy(connection, table, list(new.values()))
    bulk.insert_missing(connection, table, list(old.values()))


def mark_incomplete(connection: Connection, tables: Mapping[str, Table], poison: Sequence[Poison]) -> None:
    """Mark the things whose newest event could not be read; `tables` by kind of thing."""
    for each in poison:
        table = tables.get(each.thing or "")
        if table is not None and each.subject:
            # Without a sequence nobody knows whether it was newer; then it may be.
            newer = table.c.sequence < each.sequence if each.sequence else true()
            connection.execute(update(table).where(table.c.id == each.subject, newer).values(incomplete=True))


def _row(each: Read) -> bulk.Row:
    event, record = each
    return {
        "subject": event.subject,
        "sequence": event.sequence,
        "belongs": event.partitionkey,
        "id": event.id,
        "type": type_of(event),
        "time": event.time,
        "topic": record.partition.topic,
        "partition": record.partition.number,
        "position": record.offset,
    }
