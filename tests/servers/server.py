"""What Kafka and PostgreSQL have in common: a folder, a port, a process under the caller's control."""

import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from tests.servers.process import Process, wait_until

START_SECONDS = 60


class DidNotStart(Exception):
    """A server ended or stayed mute; the text holds the end of its log."""


def prepare(command: Sequence[str]) -> None:
    """Run a program that a server needs before its first start; raises DidNotStart with what it said."""
    # From the root folder, since an unprivileged user may not reach ours.
    done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise DidNotStart(f"{' '.join(command)} said\n{done.stdout}")


class Server(ABC):
    """A server on a loopback port whose data lie in a folder and survive `stop`, `kill` and `restart`.

    As a context manager it stops at the end. Unless `lasting`, it also dies with the thread that started it.
    """

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]

    def __init__(self, folder: Path, port: int, *, lasting: bool) -> None:
        self.folder = folder
        self.port = port
        self.lasting = lasting
        self.launch()

    @property
    @abstractmethod
    def command(self) -> list[str]:
        """What to run."""

    @property
    def user(self) -> str | None:
        """The user to run it as, None for ours."""
        return None

    @abstractmethod
    def answers(self) -> bool:
        """Tell whether it serves clients now."""

    @property
    def pid(self) -> int:
        """The id of its (main) process, another one after a restart."""
        return self.process.pid

    def launch(self) -> None:
        """Start the process and wait until it serves clients; raises DidNotStart."""
        log = self.folder / f"{self.name}.log"
        self.process = Process.spawn(self.command, log, user=self.user, lasting=self.lasting)
        with ExitStack() as unless_it_answers:
            unless_it_answers.callback(self.kill)
            settled = wait_until(lambda: self.answers() or not self.process.is_alive(), START_SECONDS)
            if not (settled and self.process.is_alive()):
                raise DidNotStart(f"{self.name} does not answer on port {self.port}:\n{log.read_text()[-3000:]}")
            unless_it_answers.pop_all()

    def stop(self) -> None:
        """End it in good order, after 30 seconds with SIGKILL; nothing happens when it has ended."""
        self.process.stop(self.stop_signal)

    def kill(self) -> None:
        """SIGKILL it and its children, and wait until they are gone."""
        self.process.kill()

    def restart(self) -> None:
        """Stop it, unless it was killed, and start it in the same folder on the same port."""
        self.stop()
        self.launch()

    def suspend(self) -> None:
        """Freeze it and its children: connections stay open and nobody answers."""
        self.process.suspend()

    def resume(self) -> None:
        """Let it go on after `suspend`; it may need a moment before it answers."""
        self.process.resume()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
