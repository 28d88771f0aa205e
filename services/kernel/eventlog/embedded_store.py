"""The one SQLite file of the embedded log: its tables, and the questions that publisher, reader and log share.

Whatever writes takes `locks.writing` first, so that SQLite's own lock is only ever waited for when something else
(a backup, a shell) has the file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from services.kernel import locks
from services.kernel.eventlog.abstract import LogChanged, LogUnavailable, Partition, Record

BUSY_SECONDS: Final = 10.0
SCHEMA_VERSION: Final = 1
TABLES: Final = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS topic (name TEXT PRIMARY KEY, partitions INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (topic, partition, offset)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
COMMIT;
"""


@contextmanager
def answering() -> Iterator[None]:
    """Say what SQLite's errors mean for the log: not now (locked, disk full), or not this file any more."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise LogUnavailable(f"the event log does not answer: {error}") from error
    except sqlite3.DatabaseError as error:
        raise LogChanged(f"the event log cannot be read: {error}") from error


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, making file and tables when they are missing. Belongs to one thread at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
            _make_tables(path, connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _make_tables(path: Path, connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging and make the tables, one process at a time."""
    with locks.writing(path):
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(TABLES)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the database for one question."""
    with answering(), closing(connect(path)) as connection:
        yield connection


def partitions_of(connection: sqlite3.Connection, topic: str) -> list[Partition]:
    """List the partitions of a topic; none when it is missing."""
    row = connection.execute("SELECT partitions FROM topic WHERE name = ?", (topic,)).fetchone()
    return [Partition(topic, number) for number in range(row[0])] if row else []


def end_of(connection: sqlite3.Connection, partition: Partition) -> int:
    """Give the position after the newest record."""
    query = "SELECT max(offset) FROM record WHERE topic = ? AND partition = ?"
    newest: int | None = connection.execute(query, partition).fetchone()[0]
    return 0 if newest is None else newest + 1


def begin_of(connection: sqlite3.Connection, partition: Partition) -> int:
    """Give the offset of the first record kept."""
    query = "SELECT min(offset) FROM record WHERE topic = ? AND partition = ?"
    first: int | None = connection.execute(query, partition).fetchone()[0]
    return 0 if first is None else first


def fetch(connection: sqlite3.Connection, partition: Partition, start: int, limit: int) -> list[Record]:
    """Read at most `limit` records from position `start` on; raises LogChanged when the one at `start` is gone."""
    query = (
        "SELECT offset, key, value FROM record"
        " WHERE topic = ? AND partition = ? AND offset >= ? ORDER BY offset LIMIT ?"
    )
    rows = connection.execute(query, (*partition, start, limit)).fetchall()
    if rows and rows[0][0] != start:
        raise LogChanged(f"{partition}: the record at {start} is gone, the log goes on at {rows[0][0]}")
    return [Record(partition, offset, key, value) for offset, key, value in rows]
