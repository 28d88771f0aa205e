"""Counts events as the scorecards' worker does, and says what came out."""

from collections.abc import Sequence

from scorecards import queries
from scorecards.projections import Improvements
from scorecards.projections.places import Look
from services.kernel.consumer import Consumer
from services.kernel.eventlog.abstract import EventLog, Reader
from services.kernel.projection import Projection
from services.kernel.service import Runtime
from tests.servers.process import wait_until

PATIENCE = 120.0


def consumer(runtime: Runtime, log: EventLog, *more: Projection, **options: float) -> Consumer:
    """The scorecards' consumer, of improvements alone unless there is more."""
    projections: Sequence[Projection] = [Improvements(Look(runtime.settings.zone)), *more]
    return Consumer("scorecards", runtime.database, log, projections, **options)  # type: ignore[arg-type] # as declared there


def joined(member: Consumer, log: EventLog) -> Reader:
    """A reader of the consumer's group, as `Consumer.run` makes it; the caller closes it."""
    return log.reader(member.name, member.topics, member._start)  # noqa: SLF001 (what `run` does, step by step)


def counted_until(runtime: Runtime, log: EventLog, events: int) -> None:
    """Count until so many records have been read."""
    member = consumer(runtime, log)
    read = 0
    with joined(member, log) as reader:

        def enough() -> bool:
            nonlocal read
            read += member.step(reader, 0.1)
            return read >= events

        assert wait_until(enough, PATIENCE)
    assert read == events


def counts(runtime: Runtime) -> dict[str, dict[str, int]]:
    """The number of improvements in each state, by unit."""
    with runtime.database.reading() as session:
        return {unit: dict(found) for unit, found in queries.counts_by_unit(session).items()}
