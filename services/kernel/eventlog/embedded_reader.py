"""Reading the embedded log in a group of which one member reads and the others wait to take over."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from services.kernel import wakeup
from services.kernel.eventlog.abstract import LogChanged, Partition, Positions, Reader, Record
from services.kernel.eventlog.embedded_store import answering, connect, end_of, fetch, partitions_of
from services.kernel.locks import FileLock

POLL_RECORDS: Final = 2000
LOOK_SECONDS: Final = 0.1


class EmbeddedReader(Reader):
    """Reads every partition of its topics while it holds the lock of its group, and none otherwise."""

    def __init__(self, path: Path, group: str, topics: Sequence[str], positions: Positions) -> None:
        self._path = path
        self._topics = tuple(topics)
        self._ask = positions
        self._lock = FileLock(path.with_name(f"{path.name}.{group}.lock"))
        self._connection: sqlite3.Connection | None = None
        self._positions: dict[Partition, int] = {}
        self._drained_at: int | None = None

    def poll(self, timeout: float) -> dict[Partition, list[Record]]:
        """Fetch at most about POLL_RECORDS, as many from each partition that has more."""
        deadline = time.monotonic() + timeout
        while True:
            seen = wakeup.count(str(self._path))
            records = self._fetch_changed() if self._lock.acquire(wait=False) else {}
            left = deadline - time.monotonic()
            if records or left <= 0:
                return records
            wakeup.wait(str(self._path), seen, min(left, LOOK_SECONDS))

    def _fetch_changed(self) -> dict[Partition, list[Record]]:
        """Fetch, unless nothing has been committed to the file since it was read to the end."""
        with answering():
            if self._connection is None:
                self._connection = connect(self._path)
            connection = self._connection
            version: int = connection.execute("PRAGMA data_version").fetchone()[0]
            if version == self._drained_at:
                return {}
            fresh = self._unassigned(connection)
        if fresh:
            starts = self._ask(fresh)
            self._positions |= {partition: starts[partition] for partition in fresh}
        with answering():
            records = self._fetch_behind(connection)
        self._positions |= {partition: found[-1].offset + 1 for partition, found in records.items()}
        self._drained_at = None if records else version
        return records

    def _unassigned(self, connection: sqlite3.Connection) -> list[Partition]:
        """List the partitions that have no position yet: all at first, later those of topics made since."""
        found = [partition for topic in self._topics for partition in partitions_of(connection, topic)]
        return [partition for partition in found if partition not in self._positions]

    def _fetch_behind(self, connection: sqlite3.Connection) -> dict[Partition, list[Record]]:
        """Fetch from every partition that has more, the same share from each."""
        ends = {partition: end_of(connection, partition) for partition in self._positions}
        behind = {partition: start for partition, start in self._positions.items() if start != ends[partition]}
        for partition, start in behind.items():
            if start > ends[partition]:
                raise LogChanged(f"{partition}: position {start} lies beyond the end of the log, {ends[partition]}")
        share = max(1, POLL_RECORDS // max(1, len(behind)))
        return {partition: fetch(connection, partition, start, share) for partition, start in behind.items()}

    def assignment(self) -> frozenset[Partition]:
        """Give every partition that has a position; none while another member reads."""
        return frozenset(self._positions)

    def rewind(self, positions: Mapping[Partition, int]) -> None:
        """Go back, also to where nothing has been appended since."""
        self._positions |= {partition: start for partition, start in positions.items() if partition in self._positions}
        self._drained_at = None

    def ends(self) -> dict[Partition, int]:
        """Ask the file; empty while another member reads."""
        if self._connection is None:
            return {}
        with answering():
            return {partition: end_of(self._connection, partition) for partition in self._positions}

    def commit(self, positions: Mapping[Partition, int]) -> None:
        """Do nothing: no lag tool looks into this file."""

    def close(self) -> None:
        """Let go of the file, then of the group, so that the next member finds nothing half done."""
        self._positions.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._lock.release()
