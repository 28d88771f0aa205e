"""The event log in one SQLite file, for running everything in one process and for tests without a broker."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from services.kernel import locks
from services.kernel.eventlog.abstract import EventLog, LogChanged, Partition, Positions, Record
from services.kernel.eventlog.embedded_publisher import EmbeddedPublisher
from services.kernel.eventlog.embedded_reader import EmbeddedReader
from services.kernel.eventlog.embedded_store import answering, begin_of, connect, end_of, fetch, opened, partitions_of

REPLAY_RECORDS: Final = 2000


class EmbeddedLog(EventLog):
    """The log kept in the file `path`, which is made when first used.

    It holds no connection itself, so it may be made before a fork and used from several threads.
    """

    def __init__(self, path: Path) -> None:
        # Resolved once: the locks and wake-ups of one file go by its path.
        self.path = path.resolve()

    def create_topics(self, topics: Sequence[str]) -> None:
        """Create what is missing, in a file that need not be there yet."""
        with opened(self.path) as connection, locks.writing(self.path):
            insert = "INSERT INTO topic VALUES (?, ?) ON CONFLICT DO NOTHING"
            connection.executemany(insert, [(topic, self.partitions) for topic in topics])
            counts: dict[str, int] = dict(connection.execute("SELECT name, partitions FROM topic"))
        for topic in topics:
            if counts[topic] != self.partitions:
                raise LogChanged(f"topic {topic} has {counts[topic]} partitions, expected {self.partitions}")

    def publisher(self) -> EmbeddedPublisher:
        """Open a publisher; the file is opened with its first round."""
        return EmbeddedPublisher(self.path)

    def reader(self, group: str, topics: Sequence[str], positions: Positions) -> EmbeddedReader:
        """Join a group; the file is opened with the first poll."""
        return EmbeddedReader(self.path, group, topics, positions)

    def bounds(self, topics: Sequence[str]) -> dict[Partition, tuple[int, int]]:
        """Ask the file for the bounds of every partition."""
        with opened(self.path) as connection:
            return {
                partition: (begin_of(connection, partition), end_of(connection, partition))
                for topic in topics
                for partition in partitions_of(connection, topic)
            }

    def read(self, partition: Partition, offset: int) -> Record | None:
        """Read one record through a connection of its own."""
        with opened(self.path) as connection:
            query = "SELECT key, value FROM record WHERE topic = ? AND partition = ? AND offset = ?"
            row = connection.execute(query, (*partition, offset)).fetchone()
        return Record(partition, offset, *row) if row else None

    def replay(
        self,
        topics: Sequence[str],
        until: Mapping[Partition, int] | None = None,
        since: Mapping[Partition, int] | None = None,
    ) -> Iterator[list[Record]]:
        """Read partition after partition, without keeping a transaction open between two batches."""
        bounds = self.bounds(topics)
        goals = {partition: end for partition, (_, end) in bounds.items()} if until is None else until
        with answering():
            connection = connect(self.path)
        with closing(connection):
            for partition, (start, end) in bounds.items():
                goal = goals.get(partition, 0)
                if goal > end:
                    raise LogChanged(f"{partition}: {goal} lies beyond the end of the log, {end}")
                position = max(start, (since or {}).get(partition, start))
                while position < goal:
                    with answering():
                        records = fetch(connection, partition, position, min(goal - position, REPLAY_RECORDS))
                    position += len(records)
                    yield records

    def close(self) -> None:
        """Do nothing: the log itself holds nothing open."""
