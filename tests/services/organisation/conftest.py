"""A running organisation service with the demo region, as every test of it finds it."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from schemas.organisation import ClientInput
from services.kernel import migration, tables
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.web.application import create_app
from services.kernel.worker import Crew
from services.organisation import SERVICE, demo, operations
from services.organisation.changes import OPERATOR
from tests.services.organisation.visitors import Api, Browser


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a service that has the demo region and has read its own events once."""
    data = tmp_path_factory.mktemp("organisation")
    runtime = Runtime(SERVICE, Settings.read({}, data=data))
    migration.migrate(runtime)
    demo.load(runtime.work)
    log = runtime.open_log()
    log.create_topics([SERVICE.topic, "improvements"])
    log.close()
    crew = Crew(runtime, on_death=lambda: None)
    crew.start()
    try:
        _wait_until(lambda: runtime.known.ready() and len(runtime.known.directory().units) > 0)
    finally:
        crew.end()
    assert crew.failure is None
    return data


def _wait_until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(600):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError("The service did not get ready within half a minute.")


@pytest.fixture
def runtime(prepared: Path, tmp_path: Path) -> Iterator[Runtime]:
    """The service, with a copy of the demo region of its own."""
    shutil.copytree(prepared, tmp_path / "data")
    runtime = Runtime(SERVICE, Settings.read({}, data=tmp_path / "data"))
    yield runtime
    runtime.database.close()


@pytest.fixture
def visit(runtime: Runtime) -> Callable[[], Browser]:
    """Makes a browser that nobody has signed in with."""
    app = create_app(runtime)
    return lambda: Browser(app.test_client())


@pytest.fixture
def browser(visit: Callable[[], Browser]) -> Browser:
    """A browser that nobody has signed in with."""
    return visit()


@pytest.fixture
def connect(runtime: Runtime) -> Callable[..., Api]:
    """Makes a program with these roles, units and divisions."""
    app = create_app(runtime)

    def make(*roles: str, units: tuple[str, ...] = (), divisions: tuple[str, ...] = ()) -> Api:
        asked = {"name": "a test", "roles": list(roles), "units": list(units), "divisions": list(divisions)}
        with runtime.work() as work:
            _, token = operations.make_client(work, runtime.signer, OPERATOR, ClientInput().load(asked))
        return Api(app.test_client(), token)

    return make


@pytest.fixture
def admin(connect: Callable[..., Api]) -> Api:
    """A program that may do everything."""
    return connect("admin")


@pytest.fixture
def told(runtime: Runtime) -> Callable[[str], list[dict[str, Any]]]:
    """Gives the events about one subject, in the order they were recorded."""

    def events(subject: str) -> list[dict[str, Any]]:
        with runtime.database.reading() as session:
            rows = session.scalars(select(tables.outbox.c.envelope).order_by(tables.outbox.c.id))
            envelopes = [msgspec.json.decode(row) for row in rows]
        return [each for each in envelopes if each["subject"] == subject]

    return events
