"""The background side of one service: its relay, its consumer and its chores, each in a thread.

A thread that dies takes its process with it: half a worker that looks alive is worse than one that is started
again. The embedded process runs the same `Crew` for every service beside its web side.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from prometheus_client import Counter
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from services.kernel import metrics, restoring, tables, wakeup
from services.kernel.chores import Chores
from services.kernel.clock import now
from services.kernel.consumer import Consumer, passes
from services.kernel.eventlog.abstract import LogUnavailable
from services.kernel.outbox import Outbox
from services.kernel.service import Runtime

PRUNE_EVERY = 3600.0
OTHER_PROCESSES_SECONDS = 0.1
# By how much the relay looks more seldom after each look that found nothing: after a second, ten times a second.
SLOWER = 1.1
SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
IDEMPOTENCY_KEPT = timedelta(hours=24)
log = logging.getLogger(__name__)


class Crew:
    """The threads of one service."""

    def __init__(
        self, runtime: Runtime, on_death: Callable[[], None] = lambda: os.kill(os.getpid(), signal.SIGTERM)
    ) -> None:
        self.runtime = runtime
        self.stop = runtime.stopping = threading.Event()
        self.failure: BaseException | None = None
        self._on_death = on_death
        self._log = runtime.open_log()
        settings = runtime.settings
        self.consumer = Consumer(
            runtime.service.name,
            runtime.database,
            self._log,
            runtime.projections(),
            poison_limit=settings.poison_limit,
            watchdog_seconds=settings.watchdog_seconds,
        )
        self.outbox = Outbox(runtime.database, runtime.service.topic)
        work = [self._relay, self._consume, self._watch, self._measure]
        if runtime.service.chores:
            work.append(self._chores)
        self._threads = [
            threading.Thread(target=self._guarded, args=(each,), name=f"{runtime.service.name} {each.__name__}")
            for each in work
        ]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Stop the threads and wait for them."""
        self.stop.set()
        self.runtime.database.committed()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(timeout=30)
        self._log.close()
        self.runtime.database.close()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:  # whatever it is, the process must not go on without this thread
            log.critical(
                "%s ends: %s: %s", threading.current_thread().name, type(fault).__name__, fault, exc_info=fault
            )
            self.failure = self.failure or fault
            self.stop.set()
            self._on_death()

    def _consume(self) -> None:
        self.consumer.run(self.stop)

    def _watch(self) -> None:
        """A consumer that hangs inside the log's client cannot say so itself."""
        limit = self.runtime.settings.watchdog_seconds + LONGEST_PAUSE
        while not self.stop.wait(1.0):
            silent = time.monotonic() - self.consumer.pulse
            if silent > limit:
                raise TimeoutError(f"The consumer has not come back from the log for {silent:.0f} s.")

    def _measure(self) -> None:
        """Measure apart from the others: a database that hangs here must not blind the watch."""
        while not self.stop.wait(1.0):
            self._measure_outbox()

    def _measure_outbox(self) -> None:
        """Say how old the oldest unpublished event is; a database that is away is the others' to report."""
        outbox = tables.outbox.c
        try:
            with self.runtime.database.engine.connect() as connection:
                oldest = connection.execute(select(func.min(outbox.recorded_at)).where(outbox.published_at.is_(None)))
                recorded_at = oldest.scalar()
        except (OperationalError, InterfaceError, PoolTimeout):
            return
        age = (now() - recorded_at).total_seconds() if recorded_at else 0.0
        metrics.OUTBOX_AGE.labels(self.runtime.service.name).set(age)

    def _chores(self) -> None:
        chores = Chores(self.runtime)
        self._until_stopped(lambda: chores.run(self.stop))

    def _relay(self) -> None:
        self._until_stopped(self._relay_until_fault, metrics.PUBLISH_FAILURES)

    def _until_stopped(self, work: Callable[[], None], failures: Counter | None = None) -> None:
        """Begin the work anew, after a pause that grows, while the database or the log is away."""
        name, pause = threading.current_thread().name, SHORTEST_PAUSE
        while not self.stop.is_set():
            began = time.monotonic()
            try:
                work()
            except (LogUnavailable, OperationalError, InterfaceError, DBAPIError, PoolTimeout) as passing:
                if not passes(passing):
                    raise
                if time.monotonic() - began > LONGEST_PAUSE:
                    # It worked for a while: this fault is another than the last.
                    pause = SHORTEST_PAUSE
                log.warning("%s waits %.1f s: %s", name, pause, passing)
                if failures:
                    failures.labels(self.runtime.service.name).inc()
                self.stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _relay_until_fault(self) -> None:
        runtime, url = self.runtime, self.runtime.database.url
        # A file's writers are mostly in this process and wake the relay; a server's never are.
        shortest = OTHER_PROCESSES_SECONDS if runtime.database.is_sqlite else runtime.settings.relay_idle_ms / 1000
        idle = shortest
        with self.outbox.alone(self.stop) as connection:
            if connection is None:
                return
            restoring.refuse_older_database(runtime, self._log, connection)
            pruned_at = 0.0
            with self._log.publisher() as publisher:
                while not self.stop.is_set():
                    seen = wakeup.count(url)
                    sent = self.outbox.relay(connection, publisher)
                    metrics.EVENTS_PUBLISHED.labels(runtime.service.name).inc(sent)
                    if sent:
                        idle = shortest
                    else:
                        if time.monotonic() - pruned_at > PRUNE_EVERY:
                            self._prune()
                            pruned_at = time.monotonic()
                        wakeup.wait(url, seen, idle)
                        # Where little happens, a look every few milliseconds costs more than it brings.
                        idle = min(idle * SLOWER, max(shortest, OTHER_PROCESSES_SECONDS))

    def _prune(self) -> None:
        self.outbox.prune(self.runtime.settings.outbox_keep_days)
        with self.runtime.database.writing() as connection:
            connection.execute(delete(tables.idempotency).where(tables.idempotency.c.at < now() - IDEMPOTENCY_KEPT))
            connection.execute(delete(tables.denial).where(tables.denial.c.until < now()))
