"""The scorecards' worker without its log: batches are handed to the consumer itself, and the tables read."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from scorecards.model import LIVE
from services.kernel import tables
from services.kernel.bulk import insert_missing
from services.kernel.consumer import Consumer
from services.kernel.eventlog.abstract import Partition, Record
from services.kernel.service import Runtime
from tests.scorecards.projections.lives import Told, topic_of
from tests.scorecards.projections.plain import Plain, Tables
from tests.scorecards.projections.rows import moment_of
from tests.services.kernel import life

PLACES = [Partition(topic, 0) for topic in ("followups", "improvements", "observations", "organisation")]
KEPT_THINGS = (
    *("improvement", "adoption", "tap", "event", "offer", "observation", "walk", "value_stream"),
    *("goal", "goal_improvement", "indicator", "measurement", "perspectives"),
)


class Worker:
    """One worker; several may share a database, each with partitions of its own."""

    def __init__(self, consumer: Consumer) -> None:
        self.consumer = consumer
        self.ends: defaultdict[Partition, int] = defaultdict(int)
        self.first_at: dict[tuple[str, str], dict[str, Any]] = {}

    def count(self, batch: Sequence[Told]) -> None:
        """Count one batch in one transaction, as the consumer does with what it fetched."""
        fetched: defaultdict[Partition, list[Record]] = defaultdict(list)
        for told in batch:
            place = Partition(topic_of(told), 0)
            fetched[place].append(life.record(told, self.ends[place], topic=place.topic))
            self._note(told, place, self.ends[place])
            self.ends[place] += 1
        self.consumer.count(fetched)

    def _note(self, told: Told, place: Partition, position: int) -> None:
        """Where each event was first seen; what lacks its sequence is none."""
        if place.topic != "organisation" and "sequence" in told:
            self.first_at.setdefault(
                (told["subject"], told["sequence"]),
                {
                    "belongs": told["partitionkey"],
                    "id": told["id"],
                    "type": told["type"],
                    "time": moment_of(told["time"]),
                    "topic": place.topic,
                    "partition": place.number,
                    "position": position,
                },
            )


@contextmanager
def worker(runtime: Runtime) -> Iterator[Worker]:
    """A worker of the scorecards, with the projections that the service declares."""
    log = runtime.open_log()
    with runtime.database.writing() as connection:
        rows = [{"topic": each.topic, "partition": each.number, "position": 0} for each in PLACES]
        insert_missing(connection, tables.offset, rows)
    yield Worker(Consumer("scorecards", runtime.database, log, runtime.projections()))
    log.close()


def count(runtime: Runtime, *batches: Sequence[Told]) -> Tables:
    """Count these batches from the beginning, hold every table against the plain fold, and answer them."""
    empty(runtime)
    with worker(runtime) as counting:
        for batch in batches:
            counting.count(batch)
    found = kept(runtime)
    assert found == expected(runtime, [told for batch in batches for told in batch], counting.first_at)
    return found


def empty(runtime: Runtime) -> None:
    """Forget everything, for the next example."""
    with runtime.database.writing() as connection:
        for each in (*LIVE.each(), tables.membership, tables.unit, tables.division, tables.offset, tables.dead_letter):
            connection.execute(each.delete())


def kept(runtime: Runtime) -> Tables:
    """Every table by its primary key; rows of zero left out, and numbers of zero."""
    found: Tables = {}
    with runtime.database.engine.connect() as connection:
        for table in LIVE.each():
            names = [column.name for column in table.primary_key]
            rows = {}
            for row in connection.execute(select(table)).mappings():
                others = {name: value for name, value in row.items() if name not in names}
                rows[tuple(row[name] for name in names)] = others
            found[table.name] = rows if table.name in KEPT_THINGS else without_zeros(rows)
    return found


def without_zeros(rows: dict[tuple[Any, ...], dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Counts of zero say the same as no row."""
    left = {key: {name: number for name, number in row.items() if number} for key, row in rows.items()}
    return {key: row for key, row in left.items() if row}


def expected(runtime: Runtime, events: Sequence[Told], first_at: dict[tuple[str, str], dict[str, Any]]) -> Tables:
    """What the plain fold says."""
    plain = Plain(events, runtime.settings.zone).tables
    return {
        table.name: plain.get(table.name, {}) if table.name in KEPT_THINGS else without_zeros(plain.get(table.name, {}))
        for table in LIVE.each()
    } | {"event": first_at}
