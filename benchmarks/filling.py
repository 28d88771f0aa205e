"""Fills a scorecards' database the way the worker does, from events made in this process, and keeps it for next time.

A kept database lies below the machine's temporary folder and is made anew when what fills it has changed.
"""

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from zlib import crc32

from sqlalchemy import create_engine, text

import scorecards
from benchmarks import lives
from services.kernel import migration
from services.kernel.clock import now
from services.kernel.consumer import Consumer
from services.kernel.eventlog.abstract import EventLog, Partition, Record
from services.kernel.offsets import Offsets
from services.kernel.projection import Read
from services.kernel.reading import read
from services.kernel.service import Runtime
from services.kernel.settings import Settings

KEPT = Path(tempfile.gettempdir()) / "leanstream-benchmarks"
FAMILIES_AT_ONCE = 1000
ROOT = Path(__file__).parent.parent
# Whatever decides what lies in a filled database.
SOURCES = ("benchmarks/lives.py", "scorecards/model.py", "scorecards/projections/shares.py")
PARTITIONS = [Partition(topic, number) for topic in ("improvements", "organisation") for number in range(6)]


def filled(number: int, server: str | None = None) -> Runtime:
    """The scorecards with so many improvements, on SQLite or on the PostgreSQL at `server`."""
    name = f"scorecards_{number}_{_digest():08x}"
    folder = KEPT / name
    settings = Settings.read(
        {
            "LEANSTREAM_DATA": str(folder),
            "LEANSTREAM_DATABASE_URL": f"{server}/{name}" if server else "sqlite:///{data}/{service}.db",
            "LEANSTREAM_SECRET_KEY": "benchmark",
            "LEANSTREAM_LANGUAGE": "en",
        }
    )
    full = folder / ("postgresql" if server else "sqlite")
    if not full.exists() and server:
        _create(server, name)
    if not full.exists() and not server:
        _forget(folder)
    runtime = Runtime(scorecards.SERVICE, settings)
    migration.migrate(runtime)
    if not full.exists():
        _fill(runtime, number)
        full.touch()
    return runtime


def _digest() -> int:
    return crc32(b"".join((ROOT / source).read_bytes() for source in SOURCES))


def _create(server: str, name: str) -> None:
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()


def _forget(folder: Path) -> None:
    for path in folder.glob("scorecards.db*"):
        path.unlink()


def _fill(runtime: Runtime, number: int) -> None:
    """Count every event, and say how fast."""
    log = runtime.open_log()
    log.create_topics(["improvements", "organisation"])
    consumer = Consumer("filling", runtime.database, log, runtime.projections())
    offsets = Offsets(runtime.database, log)
    offsets.positions(PARTITIONS)
    tell_units(runtime)
    began, counted = time.perf_counter(), 0
    for batch in _records(number):
        consumer.count(batch)
        before, counted = counted, counted + sum(map(len, batch.values()))
        if counted // 100_000 > before // 100_000:
            print(f"  {counted:>9,} events counted, {counted / (time.perf_counter() - began):,.0f} /s", flush=True)
    offsets.mark_seen(PARTITIONS, now())
    log.close()
    if not runtime.database.is_sqlite:
        # What autovacuum does after a while.
        with runtime.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    taken = time.perf_counter() - began
    print(f"  {number:,} improvements: {counted:,} events in {taken:.0f} s, {counted / taken:,.0f} /s", flush=True)


def _records(number: int) -> Iterator[dict[Partition, list[Record]]]:
    """The batches that a reader would fetch: whole families, so that filling is quick."""
    offsets = {partition: count() for partition in PARTITIONS}
    for batch in lives.batches(lives.Lives().families(number), FAMILIES_AT_ONCE):
        fetched: defaultdict[Partition, list[Record]] = defaultdict(list)
        for each in batch:
            partition = Partition(each.topic, crc32(each.key.encode()) % EventLog.partitions)
            fetched[partition].append(Record(partition, next(offsets[partition]), each.key, each.value))
        yield fetched


def tell_units(runtime: Runtime) -> None:
    """Let the scorecards know the units and divisions, as the organisation's events would."""
    records = [Record(Partition(each.topic, 0), 0, each.key, each.value) for each in lives.organisation()]
    batch = [Read(read(record), record) for record in records]
    with runtime.database.writing() as connection:
        for projection in runtime.projections():
            if "organisation" in projection.topics:
                projection.apply(connection, batch)
