"""Keeps one Kafka and one PostgreSQL for a whole test run, started when the first test asks.

Under pytest-xdist each worker is a process of its own, and a broker for each would fill the machine. So the process
that begins the run listens on a socket; whoever needs a server asks there. The thread that answers also starts the
servers, which die with it: whatever ends the run, also a kill, leaves nothing behind.
"""

import os
import shutil
import socketserver
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from socket import AF_UNIX, socket

from tests.servers import kafka, postgres

GIVEN = {"kafka": "LEANSTREAM_TEST_KAFKA", "postgres": "LEANSTREAM_TEST_POSTGRES"}


class Keeper:
    """Starts servers on request and stops them at the end; one for a run."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="leanstream-tests-"))
        self._servers = ExitStack()
        self._running: dict[str, str] = {}
        self._starts: dict[str, Callable[[], str]] = {"kafka": self._kafka, "postgres": self._postgres}
        self._door = _Door(str(self.address), self.address_of)
        self._thread = threading.Thread(target=self._door.serve_forever, args=(0.05,), name="keeper")
        self._thread.start()

    @property
    def address(self) -> Path:
        """The socket where `ask` asks."""
        return self.folder / "socket"

    def address_of(self, name: str) -> str:
        """Where the server is reached; starts it the first time. Only ever called in the one thread."""
        if name not in self._running:
            self._running[name] = self._starts[name]()
        return self._running[name]

    def _kafka(self) -> str:
        return self._servers.enter_context(kafka.start(self.folder / "kafka")).bootstrap

    def _postgres(self) -> str:
        return self._servers.enter_context(postgres.start(self.folder / "postgres")).url

    def close(self) -> None:
        """Stop what was started and forget its data."""
        self._door.shutdown()
        self._door.server_close()
        self._servers.close()
        self._thread.join()
        shutil.rmtree(self.folder)


class _Door(socketserver.UnixStreamServer):
    def __init__(self, address: str, answer: Callable[[str], str]) -> None:
        self.answer = answer
        super().__init__(address, _Question)


class _Question(socketserver.StreamRequestHandler):
    server: _Door

    def handle(self) -> None:
        name = self.rfile.readline().decode().strip()
        self.wfile.write(self.server.answer(name).encode())


def ask(keeper: Path, name: str) -> str:
    """Where `kafka` or `postgres` is reached: the one the environment names, else the run's own."""
    if given := os.environ.get(GIVEN[name]):
        return given
    with socket(AF_UNIX) as line:
        line.connect(str(keeper))
        line.sendall(f"{name}\n".encode())
        answer = b"".join(iter(lambda: line.recv(4096), b"")).decode()
    if not answer:
        raise RuntimeError(f"{name} did not start; the run's first process says why on stderr")
    return answer
