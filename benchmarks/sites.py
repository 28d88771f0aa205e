"""Separate processes of one region for a benchmark: web and worker of each service that takes part."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from services.kernel.clock import now
from services.kernel.identity import Pass, Principal, Signer
from services.kernel.settings import Settings
from services.registry import SERVICES
from tests.servers.ports import free

UNITS = "code,name,division,valid_from\n" + "".join(f"U{n:03d},Unit {n},D{n % 20:02d},2015-01-01\n" for n in range(40))


class Region:
    """The settings of one region on given servers, and its processes."""

    def __init__(self, folder: Path, database: str, log: str) -> None:
        self.folder = folder
        self.prefix = f"bench_{uuid.uuid4().hex[:8]}"
        engine = create_engine(f"{database}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for name in SERVICES:
                connection.execute(text(f"CREATE DATABASE {self.prefix}_{name}"))
        engine.dispose()
        self.environment = {
            **os.environ,
            "LEANSTREAM_DATA": str(folder),
            "LEANSTREAM_DATABASE_URL": f"{database}/{self.prefix}_{{service}}",
            "LEANSTREAM_EVENT_LOG_URL": log,
            "LEANSTREAM_SECRET_KEY": "benchmark",
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.command("migrate")
        self.command("topics")

    def settings(self) -> Settings:
        """As its processes read them."""
        return Settings.read(self.environment)

    def command(self, *words: str) -> None:
        """Run `leanstream` and wait for it."""
        subprocess.run([sys.executable, "-m", "services.__main__", *words], env=self.environment, check=True)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a long-running `leanstream`."""
        process = subprocess.Popen([sys.executable, "-m", "services.__main__", *words], env=self.environment)
        self.processes.append(process)
        return process

    def web(self, service: str) -> int:
        """Start a service's web side and wait until it is ready; answers its port."""
        port = free()
        self.start("web", service, "--port", str(port))
        wait(f"http://127.0.0.1:{port}/readyz")
        return port

    def import_units(self) -> None:
        """Forty units in twenty divisions."""
        path = self.folder / "units.csv"
        path.write_text(UNITS)
        self.command("import", "units", str(path))

    def token(self) -> str:
        """A bearer token for an integration."""
        client = Principal("client", "benchmark", "Benchmark", ("integration",))
        return Signer(self.settings()).token(Pass(client, "benchmark", now(), now(), now() + timedelta(days=1)))

    def stop(self) -> None:
        """End every process."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()
        self.processes.clear()


@contextmanager
def region(folder: Path, database: str, log: str) -> Iterator[Region]:
    """A region whose processes end with the block."""
    made = Region(folder, database, log)
    try:
        yield made
    finally:
        made.stop()


def wait(url: str, seconds: float = 60) -> None:
    """Wait until a URL answers 200."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own http URL)
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(url)
