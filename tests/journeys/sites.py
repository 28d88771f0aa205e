"""Whole leanstreams to be visited: one process on SQLite, or separate processes on PostgreSQL and Kafka."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.ports import free

SERVICES = ("organisation", "improvements", "observations", "followups", "scorecards")
PASSWORD = "a-long-enough-password"
UNITS = """code,name_sv,name_fi,name_en,division,division_name_sv,division_name_fi,division_name_en,valid_from
W1,Avdelning ett,Osasto yksi,Ward one,SUR,Kirurgi,Kirurgia,Surgery,2015-01-01
W2,Avdelning två,Osasto kaksi,Ward two,SUR,Kirurgi,Kirurgia,Surgery,2015-01-01
W3,Avdelning tre,Osasto kolme,Ward three,MED,Medicin,Sisätaudit,Medicine,2015-01-01
"""
PEOPLE = f"""name,display_name,home_unit,roles,password
anna,Anna Andersson,W1,member,{PASSWORD}
lars,Lars Larsson,W1,member|unit_lead,{PASSWORD}
mia,Mia Malm,W3,member|unit_lead,{PASSWORD}
root,Root,,admin,{PASSWORD}
"""
READY_SECONDS = 180


class DidNotStart(Exception):
    """A process that was to be visited did not answer; its output is the text."""


@dataclass
class Site:
    """A running leanstream: where it is, and how to run the command beside it."""

    url: str
    environment: Mapping[str, str]
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def command(self, *words: str, expect: int = 0) -> str:
        """Run `leanstream` with these words; answers what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "services.__main__", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expect, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, name: str, *words: str) -> None:
        """Start a long-running `leanstream` process."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "services.__main__", *words], env=self.environment, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        """End a process without a chance to tidy up."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End every process."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def wait(self, url: str) -> None:
        """Wait until a URL answers 200; raises DidNotStart with what the processes said."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if answers(url):
                return
            time.sleep(0.2)
        said = "\n".join(each.read_text(errors="replace")[-2000:] for each in self.folder.glob("*.log"))
        raise DidNotStart(f"{url} is not ready.\n{said}")


def answers(url: str) -> bool:
    """Whether a URL answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 (our own http URL)
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _environment(folder: Path, **settings: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LEANSTREAM_")}
    told = {f"LEANSTREAM_{name.upper()}": value for name, value in settings.items()}
    return inherited | {"PYTHONUNBUFFERED": "1", "LEANSTREAM_DATA": str(folder / "data")} | told


def populate(site: Site) -> None:
    """Import three units of two divisions, and somebody for each role that the journey needs."""
    for kind, text in (("units", UNITS), ("people", PEOPLE)):
        path = site.folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        site.command("import", kind, str(path))


@contextmanager
def embedded(folder: Path, *options: str) -> Iterator[Site]:
    """Everything in one process."""
    port = free()
    site = Site(f"http://127.0.0.1:{port}", _environment(folder), folder)
    with ExitStack() as stack:
        stack.callback(site.stop)
        site.start("up", "up", "--port", str(port), *options)
        site.wait(f"{site.url}/readyz")
        yield site


@contextmanager
def distributed(folder: Path, database: str, broker: str, names: Sequence[str] = SERVICES) -> Iterator[Site]:
    """A web process and a worker per service, and the gateway. `database` holds {service}; databases exist."""
    port = free()
    environment = _environment(
        folder,
        database_url=database,
        event_log_url=f"{broker}/journey-{uuid.uuid4().hex[:8]}",
        secret_key=uuid.uuid4().hex,
        web_workers="1",
        # Many processes on two cores: they need not look two hundred times a second.
        relay_idle_ms="50",
    )
    site = Site(f"http://127.0.0.1:{port}", environment, folder)
    with ExitStack() as stack:
        stack.callback(site.stop)
        site.command("migrate")
        site.command("topics")
        targets = {}
        for name in names:
            targets[name] = f"http://127.0.0.1:{free()}"
            site.start(f"worker-{name}", "worker", name)
            site.start(f"web-{name}", "web", name, "--port", targets[name].rpartition(":")[2])
        pairs = [word for name, url in targets.items() for word in ("--service", f"{name}={url}")]
        site.start("gateway", "gateway", "--port", str(port), *pairs)
        for url in targets.values():
            site.wait(f"{url}/readyz")
        site.wait(f"{site.url}/healthz")
        yield site
