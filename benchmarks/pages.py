"""Asks one service's pages in this process, and says what they cost and what they ask of SQL.

A cost is processor time, of this thread and of PostgreSQL's for it: a page does not get dearer because something else
keeps the machine busy.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from services.kernel.clock import now
from services.kernel.identity import Pass, Principal
from services.kernel.service import Runtime
from services.kernel.web.application import create_app


@dataclass(frozen=True)
class Answer:
    """What a page answered, and how many seconds of a processor it took."""

    status: int
    size: int
    seconds: float


@dataclass(frozen=True)
class Statement:
    """One SQL statement as the driver was given it, and how long it takes until its last row is there."""

    text: str
    parameters: Any
    seconds: float
    rows: int


@dataclass
class Meter:
    """Seconds of a processor that this thread and the servers of its database connections have taken."""

    servers: list[int]

    def read(self) -> float:
        """Seconds so far; only differences mean something."""
        taken = (int(Path(f"/proc/{server}/schedstat").read_text().split()[0]) for server in self.servers)
        return time.thread_time() + sum(taken) / 1e9


class Pages:
    """The web side of a service, asked by somebody who may read everything."""

    def __init__(self, runtime: Runtime) -> None:
        self.database = runtime.database
        self._app = create_app(runtime)
        self._meter = Meter([])
        event.listen(self.database.engine, "connect", self._connected)
        client = Principal("client", "benchmark", "Benchmark", ("admin",))
        token = runtime.signer.token(Pass(client, "benchmark", now(), now(), now() + timedelta(days=1)))
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def get(self, path: str) -> Answer:
        """Ask for one page."""
        environ = EnvironBuilder(path, headers=list(self._headers.items())).get_environ()
        began = self._meter.read()
        body, status, _ = run_wsgi_app(self._app, environ, buffered=True)
        size = sum(map(len, body))
        return Answer(int(status[:3]), size, self._meter.read() - began)

    def statements(self, path: str) -> list[Statement]:
        """What a page asks of SQL, each statement run once more to its last row; the longest first."""
        with self._listened() as heard:
            self.get(path)
        with self.database.engine.connect() as connection:
            timed = [self._run(connection, *each) for each in heard]
        return sorted(timed, key=lambda each: -each.seconds)

    def _connected(self, connection: Any, _: object) -> None:  # noqa: ANN401 (either driver's own class)
        if not isinstance(connection, sqlite3.Connection):
            self._meter.servers.append(connection.info.backend_pid)

    @contextmanager
    def _listened(self) -> Iterator[list[tuple[str, Any]]]:
        heard: list[tuple[str, Any]] = []

        def hear(_: Connection, __: object, statement: str, parameters: Any, *___: object) -> None:  # noqa: ANN401 (the driver's own form)
            if statement.startswith(("SELECT", "WITH")):
                heard.append((statement, parameters))

        event.listen(self.database.engine, "before_cursor_execute", hear)
        try:
            yield heard
        finally:
            event.remove(self.database.engine, "before_cursor_execute", hear)

    def _run(self, connection: Connection, text: str, parameters: Any) -> Statement:  # noqa: ANN401 (as above)
        began = self._meter.read()
        rows = _execute(connection, text, parameters)
        return Statement(text, parameters, self._meter.read() - began, len(rows))

    def plan(self, statement: Statement) -> list[str]:
        """How the database runs a statement."""
        explain = "EXPLAIN QUERY PLAN " if self.database.is_sqlite else "EXPLAIN (ANALYZE, TIMING OFF) "
        with self.database.engine.connect() as connection:
            rows = _execute(connection, explain + statement.text, statement.parameters)
        return [str(row[-1]) for row in rows]


def _execute(connection: Connection, text: str, parameters: Any) -> list[Any]:  # noqa: ANN401 (as above)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(text, parameters)
        return list(cursor.fetchall())
    finally:
        cursor.close()
