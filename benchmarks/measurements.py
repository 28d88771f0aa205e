"""Measurements imported a second, against a bare COPY of the same rows into a bare table.

Three years of emergency departments with their mapping file: every row is read, checked, written with its event, and
each chart is judged; nothing of that happens to the rows of the peer. Run: python -m benchmarks.measurements
"""

import tempfile
import time
import uuid
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, func, select, text

from benchmarks.measuring import interleaved, report, servers, timed
from services import followups
from services.followups.measuring.model import Measurement
from services.kernel import migration
from services.kernel.copying import copy_into
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from tests.services.followups import departments

COLUMNS = ("indicator", "period", "value", "numerator", "denominator")
BARE = (
    "CREATE TABLE {name} (indicator varchar(36), period date, value float, numerator float, denominator float,"
    " PRIMARY KEY (indicator, period))"
)


def service(folder: Path, server: str | None = None) -> Runtime:
    """The service with an empty database of its own, in a file or on a server."""
    name = f"bench_{uuid.uuid4().hex[:8]}"
    if server:
        admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
    url = f"{server}/{name}" if server else f"sqlite:///{folder}/{name}.db"
    told = {"LEANSTREAM_DATABASE_URL": url, "LEANSTREAM_SECRET_KEY": "benchmark"}
    runtime = Runtime(followups.SERVICE, Settings.read(told, data=folder))
    migration.migrate(runtime)
    departments.know(runtime, departments.organisations())
    return runtime


def brought(runtime: Runtime) -> int:
    """Import everything; how many measurements that made."""
    departments.bring(runtime, departments.ATTENDANCES, departments.mapping())
    with runtime.database.reading() as session:
        return session.execute(select(func.count()).select_from(Measurement)).scalar_one()


def imported(folder: Path, server: str | None = None) -> float:
    """Measurements a second, into a new database."""
    runtime = service(folder, server)
    rate = timed(lambda: brought(runtime))
    runtime.database.close()
    return rate


def copied(runtime: Runtime, rows: list[dict[str, object]]) -> float:
    """Rows a second of a bare COPY into a new table."""
    name = f"bare_{time.monotonic_ns()}"
    with runtime.database.engine.begin() as connection:
        connection.execute(text(BARE.format(name=name)))

    def copy() -> int:
        with runtime.database.engine.begin() as connection:
            copy_into(connection, Measurement.__table__, name, rows)  # type: ignore[arg-type] # a mapped class has a table
        return len(rows)

    return timed(copy)


def main() -> None:
    """Measure and print."""
    with servers() as (_, server), tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        filled = service(folder, server)
        print(f"{brought(filled)} measurements of {len(departments.organisations())} organisations")
        columns = [getattr(Measurement, name) for name in COLUMNS]
        with filled.database.reading() as session:
            rows = [dict(zip(COLUMNS, row, strict=True)) for row in session.execute(select(*columns))]
        medians = interleaved(
            {
                "bare COPY": partial(copied, filled, rows),
                "imported, PostgreSQL": partial(imported, folder, server),
                "imported, SQLite": partial(imported, folder),
            }
        )
        filled.database.close()
    report("Measurements imported", medians, "bare COPY")


if __name__ == "__main__":
    main()
