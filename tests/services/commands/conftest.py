"""The command as an operator runs it: in this process where its answer counts, as a process where its life does."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from services.__main__ import main
from services.kernel import deadletters, tables
from services.kernel.reading import Poison
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.registry import SERVICES

ROOT = Path(__file__).parents[3]
UNITS = "code;division;name;valid_from\n" + "".join(
    f"{division}-{number};{division};Ward {number};2015-01-01\n" for division in ("KIR", "MED") for number in (1, 2, 3)
)
PATIENCE = 180.0


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@dataclass
class Site:
    """A data folder with everything embedded, and the command on it."""

    data: Path
    environment: dict[str, str] = field(default_factory=dict)
    processes: list["Started"] = field(default_factory=list)

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        """Run a command to its end, in this process."""
        given = dict.fromkeys((name for name in os.environ if name.startswith("LEANSTREAM_")), None)
        environment: dict[str, str | None] = {**given, "LEANSTREAM_DATA": str(self.data), **self.environment}
        return CliRunner().invoke(main, list(arguments), input=stdin, env=environment)

    def start(self, *arguments: str) -> "Started":
        """Start a command as a process of its own."""
        started = Started(self, arguments)
        self.processes.append(started)
        return started

    def file(self, name: str, content: str) -> str:
        """Write a file beside the data; answers its path."""
        path = self.data.with_name(name)
        path.write_text(content, encoding="utf-8")
        return str(path)

    def runtime(self, service: str) -> Runtime:
        """One service on this data."""
        return Runtime(SERVICES[service], Settings.read(self.environment, data=self.data))


class Started:
    """A command that runs; its output is kept in files."""

    def __init__(self, site: Site, arguments: tuple[str, ...]) -> None:
        number = len(site.processes)
        self.out, self.err = site.data.with_name(f"out-{number}"), site.data.with_name(f"err-{number}")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("LEANSTREAM_")}
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services", *arguments],
                cwd=ROOT,
                env=environment | {"LEANSTREAM_DATA": str(site.data)} | site.environment,
                stdout=out,
                stderr=err,
            )

    @property
    def said(self) -> str:
        """What it wrote so far."""
        return self.out.read_text() + self.err.read_text()

    def until_said(self, text: str) -> None:
        """Wait until it writes this; fails when it ends before."""
        until(lambda: text in self.said or self.process.poll() is not None)
        assert text in self.said, self.said

    @property
    def url(self) -> str:
        """Where it says that it can be reached."""
        self.until_said("http://")
        return "http://" + self.said.partition("http://")[2].split()[0]

    def children(self) -> list[int]:
        """The processes that it has forked."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in listed.read_text().split()]

    def end(self, number: signal.Signals = signal.SIGTERM, seconds: float = 90.0) -> int:
        """Send a signal and wait; answers the exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)


def is_alive(pid: int) -> bool:
    """Whether a process is there, and more than a zombie."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    """A site of which nothing is there yet."""
    site = Site(tmp_path / "data")
    yield site
    for started in site.processes:
        if started.process.poll() is None:
            started.process.kill()
            started.process.wait(20)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder, migrated, with six units that every service knows."""
    site = Site(tmp_path_factory.mktemp("prepared") / "data")
    for arguments in (("migrate",), ("import", "units", site.file("units.csv", UNITS))):
        result = site.run(*arguments)
        assert result.exit_code == 0, result.output
    return site.data


@pytest.fixture
def site(empty: Site, prepared: Path) -> Site:
    """A site with six units, to do anything with."""
    shutil.copytree(prepared, empty.data)
    return empty


@pytest.fixture
def dead_letter(site: Site) -> int:
    """The number of an event of a unit that the improvements service could not read; it is whole meanwhile."""
    runtime = site.runtime("improvements")
    with closing(runtime.open_log()) as log:
        record = next(each for records in log.replay(["organisation"]) for each in records if b"KIR-1" in each.value)
    with runtime.database.writing() as connection:
        deadletters.keep(connection, [Poison(record, "it was cut short", None, "unit", "KIR-1", None)])
        connection.execute(update(tables.unit).values(sequence="000000-000000000000", name={}))
    return int(deadletters.listed(runtime.database)[0].id)
