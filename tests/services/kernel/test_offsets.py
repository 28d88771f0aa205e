"""Whoever locks the rows of several partitions takes them in one order, so that nobody waits crosswise."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import select, text, update

import scorecards
from services.kernel import offsets, tables
from services.kernel.clock import now
from services.kernel.eventlog.abstract import Partition
from services.kernel.offsets import Offsets
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.servers.process import wait_until

FIRST, SECOND = Partition("improvements", 0), Partition("improvements", 1)
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


@pytest.fixture
def counting(distributed: Region) -> Iterator[tuple[Runtime, Offsets]]:
    """Rows of two partitions on PostgreSQL that lie the other way round than they are ordered."""
    runtime = distributed.runtime(scorecards.SERVICE)
    with closing(runtime.open_log()) as log:
        kept = Offsets(runtime.database, log)
        kept.positions([FIRST, SECOND])
        with runtime.database.writing() as connection:
            connection.execute(update(tables.offset).where(offsets.among([FIRST])).values(as_of=now()))
            # As PostgreSQL reads a table where it thinks that this is quicker.
            for way in ("indexscan", "bitmapscan"):
                connection.execute(
                    text(f'ALTER DATABASE "{runtime.database.engine.url.database}" SET enable_{way} = off')
                )
        runtime.database.engine.dispose()
        yield runtime, kept


def test_the_heartbeat_waits_for_who_holds_the_first_row_and_holds_no_other_meanwhile(
    counting: tuple[Runtime, Offsets],
) -> None:
    runtime, kept = counting
    heartbeat = threading.Thread(target=kept.mark_seen, args=([SECOND, FIRST], now()))
    with runtime.database.writing() as holder:
        holder.execute(select(tables.offset.c.position).where(offsets.among([FIRST])).with_for_update())
        heartbeat.start()
        with runtime.database.engine.connect() as looking:
            assert wait_until(lambda: bool(looking.scalar(WAITING)), 20)
        # Would fail at once if the heartbeat held it: both would wait for each other.
        others = select(tables.offset.c.position).where(offsets.among([SECOND]))
        assert holder.scalar(others.with_for_update(nowait=True)) == 0
    heartbeat.join(20)
    assert not heartbeat.is_alive()
