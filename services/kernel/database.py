"""One service's database and the unit of work.

`Database` hides the two differences that matter: on SQLite writers queue at one lock and begin IMMEDIATE (a
reader that turns writer would otherwise fail half-way), on PostgreSQL a server that acknowledges before it is
safe is refused. A `Work` is one transaction in which state and the events about it are written together.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from services.kernel import locks, wakeup
from services.kernel.settings import BadSetting

BUSY_SECONDS = 30


class Database:
    """The database of one service; opens connections when first used, so it may be made before a fork."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(url, hide_parameters=True, **_options(url))
        self.path = Path(self.engine.url.database).resolve() if self.is_sqlite and self.engine.url.database else None
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            event.listen(self.engine, "connect", _set_up_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self.writer = self.engine.execution_options(writes=True)
        # SQLite reads on one snapshot by itself.
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self.reader = self.engine.execution_options(**snapshot)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file of this machine."""
        return self.url.startswith("sqlite:")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads, all of it on one snapshot: a number fits the list behind it."""
        with Session(self.reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes; commits at the end unless an error leaves it."""
        with ExitStack() as stack:
            if self.path:
                stack.enter_context(locks.writing(self.path))
            connection = stack.enter_context(self.writer.begin())
            yield connection

    @contextmanager
    def writing_session(self) -> Iterator[Session]:
        """A session for one unit of work; its owner commits, else everything is rolled back."""
        with ExitStack() as stack:
            if self.path:
                stack.enter_context(locks.writing(self.path))
            yield stack.enter_context(Session(self.writer, expire_on_commit=False))

    def committed(self) -> None:
        """Wake who waits for news from this database in this process."""
        wakeup.notify(self.url)

    def refuse_if_unsafe(self) -> None:
        """Raise BadSetting when the server would acknowledge a commit that a power cut can undo."""
        if self.is_sqlite:
            return
        with self.engine.connect() as connection:
            for name in ("synchronous_commit", "fsync"):
                if connection.execute(text(f"SHOW {name}")).scalar() == "off":
                    raise BadSetting(
                        f"PostgreSQL runs with {name} = off: an acknowledged write could be lost. Set it on."
                    )

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite:"):
        return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    # No ping before each use: a connection that was cut fails its first request with 503, and the pool starts anew.
    return {"pool_size": 10, "max_overflow": 10}


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # SQLAlchemy says BEGIN itself (below): the driver's own habit of opening transactions late breaks
    # transactional DDL and IMMEDIATE.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
