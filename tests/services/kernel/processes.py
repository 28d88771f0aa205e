"""Processes that a test may kill or freeze at the one moment that matters.

Each tells the test what has happened. The faults are the process's own: SIGKILL and SIGSTOP, sent by itself.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Line
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

import scorecards
from scorecards.projections import Improvements
from scorecards.projections.places import Look
from services import improvements
from services.improvements.operations import record_improvement
from services.kernel import migration
from services.kernel.consumer import Consumer
from services.kernel.eventlog.abstract import Message, Publisher
from services.kernel.locks import FileLock
from services.kernel.outbox import Outbox
from services.kernel.projection import Read
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from tests.services.kernel import life

ROOT = Path(__file__).parents[3]
PATIENCE = 180.0
KEYS = 20
# One process imports everything once; those that are killed are forked from it.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Started:
    """A process of one of the functions below."""

    process: ForkServerProcess
    line: Line

    def said(self) -> str:
        """The next thing it says; empty when it has ended without."""
        assert self.line.poll(PATIENCE)
        try:
            return str(self.line.recv())
        except EOFError:
            return ""

    def tell(self, text: str = "") -> None:
        """Let it go on."""
        self.line.send(text)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self.process.pid
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """End it as a power cut would; return when it is gone."""
        self.process.kill()
        self.process.join()


@contextmanager
def started(function: Callable[..., None], *arguments: object) -> Iterator[Started]:
    """Run one of the functions below in a process of its own, which is killed at the end."""
    ours, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=function, args=(theirs, *arguments))
    process.start()
    theirs.close()
    begun = Started(process, ours)
    try:
        yield begun
    finally:
        begun.kill()
        process.close()
        ours.close()


def hold_lock(line: Line, path: Path) -> None:
    """Hold a lock until killed."""
    with FileLock(path):
        line.send("held")
        line.recv()


def signing_key(line: Line, data: Path) -> None:
    """Ask for the secret key of several data folders once told to."""
    settings = [Settings.read({}, data=data / str(number)) for number in range(KEYS)]
    line.send("ready")
    line.recv()
    line.send(" ".join(each.signing_key() for each in settings))


def migrate(line: Line, environment: dict[str, str], service: str) -> None:
    """Migrate once told to."""
    declared = {"improvements": improvements.SERVICE, "scorecards": scorecards.SERVICE}[service]
    runtime = Runtime(declared, Settings.read(environment))
    line.send("ready")
    line.recv()
    line.send(migration.migrate(runtime))


def propose_and_die(line: Line, environment: dict[str, str], when: str) -> None:
    """Propose an improvement and die just before or just after the commit has answered."""
    runtime = Runtime(improvements.SERVICE, Settings.read(environment))
    if when == "after":
        line.send(life.propose(runtime))
        _end_with(signal.SIGKILL)
    fields = {"title": "Lost", "problem": "-", "proposal": "-", "unit": "W1"}
    with runtime.work() as work:
        record_improvement(work, life.COACH, life.DIRECTORY, fields)
        work.session.flush()
        line.send("flushed")
        _end_with(signal.SIGKILL)


def _end_with(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


class _Faulty(Publisher):
    """Publishes, says so, and does something to its process before the answer arrives."""

    def __init__(self, publisher: Publisher, line: Line, number: signal.Signals) -> None:
        self.publisher = publisher
        self.line = line
        self.number = number

    def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        answers = self.publisher.publish(messages)
        self.line.send("published")
        _end_with(self.number)
        return answers

    def close(self) -> None:
        self.publisher.close()


def relay(line: Line, environment: dict[str, str], fault: signal.Signals) -> None:
    """Relay once; be killed or frozen between publishing and marking."""
    runtime = Runtime(improvements.SERVICE, Settings.read(environment))
    outbox = Outbox(runtime.database, runtime.service.topic)
    log = runtime.open_log()
    with outbox.alone(threading.Event()) as connection, log.publisher() as publisher:
        assert connection is not None
        try:
            outbox.relay(connection, _Faulty(publisher, line, fault))
        except DBAPIError as error:
            line.send(type(error).__name__)
        else:
            line.send("marked")
    log.close()


class _Deadly(Improvements):
    """Folds, and dies before the commit of the batch in which the `fatal`-th event is."""

    def __init__(self, settings: Settings, line: Line, fatal: int) -> None:
        super().__init__(Look(settings.zone))
        self.line = line
        self.left = fatal

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        super().apply(connection, batch)
        self.left -= len(batch)
        if self.left <= 0:
            self.line.send("folded")
            _end_with(signal.SIGKILL)


def consume(line: Line, environment: dict[str, str], fatal: int) -> None:
    """Count events as the scorecards' worker does, until killed in the middle of a batch."""
    runtime = Runtime(scorecards.SERVICE, Settings.read(environment))
    projections = [_Deadly(runtime.settings, line, fatal)]
    Consumer("scorecards", runtime.database, runtime.open_log(), projections).run(threading.Event())
