"""Replays the log beside the live tables, compares, and takes the replay's rows over.

The long part runs without a lock. Then the offsets are held, so that nothing is counted meanwhile; the replay
catches up to exactly the live positions, every row is compared, and in that same transaction the live rows are
deleted and the new ones inserted. Tables are not renamed: names and foreign keys would follow.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, func, or_, select

from scorecards.model import LIVE, NEXT
from scorecards.projections import Following, Improvements, Waste
from scorecards.projections.counts import counted_columns
from scorecards.projections.divisions import work_in
from scorecards.projections.places import Look
from services.kernel import offsets
from services.kernel.eventlog.abstract import EventLog, Partition, Record
from services.kernel.projection import Projection
from services.kernel.reading import read
from services.kernel.service import Runtime

SHOWN = 10


def rebuild(runtime: Runtime, log: EventLog) -> list[str]:
    """Rebuild the scorecards; answers the differences found, in words, none when live and log agree."""
    look = Look(runtime.settings.zone)
    projections = (Improvements(look, NEXT), Waste(look, NEXT), Following(NEXT))
    topics = sorted(topic for each in projections for topic in each.topics)
    with runtime.database.writing() as connection:
        _drop(connection)
        for table in NEXT.each():
            table.create(connection)
    try:
        reached: dict[Partition, int] = {}
        with runtime.database.engine.connect() as connection:
            live = _positions(connection, topics)
        for records in log.replay(topics, live):
            with runtime.database.writing() as connection:
                _fold(connection, projections, records)
            reached[records[0].partition] = records[-1].offset + 1
        with runtime.database.writing() as connection:
            offsets.hold(connection)
            for records in log.replay(topics, _positions(connection, topics), reached):
                _fold(connection, projections, records)
            # A unit may have moved since the replay began.
            work_in(connection, NEXT, look.alone(connection, NEXT))
            differences = [
                text for live_table, next_table in _pairs() for text in _compare(connection, live_table, next_table)
            ]
            _take_over(connection)
    finally:
        with runtime.database.writing() as connection:
            _drop(connection)
    return differences


def _positions(connection: Connection, topics: Sequence[str]) -> dict[Partition, int]:
    positions = offsets.positions_of(connection)
    return {partition: position for partition, (position, _) in positions.items() if partition.topic in topics}


def _fold(connection: Connection, projections: Sequence[Projection], records: Sequence[Record]) -> None:
    """Fold records of one partition."""
    told = [(record, read(record)) for record in records]
    for each in projections:
        if records[0].partition.topic in each.topics:
            each.fold(connection, told)


def _pairs() -> Iterator[tuple[Table, Table]]:
    return zip(LIVE.each(), NEXT.each(), strict=True)


def _compare(connection: Connection, live: Table, following: Table) -> list[str]:
    """Say where two tables differ: rows that only one of them has."""
    found = []
    for here, there, said in ((live, following, "only counted"), (following, live, "only in the log")):
        only = _counting(here).except_(_counting(there)).subquery()
        number = connection.execute(select(func.count()).select_from(only)).scalar_one()
        if number:
            keys = [only.c[column.name] for column in live.primary_key]
            samples = connection.execute(select(*keys).limit(SHOWN)).all()
            found.append(f"{live.name}: {number} {said}: " + "; ".join("/".join(map(str, row)) for row in samples))
    return found


def _counting(table: Table) -> Select[Any]:
    """The rows of a table; counts of zero say the same as no row."""
    rows, counted = select(*table.c), counted_columns(table)
    # A row without numbers says something by being there.
    if not counted or "sequence" in table.c or "because" in table.c:
        return rows
    return rows.where(or_(*(table.c[column] != 0 for column in counted)))


def _take_over(connection: Connection) -> None:
    for live, following in _pairs():
        connection.execute(live.delete())
        connection.execute(live.insert().from_select([column.name for column in live.c], select(*following.c)))


def _drop(connection: Connection) -> None:
    for table in NEXT.each():
        table.drop(connection, checkfirst=True)
