"""Appending to the embedded log: one round is one transaction, and the transaction is on disk when it answers."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

from services.kernel import locks, wakeup
from services.kernel.eventlog.abstract import LogChanged, LogUnavailable, Message, Partition, Publisher
from services.kernel.eventlog.embedded_store import answering, connect, end_of

Row = tuple[str, int, int, str, bytes]


class EmbeddedPublisher(Publisher):
    """Appends rounds, taking turns with every other publisher of the file, in this process or another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Append one round; only a message to a missing topic fails alone."""
        try:
            with answering():
                answers = self._append(messages)
        except (LogUnavailable, LogChanged) as error:
            self.close()
            return [error] * len(messages)
        wakeup.notify(str(self._path))
        return answers

    def _append(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Write the round in one transaction, which an error leaves undone."""
        if self._connection is None:
            self._connection = connect(self._path)
        with locks.writing(self._path), self._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            topics: dict[str, int] = dict(connection.execute("SELECT name, partitions FROM topic"))
            known = [message for message in messages if message.topic in topics]
            connection.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?)", _rows(connection, known, topics))
        return [None if message.topic in topics else _missing(message.topic) for message in messages]

    def close(self) -> None:
        """Close the database; the next round would open it again."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _rows(connection: sqlite3.Connection, messages: Sequence[Message], topics: dict[str, int]) -> list[Row]:
    """Give every message the next offset of the partition its key belongs to."""
    ends: dict[Partition, int] = {}
    rows = []
    for message in messages:
        partition = Partition(message.topic, crc32(message.key.encode()) % topics[message.topic])
        offset = ends[partition] if partition in ends else end_of(connection, partition)
        ends[partition] = offset + 1
        rows.append((*partition, offset, message.key, message.value))
    return rows


def _missing(topic: str) -> LogUnavailable:
    """Say why a message could not be appended though the log answers."""
    return LogUnavailable(f"the event log has no topic {topic}")
