"""A running region for tests: every service's web side with its crew, on SQLite and the embedded log.

The organisation's events are written by hand, so that a test may say who lost access and which units there are.
"""

import itertools
import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, text
from uuid_utils import uuid7

from services.kernel import migration
from services.kernel.clock import now
from services.kernel.eventlog.abstract import Message
from services.kernel.identity import Pass, Principal
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.web.access import SESSION_COOKIE
from services.kernel.web.application import create_app
from services.kernel.worker import Crew
from services.registry import SERVICES

UNITS = {"E": "SURG", "M": "MED"}
SHARED, EACH = 60, 350
HOUR = timedelta(hours=1)


def until(reached: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something is true; fails when it does not become so in time."""
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


class Site:
    """All services over one data folder, with 700 units: more than a region has, so that every test may take its own.

    Units E01 to E350 belong to SURG, M01 to M350 to MED; those up to 60 are for every test to name.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.runtimes: dict[str, Runtime] = {name: Runtime(service, settings) for name, service in SERVICES.items()}
        self.log = self.runtimes["organisation"].open_log()
        self.log.create_topics(sorted(runtime.service.topic for runtime in self.runtimes.values()))
        for runtime in self.runtimes.values():
            migration.migrate(runtime)
        self.apps: dict[str, Flask] = {name: create_app(runtime) for name, runtime in self.runtimes.items()}
        self.runtime = self.runtimes["improvements"]
        self.app = self.apps["improvements"]
        self.failures: list[BaseException | None] = []
        self._numbers = itertools.count(1)
        self._units = iter([f"{prefix}{number:02}" for number in range(SHARED + 1, EACH + 1) for prefix in UNITS])

    def free_unit(self) -> str:
        """A unit that no other test uses; they come from both divisions by turns."""
        return next(self._units)

    def tell(self, *told: tuple[str, str, dict[str, Any]]) -> None:
        """Publish events of the organisation: (kind, subject, data)."""
        messages = [Message("organisation", subject, self._event(kind, subject, data)) for kind, subject, data in told]
        with self.log.publisher() as publisher:
            assert publisher.publish(messages) == [None] * len(messages)

    def _event(self, kind: str, subject: str, data: dict[str, Any]) -> bytes:
        number = next(self._numbers)
        event = {
            "specversion": "1.0",
            "id": str(uuid7()),
            "type": f"org.leanstream.{kind}.v1",
            "source": "/leanstream/test/organisation",
            "subject": subject,
            "time": "2026-01-01T00:00:00Z",
            "partitionkey": subject,
            "sequence": f"000000-{number:012d}",
            # Of no outbox: a relay that starts late must not take its database for an old one.
            "outboxid": "0",
            "data": data,
        }
        return json.dumps(event).encode()

    def found(self) -> None:
        """Tell of divisions and units, and wait until every service knows them."""
        told: list[tuple[str, str, dict[str, Any]]] = []
        for prefix, division in UNITS.items():
            named = {"code": division, "name": _name(division), "valid_from": START}
            told.append(("division.created", division, named))
            for number in range(1, EACH + 1):
                code = f"{prefix}{number:02}"
                periods = [{"division": division, "from": START}]
                told.append(("unit.created", code, {"code": code, "name": _name(f"Ward {code}"), "periods": periods}))
        self.tell(*told)
        for runtime in self.runtimes.values():
            until(partial(_knows_all_units, runtime))

    def principal(self, *roles: str, **more: Any) -> Principal:  # noqa: ANN401 (passed on as it is)
        """Somebody new; a person unless `kind` says client."""
        given = {"kind": "person", "id": f"p-{uuid7()}", "name": "Kim Berg"} | more
        return Principal(roles=roles, **given)

    def held(self, principal: Principal, **more: Any) -> Pass:  # noqa: ANN401 (passed on as it is)
        """A pass that was just issued and holds for an hour."""
        moments: dict[str, datetime] = {"issued_at": now(), "seen_at": now(), "expires_at": now() + HOUR}
        return Pass(principal, id=f"s-{uuid7()}", **(moments | more))

    def token(self, *roles: str, **more: Any) -> str:  # noqa: ANN401 (passed on as it is)
        """The bearer token of a new API client."""
        return self.runtime.signer.token(self.held(self.principal(*roles, kind="client", **more)))

    def bearer(self, *roles: str, **more: Any) -> dict[str, str]:  # noqa: ANN401 (passed on as it is)
        """The header of a new API client."""
        return {"Authorization": f"Bearer {self.token(*roles, **more)}"}

    def browser(self, held: Pass | Principal | None = None, service: str = "improvements") -> FlaskClient:
        """A browser that speaks English, signed in unless `held` is None."""
        client = self.apps[service].test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        client.environ_base["HTTP_ACCEPT"] = "text/html"
        if held is not None:
            held = self.held(held) if isinstance(held, Principal) else held
            client.set_cookie(SESSION_COOKIE, self.runtime.signer.session(held))
        return client

    def rows(self, statement: str, **values: object) -> list[Any]:
        """What the improvements' database answers."""
        with self.runtime.database.reading() as session:
            return list(session.execute(text(statement), values))

    def everything_written(self) -> str:
        """Every value of every table of the improvements' database, as one text."""
        tables = inspect(self.runtime.database.engine).get_table_names()
        return "\n".join(repr(row) for table in tables for row in self.rows(f'SELECT * FROM "{table}"'))  # noqa: S608 (names of our own)


START = "2015-01-01"


@contextmanager
def site_on(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A running region on `sqlite` or on databases of its own on the tests' `postgresql`."""
    if kind == "sqlite":
        with running_site(folder) as running:
            yield running
        return
    databases, name = request.getfixturevalue("postgres_server"), f"test_{uuid.uuid4().hex}"
    for service in SERVICES:
        databases.create(f"{name}_{service}")
    with running_site(folder, database_url=f"{databases.url}/{name}_{{service}}") as running:
        yield running
    for service in SERVICES:
        databases.drop(f"{name}_{service}")


def _knows_all_units(runtime: Runtime) -> bool:
    return runtime.known.ready() and len(runtime.known.directory().units) == EACH * len(UNITS)


def _name(name: str) -> dict[str, str]:
    return {"sv": name, "fi": name, "en": name}


@contextmanager
def running_site(folder: Path, **settings: Any) -> Iterator[Site]:  # noqa: ANN401 (passed on as it is)
    """A site whose crews run until the block ends; none of them may have died by then."""
    site = Site(
        Settings.read({}, data=folder, relay_idle_ms=50, region="test", secret_key="a key of the tests", **settings)
    )
    crews = [Crew(runtime, on_death=lambda: None) for runtime in site.runtimes.values()]
    for crew in crews:
        crew.start()
    try:
        site.found()
        yield site
    finally:
        for crew in crews:
            crew.end()
        site.log.close()
        for runtime in site.runtimes.values():
            runtime.database.close()
    assert [crew.failure for crew in crews] == [None] * len(crews)
