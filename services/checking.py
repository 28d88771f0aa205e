"""What an operator asks: does everything that was recorded arrive, and was it counted.

Things under way are no fault while they are young. A heartbeat is expected only where something should run: beside
other servers always, on one machine while `leanstream up` does.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from services.kernel import migration, offsets, tables
from services.kernel.clock import now
from services.kernel.eventlog.abstract import LogChanged, LogUnavailable, Partition
from services.kernel.service import Runtime

LATE = timedelta(seconds=60)
SETTLE_SECONDS = 5.0
LOOK_SECONDS = 0.1
Ends = Mapping[Partition, int]


@dataclass(frozen=True)
class Finding:
    """One answer: `good` is False for what needs somebody."""

    of: str
    what: str
    answer: str
    good: bool = True


def findings(runtimes: Mapping[str, Runtime], *, running: bool) -> Iterator[Finding]:
    """Look at everything; `running` says whether workers are expected to be alive."""
    ends, log = _log(runtimes)
    yield log
    sound = {}
    for name, runtime in runtimes.items():
        base = list(_database(name, runtime))
        yield from base
        if all(each.good for each in base):
            sound[name] = runtime
            yield from _flow(name, runtime, ends, running=running)
    yield from _recorded_and_counted(sound)


def _log(runtimes: Mapping[str, Runtime]) -> tuple[Ends, Finding]:
    topics = [runtime.service.topic for runtime in runtimes.values()]
    log = next(iter(runtimes.values())).open_log()
    try:
        bounds = log.bounds(topics)
    except (LogUnavailable, LogChanged) as away:
        return {}, Finding("event log", "reachable", str(away), good=False)
    finally:
        log.close()
    missing = sorted(set(topics) - {partition.topic for partition in bounds})
    if missing:
        answer = f"no topic {', '.join(missing)}: run `leanstream topics`"
        return {}, Finding("event log", "topics", answer, good=False)
    ends = {partition: end for partition, (_, end) in bounds.items()}
    return ends, Finding("event log", "events", str(sum(ends.values())))


def _database(name: str, runtime: Runtime) -> Iterator[Finding]:
    try:
        there, newest = migration.heads(runtime)
    except SQLAlchemyError as away:
        yield Finding(name, "database", f"does not answer: {type(away).__name__}", good=False)
        return
    yield Finding(name, "database", "answers")
    current = there == newest
    answer = str(there) if current else f"{there or 'none'}: run `leanstream migrate {name}`"
    yield Finding(name, "schema", answer, good=current)


def _flow(name: str, runtime: Runtime, ends: Ends, *, running: bool) -> Iterator[Finding]:
    moment = now()
    with runtime.database.reading() as session:
        outbox, letter = tables.outbox.c, tables.dead_letter.c
        waiting, oldest = session.execute(
            select(func.count(), func.min(outbox.recorded_at)).where(outbox.published_at.is_(None))
        ).one()
        counted = offsets.positions_of(session.connection())
        as_of = session.scalar(select(func.min(tables.offset.c.as_of)))
        letters = session.scalar(select(func.count()).where(letter.resent_at.is_(None))) or 0
    read = {topic for projection in runtime.projections() for topic in projection.topics}
    lag = sum(end - counted.get(each, (0, None))[0] for each, end in ends.items() if each.topic in read)
    yield Finding(name, "outbox", _told(waiting, oldest, moment), good=not waiting or moment - oldest < LATE)
    late = as_of is None or moment - as_of > LATE
    yield Finding(name, "not counted yet", str(lag), good=not (lag and late))
    yield Finding(name, "counted until", _ago(as_of, moment), good=not (running and late))
    yield Finding(name, "dead letters", str(letters), good=not letters)


def _told(waiting: int, oldest: datetime | None, moment: datetime) -> str:
    return f"{waiting} wait, the oldest from {_ago(oldest, moment)}" if waiting else "empty"


def _ago(then: datetime | None, moment: datetime) -> str:
    return "never" if then is None else f"{max(moment - then, timedelta()).total_seconds():.0f} s ago"


def _recorded_and_counted(runtimes: Mapping[str, Runtime]) -> Iterator[Finding]:
    """Compare, again for a while where they differ: what is recorded now is counted a moment later."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        # Counted first: what comes between the two looks is on its way.
        counted = _numbers(runtimes, lambda runtime: runtime.service.counted)
        recorded = _numbers(runtimes, lambda runtime: runtime.service.recorded)
        shared = sorted(counted.keys() & recorded.keys())
        if all(counted[thing] == recorded[thing] for thing in shared) or time.monotonic() > deadline:
            break
        time.sleep(LOOK_SECONDS)
    for thing in shared:
        answer = f"{recorded[thing]} recorded, {counted[thing]} counted"
        things = f"{thing.removesuffix('s')}s"
        yield Finding(things, "recorded = counted", answer, good=recorded[thing] == counted[thing])


def _numbers(
    runtimes: Mapping[str, Runtime], asked: Callable[[Runtime], Callable[[Session], dict[str, int]] | None]
) -> Counter[str]:
    numbers: Counter[str] = Counter()
    for runtime in runtimes.values():
        count = asked(runtime)
        if count is not None:
            with runtime.database.reading() as session:
                numbers.update(count(session))
    return numbers
