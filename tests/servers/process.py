"""A server's processes: started apart from ours, recognised later, frozen and ended together.

A process id alone proves nothing, the kernel deals it out again. With the process's start time it is unique until the
machine restarts, so `stop` in another terminal ends what `start` began and nothing else.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# Fields of /proc/PID/stat, counted from the state, which follows the name in parentheses.
STATE, PARENT, STARTED = 0, 1, 19


def _stat(pid: int) -> list[str] | None:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # A zombie has ended, its parent only has not asked how.
    return None if fields[STATE] in "ZX" else fields


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask every 50 ms until the condition holds; False when it did not within that many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@dataclass(frozen=True)
class Process:
    """One process, named by its id and its start time (clock ticks since the machine started)."""

    pid: int
    started: int

    @classmethod
    def spawn(cls, command: Sequence[str], log: Path, *, user: str | None, lasting: bool) -> "Process":
        """Start a command in a session of its own, its output appended to the log.

        Unless `lasting`, it is killed when the thread that started it ends, so an aborted test run leaves nothing.
        """
        output = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        pid = os.posix_spawnp(
            "setpriv",
            [*as_user(user), *([] if lasting else ["--pdeathsig", "KILL"]), "--", *command],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(log), output, 0o644),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setsid=True,
        )
        # Until we have waited for it, it has an entry, be it a zombie's.
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return cls(pid, int(stat[STARTED]))

    def is_alive(self) -> bool:
        """Tell whether this very process still runs (or is frozen)."""
        with suppress(ChildProcessError):
            os.waitpid(self.pid, os.WNOHANG)
        stat = _stat(self.pid)
        return stat is not None and int(stat[STARTED]) == self.started

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.is_alive():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def suspend(self) -> None:
        """Freeze it and its children."""
        # Itself first: then it starts no child that we would miss.
        self.send(signal.SIGSTOP)
        for child in self._children():
            child.send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it and its children go on."""
        for member in [*self._children(), self]:
            member.send(signal.SIGCONT)

    def kill(self) -> None:
        """End it and its children at once, as a power cut would; return when they are gone."""
        self.suspend()
        family = [self, *self._children()]
        for member in family:
            member.send(signal.SIGKILL)
        if not wait_until(lambda: not any(member.is_alive() for member in family), seconds=30):
            raise TimeoutError(f"process {self.pid} outlives SIGKILL")

    def stop(self, number: signal.Signals, seconds: float = 30) -> None:
        """Ask it to end in good order; kill it when it has not within that many seconds."""
        self.resume()
        self.send(number)
        if not wait_until(lambda: not self.is_alive(), seconds):
            self.kill()

    def _children(self) -> Iterator["Process"]:
        # Not by process group: PostgreSQL gives each of its children one of its own.
        if not self.is_alive():
            return
        for folder in Path("/proc").glob("[0-9]*"):
            pid = int(folder.name)
            if (stat := _stat(pid)) and int(stat[PARENT]) == self.pid:
                yield Process(pid, int(stat[STARTED]))


def as_user(user: str | None) -> list[str]:
    """Give the start of a command line that runs the rest as this user (None: as we are)."""
    return ["setpriv", *(["--reuid", user, "--regid", user, "--init-groups"] if user else [])]
