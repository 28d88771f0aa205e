"""Locks that end with their holder: flocks on a file, so that a killed process never leaves one behind."""

import fcntl
import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self


class FileLock:
    """An exclusive flock; one holder among all threads and processes of this machine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def acquire(self, *, wait: bool = True) -> bool:
        """Take the lock, or keep it; with `wait=False` answer False at once when somebody else has it."""
        if self._descriptor is not None:
            return True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let go; harmless when not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        """Wait for the lock."""
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go, whatever happened."""
        self.release()


class _Queue:
    """First come, first served among the threads of one process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        ticket = threading.Event()
        with self._guard:
            self._waiting.append(ticket)
            if self._waiting[0] is ticket:
                ticket.set()
        ticket.wait()
        try:
            yield
        finally:
            with self._guard:
                self._waiting.popleft()
                if self._waiting:
                    self._waiting[0].set()


_queues: dict[Path, _Queue] = {}


@contextmanager
def writing(database: Path) -> Iterator[None]:
    """The one fair write lock of a SQLite file: a queue among threads, then a flock among processes.

    SQLite's own busy handler retries at random, which starves one of eight writers for seconds.
    """
    # Of two threads that come first, both must find the same queue: setdefault is one step, defaultdict is not.
    with _queues.setdefault(database, _Queue()).turn(), FileLock(database.with_name(database.name + ".write-lock")):
        yield
