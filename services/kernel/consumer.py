"""Counts events exactly once: polls, reads, and commits each batch's effect and position in one transaction.

What is invalid goes to the dead letters and the line goes on. What fails for a passing reason (database or log
away) changes nothing: the batch is fetched again after a pause. What nobody should go on from (another log than
before, too much poison in a row, a stall) ends the worker, which says so and is started again.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from itertools import chain

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from services.kernel import deadletters, metrics, offsets, wakeup
from services.kernel.clock import now
from services.kernel.database import Database
from services.kernel.eventlog.abstract import EventLog, LogUnavailable, Partition, Reader, Record
from services.kernel.projection import Projection
from services.kernel.reading import Poison, event_id, read

POLL_SECONDS = 0.5
LOOK_SECONDS = 1.0
LONGEST_PAUSE = 5.0
log = logging.getLogger(__name__)


class TooMuchPoison(Exception):
    """So many unreadable events in a row that something else than an event is wrong."""


class Stalled(Exception):
    """There is something to read and nothing is fetched."""


class Consumer:
    """One member of a service's reading group; `run` in a thread of its own."""

    def __init__(
        self,
        name: str,
        database: Database,
        event_log: EventLog,
        projections: Sequence[Projection],
        *,
        poison_limit: int = 100,
        watchdog_seconds: float = 60,
    ) -> None:
        self.name = name
        self.database = database
        self.log = event_log
        self.projections = projections
        self.topics = sorted(frozenset[str]().union(*(each.topics for each in projections)))
        self.poison_limit = poison_limit
        self.watchdog_seconds = watchdog_seconds
        self.pulse = time.monotonic()
        self._offsets = offsets.Offsets(database, event_log)
        self._next: dict[Partition, int] = {}
        self._counted: Mapping[Partition, int] = {}
        self._poison_run = 0
        self._fetched_at = self.pulse
        self._looked_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Read until told to stop, or until something nobody should go on from."""
        pause = 0.1
        while not stop.is_set():
            try:
                with self.log.reader(self.name, self.topics, self._start) as reader:
                    while not stop.is_set():
                        self.step(reader)
                        pause = 0.1
            except (LogUnavailable, offsets.Overtaken, OperationalError, InterfaceError, DBAPIError) as passing:
                if not passes(passing):
                    raise
                log.warning("%s waits %.1f s and reads again: %s", self.name, pause, passing)
                metrics.CONSUMER_RETRIES.labels(self.name).inc()
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                self._fetched_at = self.pulse = time.monotonic()

    def step(self, reader: Reader, timeout: float = POLL_SECONDS) -> int:
        """Fetch and count one batch; answers how many records it had."""
        fetched = reader.poll(timeout)
        self.pulse = time.monotonic()
        if fetched:
            self._fetched_at = self.pulse
            self.count(fetched)
            reader.commit({partition: self._next[partition] for partition in fetched})
        if not fetched or self.pulse - self._looked_at > LOOK_SECONDS:
            self._look(reader)
        return sum(map(len, fetched.values()))

    def count(self, fetched: Mapping[Partition, Sequence[Record]]) -> None:
        """Count one batch: its effect and its positions in one transaction."""
        read_here = {partition: [read(record) for record in records] for partition, records in fetched.items()}
        poison = [each for each in chain.from_iterable(read_here.values()) if isinstance(each, Poison)]
        poison_run = self._refuse_too_much(read_here)
        with self.database.writing() as connection:
            # In one order, so that whoever holds all offsets and a batch never wait crosswise.
            for partition, records in sorted(fetched.items()):
                _advance(connection, partition, records, read_here[partition][-1])
            for projection in self.projections:
                _fold(connection, projection, fetched, read_here)
            if poison:
                deadletters.keep(connection, poison)
        # Only now: a batch that is fetched again must not count its poison twice.
        self._poison_run = poison_run
        self._next.update({partition: records[-1].offset + 1 for partition, records in fetched.items()})
        metrics.EVENTS_COUNTED.labels(self.name).inc(sum(map(len, fetched.values())) - len(poison))
        metrics.DEAD_LETTERS.labels(self.name).inc(len(poison))
        wakeup.notify(self.database.url)

    def _start(self, partitions: Sequence[Partition]) -> Mapping[Partition, int]:
        positions = self._offsets.positions(partitions)
        self._next = dict(positions)
        self._looked_at = 0.0
        return positions

    def _look(self, reader: Reader) -> None:
        """Ask the log where it ends: note what has been counted until now, and notice a stall."""
        self._looked_at = time.monotonic()
        before = now()
        ends = {partition: end for partition, end in reader.ends().items() if partition in self._next}
        behind = {partition: end - self._next[partition] for partition, end in ends.items()} if ends else self._left()
        self._offsets.mark_seen([partition for partition in ends if behind[partition] == 0], before)
        metrics.CONSUMER_LAG.labels(self.name).set(sum(behind.values()))
        if not any(behind.values()):
            # An idle hour is no stall: what comes after it has only just begun to wait.
            self._fetched_at = self._looked_at
        elif self._looked_at - self._fetched_at > self.watchdog_seconds:
            raise Stalled(
                f"{self.name}: {sum(behind.values())} events wait and none came for {self.watchdog_seconds} s."
            )

    def _left(self) -> Mapping[Partition, int]:
        """What nobody has counted, for a member without partitions: it waits for the others, or hangs with them."""
        bounds = self.log.bounds(self.topics)
        with self.database.engine.connect() as connection:
            counted = {partition: position for partition, (position, _) in offsets.positions_of(connection).items()}
        moved, self._counted = counted != self._counted, counted
        return {} if moved else {each: end - counted.get(each, 0) for each, (_, end) in bounds.items()}

    def _refuse_too_much(self, read_here: Mapping[Partition, Sequence[object]]) -> int:
        """How many unreadable events in a row there are at the end of the batch; raises TooMuchPoison."""
        run = self._poison_run
        for each in chain.from_iterable(read_here.values()):
            run = run + 1 if isinstance(each, Poison) else 0
            if run >= self.poison_limit:
                raise TooMuchPoison(
                    f"{self.name}: {run} events in a row cannot be read, the last because {each.reason}. "  # type: ignore[attr-defined] # it is Poison
                    "Nothing of this batch was counted. Mend the writer or the version of this service; to put them "
                    "aside as dead letters and go on, start with a higher LEANSTREAM_POISON_LIMIT."
                )
        return run


def passes(error: Exception) -> bool:
    """Whether trying again can help: the log or the database is away, or a lock was lost; not a wrong statement."""
    if isinstance(error, DBAPIError):
        if "no such " in str(error.orig):
            # SQLite calls a missing table or column operational, which it will be for ever.
            return False
        return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated
    return True


def _advance(connection: Connection, partition: Partition, records: Sequence[Record], last: object) -> None:
    readable = last is not None and not isinstance(last, Poison)
    offsets.advance(
        connection,
        partition,
        records[0].offset,
        records[-1].offset + 1,
        last.id if readable else event_id(records[-1]),  # type: ignore[attr-defined] # an event's struct
        last.time if readable else None,  # type: ignore[attr-defined] # an event's struct
    )


def _fold(
    connection: Connection,
    projection: Projection,
    fetched: Mapping[Partition, Sequence[Record]],
    read_here: Mapping[Partition, Sequence[object]],
) -> None:
    projection.fold(
        connection,
        (
            pair
            for partition, records in fetched.items()
            if partition.topic in projection.topics
            for pair in zip(records, read_here[partition], strict=True)
        ),
    )
