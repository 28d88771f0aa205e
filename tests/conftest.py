"""What all tests share: real servers, fresh databases and topics, and services that run on them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from services.kernel import migration
from services.kernel.eventlog import open_log
from services.kernel.service import Runtime, Service
from services.kernel.settings import Settings
from tests import keeper
from tests.keeper import Keeper

# Two cores run servers, browsers and tests at once: a slow example says nothing about the code.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

KEEPER = pytest.StashKey[Keeper]()
KEPT_AT = pytest.StashKey[Path]()
TOPICS = ("followups", "improvements", "observations", "organisation", "scorecards")


def pytest_configure(config: pytest.Config) -> None:
    """Open the keeper's door once a run; the workers of xdist are told where it is."""
    handed_over: dict[str, Any] | None = getattr(config, "workerinput", None)
    if handed_over is None:
        config.stash[KEEPER] = Keeper()
        config.stash[KEPT_AT] = config.stash[KEEPER].address
    else:
        config.stash[KEPT_AT] = Path(handed_over["keeper"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 (xdist's own class)
    """Tell a worker of xdist."""
    node.workerinput["keeper"] = str(node.config.stash[KEPT_AT])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers, whatever ended the run."""
    if KEEPER in config.stash:
        config.stash[KEEPER].close()


@dataclass(frozen=True)
class Broker:
    """A Kafka that all tests share: `host:port`."""

    bootstrap: str

    @property
    def url(self) -> str:
        """kafka://host:port, to which a prefix is added."""
        return f"kafka://{self.bootstrap}"


@pytest.fixture(scope="session")
def kafka_server(pytestconfig: pytest.Config) -> Broker:
    """The run's Kafka; whoever kills a broker starts one of their own."""
    return Broker(keeper.ask(pytestconfig.stash[KEPT_AT], "kafka"))


@dataclass(frozen=True)
class Databases:
    """A PostgreSQL that all tests share; makes databases and takes them away."""

    url: str

    def administer(self, statement: str) -> None:
        """Run one statement outside every test's database."""
        with psycopg.connect(f"{self.url.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database; answers its URL."""
        self.administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"{self.url}/{name}"

    def drop(self, name: str) -> None:
        """Take a database away, whoever is connected."""
        self.administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def disconnect(self, name: str) -> None:
        """End everybody's connections to a database, as a restart would."""
        self.administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608 (our own name)


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> Databases:
    """The run's PostgreSQL."""
    return Databases(keeper.ask(pytestconfig.stash[KEPT_AT], "postgres"))


@pytest.fixture
def postgres_url(postgres_server: Databases) -> Iterator[str]:
    """A fresh, empty database."""
    name = f"test_{uuid.uuid4().hex}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh, empty database of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["embedded", "kafka"])
def event_log_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh log of each kind in turn."""
    if request.param == "embedded":
        return f"sqlite:///{tmp_path / 'events.db'}"
    return f"{request.getfixturevalue('kafka_server').url}/test-{uuid.uuid4().hex}"


class Region:
    """The services of one region on databases and a log of their own, made when first asked for."""

    def __init__(self, mode: str, environment: dict[str, str], data: Path, databases: Databases | None) -> None:
        self.mode = mode
        self.environment = environment
        self.data = data
        self.databases = databases
        self._names: list[str] = []
        self._runtimes: list[Runtime] = []
        log = open_log(self.settings().event_log_location())
        log.create_topics(TOPICS)
        log.close()

    def settings(self, **more: str) -> Settings:
        """The region's settings, with what a test sets beside."""
        return Settings.read(self.environment | {f"LEANSTREAM_{name.upper()}": each for name, each in more.items()})

    def runtime(self, service: Service, **more: str) -> Runtime:
        """One service, migrated; closed at the end of the test."""
        runtime = Runtime(service, self.settings(**more))
        self._runtimes.append(runtime)
        self.create_database(service)
        migration.migrate(runtime)
        return runtime

    def create_database(self, service: Service) -> None:
        """Make the service's database where that is not a file."""
        name = self.settings().database_url_of(service.name).rpartition("/")[2]
        if self.databases and name not in self._names:
            self._names.append(name)
            self.databases.create(name)

    def close(self) -> None:
        """Close and forget everything."""
        for runtime in self._runtimes:
            runtime.database.close()
        for name in self._names:
            assert self.databases
            self.databases.drop(name)


def _region(mode: str, request: pytest.FixtureRequest, tmp_path: Path) -> Region:
    environment = {"LEANSTREAM_DATA": str(tmp_path / "data"), "LEANSTREAM_SECRET_KEY": "a key of the tests"}
    if mode == "embedded":
        return Region(mode, environment, tmp_path / "data", None)
    databases: Databases = request.getfixturevalue("postgres_server")
    broker: Broker = request.getfixturevalue("kafka_server")
    name = uuid.uuid4().hex
    environment["LEANSTREAM_DATABASE_URL"] = f"{databases.url}/test_{name}_{{service}}"
    environment["LEANSTREAM_EVENT_LOG_URL"] = f"{broker.url}/test-{name}"
    return Region(mode, environment, tmp_path / "data", databases)


@pytest.fixture
def embedded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Region]:
    """A region in files."""
    region = _region("embedded", request, tmp_path)
    yield region
    region.close()


@pytest.fixture
def distributed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Region]:
    """A region on PostgreSQL and Kafka."""
    region = _region("distributed", request, tmp_path)
    yield region
    region.close()


@pytest.fixture(params=["embedded", "distributed"])
def region(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Region]:
    """A region in each mode in turn."""
    region = _region(request.param, request, tmp_path)
    yield region
    region.close()
