"""When everything that was recorded before a moment has reached every reader here.

Three steps, each looked at when asked: the outboxes as found at the start are relayed; then the log's ends are
noted; then every consumer has counted up to them. The embedded process is ready when this is so; an import waits for
it before it looks up units, and again at its end.
"""

import time
from collections.abc import Mapping

from sqlalchemy import func, select

from services.kernel import offsets, tables
from services.kernel.eventlog.abstract import Partition
from services.kernel.service import Runtime

LOOK_SECONDS = 0.05


class NotSettled(Exception):
    """What was recorded has not reached its readers in time; the text says what is still to come."""


class Readiness:
    """Asked until it is there; then it stays."""

    def __init__(self, runtimes: Mapping[str, Runtime]) -> None:
        self.runtimes = runtimes
        self._unrelayed = {name: _newest(runtime) for name, runtime in runtimes.items()}
        self._ends: dict[Partition, int] | None = None
        self._reached = False

    def missing(self) -> str:
        """What is still to come, in a word; empty when ready."""
        if self._reached:
            return ""
        waiting = [name for name, runtime in self.runtimes.items() if _is_unrelayed(runtime, self._unrelayed[name])]
        if waiting:
            return f"events of {', '.join(waiting)} are on their way to the log"
        if self._ends is None:
            self._ends = self._ends_now()
        behind = [name for name, runtime in self.runtimes.items() if _is_behind(runtime, self._ends)]
        if behind:
            return f"{', '.join(behind)} is still counting"
        self._reached = True
        return ""

    def wait(self, seconds: float) -> None:
        """Wait until nothing is missing; raises NotSettled when that takes longer."""
        deadline = time.monotonic() + seconds
        while missing := self.missing():
            if time.monotonic() > deadline:
                raise NotSettled(missing)
            time.sleep(LOOK_SECONDS)

    def _ends_now(self) -> dict[Partition, int]:
        topics = sorted({topic for runtime in self.runtimes.values() for topic in _topics_read(runtime)})
        log = next(iter(self.runtimes.values())).open_log()
        try:
            return {partition: end for partition, (_, end) in log.bounds(topics).items()}
        finally:
            log.close()


def _topics_read(runtime: Runtime) -> set[str]:
    return {topic for projection in runtime.projections() for topic in projection.topics}


def _is_behind(runtime: Runtime, ends: Mapping[Partition, int]) -> bool:
    read = _topics_read(runtime)
    with runtime.database.engine.connect() as connection:
        counted = offsets.positions_of(connection)
    wanted = {partition: end for partition, end in ends.items() if partition.topic in read}
    reached = all(partition in counted and counted[partition][0] >= end for partition, end in wanted.items())
    return not (reached and runtime.known.ready())


def _newest(runtime: Runtime) -> int:
    with runtime.database.engine.connect() as connection:
        return int(connection.execute(select(func.coalesce(func.max(tables.outbox.c.id), 0))).scalar_one())


def _is_unrelayed(runtime: Runtime, until: int) -> bool:
    outbox = tables.outbox.c
    with runtime.database.engine.connect() as connection:
        oldest = connection.execute(select(func.min(outbox.id)).where(outbox.published_at.is_(None))).scalar()
    return oldest is not None and oldest <= until
