"""When the embedded process is ready: what was recorded before the start has reached every reader.

Three steps, each looked at when asked: the outboxes as found at the start are relayed; then the log's ends are
noted; then every consumer has counted up to them.
"""

from sqlalchemy import func, select

from services.kernel import offsets, tables
from services.kernel.eventlog.abstract import Partition
from services.kernel.service import Runtime


class Readiness:
    """Asked by /readyz until it is there; then it stays."""

    def __init__(self, runtimes: dict[str, Runtime]) -> None:
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
        behind = [name for name, runtime in self.runtimes.items() if self._is_behind(runtime, self._ends)]
        if behind:
            return f"{', '.join(behind)} is still counting"
        self._reached = True
        return ""

    def _ends_now(self) -> dict[Partition, int]:
        topics = [runtime.service.topic for runtime in self.runtimes.values()]
        log = next(iter(self.runtimes.values())).open_log()
        try:
            return {partition: end for partition, (_, end) in log.bounds(topics).items()}
        finally:
            log.close()

    def _is_behind(self, runtime: Runtime, ends: dict[Partition, int]) -> bool:
        read = {topic for projection in runtime.projections() for topic in projection.topics}
        with runtime.database.engine.connect() as connection:
            counted = offsets.positions_of(connection)
        wanted = {partition: end for partition, end in ends.items() if partition.topic in read}
        reached = all(partition in counted and counted[partition][0] >= end for partition, end in wanted.items())
        return not (reached and runtime.known.ready())


def _newest(runtime: Runtime) -> int:
    with runtime.database.engine.connect() as connection:
        return connection.execute(select(func.coalesce(func.max(tables.outbox.c.id), 0))).scalar_one()


def _is_unrelayed(runtime: Runtime, until: int) -> bool:
    outbox = tables.outbox.c
    with runtime.database.engine.connect() as connection:
        oldest = connection.execute(select(func.min(outbox.id)).where(outbox.published_at.is_(None))).scalar()
    return oldest is not None and oldest <= until
