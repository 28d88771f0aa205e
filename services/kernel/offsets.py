"""How far a consumer has counted, kept in the same database and transaction as what it counted.

A batch moves each partition's row from the position it was read at to the next; where the row is elsewhere,
another member of the group has taken over and the whole batch fails. Beside the position stands the id of the
last event counted, which is read again on assignment: a log that was truncated, made anew or restored to
something else is noticed instead of being counted wrongly.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, true, tuple_, update

from services.kernel import reading, tables
from services.kernel.bulk import insert_missing
from services.kernel.database import Database
from services.kernel.eventlog.abstract import EventLog, LogChanged, Partition

Position = tuple[int, str | None]


class Overtaken(Exception):
    """Another member of the group counts this partition now; the batch must not be committed."""


class Offsets:
    """The consumer's offsets in one service's database."""

    def __init__(self, database: Database, log: EventLog) -> None:
        self.database = database
        self.log = log

    def positions(self, partitions: Sequence[Partition]) -> Mapping[Partition, int]:
        """Where to start in each partition; raises LogChanged when the log is not the one read before."""
        rows = [{"topic": each.topic, "partition": each.number, "position": 0} for each in partitions]
        with self.database.writing() as connection:
            insert_missing(connection, tables.offset, rows)
            kept = positions_of(connection)
        bounds = self.log.bounds(sorted({each.topic for each in partitions}))
        for partition in partitions:
            self._refuse_another_log(partition, kept[partition], bounds[partition])
        return {partition: kept[partition][0] for partition in partitions}

    def _refuse_another_log(self, partition: Partition, kept: Position, bounds: tuple[int, int]) -> None:
        (position, last_event), (first, end) = kept, bounds
        where = f"Partition {partition.number} of topic {partition.topic}"
        if first > position or end < position:
            raise LogChanged(
                f"{where} holds {first} to {end}, but {position} comes next: it was truncated or made anew. "
                "Bring the log back, or empty this service's consumer_offset and run `leanstream rebuild`."
            )
        if position and last_event:
            record = self.log.read(partition, position - 1)
            found = reading.event_id(record) if record else None
            if found != last_event:
                raise LogChanged(f"{where} holds another event at {position - 1} than was counted ({last_event}).")

    def mark_seen(self, partitions: Collection[Partition], moment: datetime) -> None:
        """Note that everything recorded until `moment` in these partitions has been counted."""
        if not partitions:
            return
        with self.database.writing() as connection:
            # An UPDATE of several rows locks them as they lie, which may be crosswise to whoever holds all of them.
            _lock(connection, among(partitions))
            connection.execute(
                update(tables.offset)
                .where(among(partitions))
                .values(as_of=moment, caught_up_at=func.coalesce(tables.offset.c.caught_up_at, moment))
            )


def advance(
    connection: Connection, partition: Partition, start: int, end: int, last_event: str | None, as_of: datetime | None
) -> None:
    """Move one partition from `start` to `end`, or raise Overtaken; without `as_of`, the one before stays."""
    moved = connection.execute(
        update(tables.offset)
        .where(among([partition]), tables.offset.c.position == start)
        .values(position=end, last_event=last_event, **({"as_of": as_of} if as_of else {}))
    )
    if moved.rowcount != 1:
        raise Overtaken(f"{partition} is no longer at {start}")


def hold(connection: Connection) -> dict[Partition, Position]:
    """Lock every offset row until the transaction ends, so that no batch is counted meanwhile."""
    _lock(connection, true())
    return positions_of(connection)


def _lock(connection: Connection, which: ColumnElement[bool]) -> None:
    """Lock rows in the one order that everybody keeps. On SQLite the writer is alone, and FOR UPDATE is left out."""
    offset = tables.offset.c
    asked = select(offset.position).where(which).order_by(offset.topic, offset.partition)
    connection.execute(asked.with_for_update())


def positions_of(connection: Connection) -> dict[Partition, Position]:
    """Every partition's next position and the id of the last event counted."""
    offset = tables.offset.c
    rows = connection.execute(select(offset.topic, offset.partition, offset.position, offset.last_event))
    return {Partition(row.topic, row.partition): (row.position, row.last_event) for row in rows}


def among(partitions: Collection[Partition]) -> ColumnElement[bool]:
    """The offset rows of these partitions."""
    return tuple_(tables.offset.c.topic, tables.offset.c.partition).in_(list(partitions))
