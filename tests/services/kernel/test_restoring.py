"""A database that came back from an older backup is noticed, and afterwards everything is counted right."""

import shutil
import threading
from collections.abc import Iterator

import pytest

import scorecards
from services.kernel import restoring
from services.kernel.eventlog.abstract import EventLog
from services.kernel.outbox import Outbox
from services.kernel.restoring import DatabaseOlderThanLog
from services.kernel.service import Runtime
from services.kernel.worker import Crew
from tests.conftest import Region
from tests.servers.process import wait_until
from tests.services.kernel import life
from tests.services.kernel.counting import counted_until, counts


class Backup:
    """A copy of the improvements' database, and the way back to it."""

    def __init__(self, region: Region, runtime: Runtime) -> None:
        self.region = region
        self.runtime = runtime
        self.name = str(runtime.database.engine.url.database)
        runtime.database.close()
        if region.databases:
            region.databases.create(f"{self.name}_old", self.name)
        else:
            shutil.copy(self.name, f"{self.name}.old")

    def restore(self) -> None:
        """Put the copy in the database's place."""
        self.runtime.database.close()
        if self.region.databases:
            self.region.databases.drop(self.name)
            self.region.databases.create(self.name, f"{self.name}_old")
            self.region.databases.drop(f"{self.name}_old")
        else:
            shutil.copy(f"{self.name}.old", self.name)


@pytest.fixture
def runtime(region: Region) -> Runtime:
    return region.runtime(life.SERVICE)


@pytest.fixture
def log(runtime: Runtime) -> Iterator[EventLog]:
    log = runtime.open_log()
    yield log
    log.close()


def relay(runtime: Runtime, log: EventLog) -> int:
    """Relay everything, as a crew does: after comparing."""
    outbox = Outbox(runtime.database, runtime.service.topic)
    with outbox.alone(threading.Event()) as connection, log.publisher() as publisher:
        assert connection is not None
        restoring.refuse_older_database(runtime, log, connection)
        return outbox.relay(connection, publisher)


def test_after_a_restore_everything_is_counted_as_the_database_has_it(
    region: Region, runtime: Runtime, log: EventLog
) -> None:
    reader = region.runtime(scorecards.SERVICE)
    kept, moved = life.propose(runtime), life.propose(runtime)
    assert relay(runtime, log) == 2
    backup = Backup(region, runtime)
    life.move(runtime, moved, "accepted", "testing", "implementing")
    lost = life.propose(runtime)
    highest = max(row.id for row in life.outbox(runtime))
    assert relay(runtime, log) == 4
    counted_until(reader, log, 6)
    assert counts(reader) == {"W1": {"implementing": 1, "proposed": 2}}

    backup.restore()
    with pytest.raises(DatabaseOlderThanLog, match="leanstream restored improvements"):
        relay(runtime, log)
    assert restoring.restore(runtime, log) == {"restated": 2, "withdrawn": 1}
    later = life.propose(runtime)
    life.move(runtime, moved, "declined")
    assert relay(runtime, log) == 5
    assert min(int(each["outboxid"]) for each in life.contents(log) if each["sequence"] > "000001") > highest
    counted_until(reader, log, 5)
    assert counts(reader) == {"W1": {"proposed": 2, "declined": 1}}
    assert {each["subject"] for each in life.contents(log) if each["type"].endswith("withdrawn.v1")} == {lost}
    assert life.sequences(log, kept)[-1] == "000001-000000000002"
    assert life.sequences(log, later) == ["000001-000000000001"]


def test_a_crew_refuses_to_relay_and_ends(region: Region, runtime: Runtime, log: EventLog) -> None:
    backup = Backup(region, runtime)
    life.propose(runtime)
    relay(runtime, log)
    backup.restore()
    ended = threading.Event()
    crew = Crew(region.runtime(life.SERVICE), on_death=ended.set)
    crew.start()
    assert ended.wait(30)
    crew.end()
    assert isinstance(crew.failure, DatabaseOlderThanLog)
    assert len(life.contents(log)) == 1


def test_restoring_twice_withdraws_nothing_anew_and_goes_on_numbering(
    region: Region, runtime: Runtime, log: EventLog
) -> None:
    kept = life.propose(runtime)
    backup = Backup(region, runtime)
    life.propose(runtime)
    relay(runtime, log)
    backup.restore()
    assert restoring.restore(runtime, log) == {"restated": 1, "withdrawn": 1}
    assert restoring.restore(runtime, log) == {"restated": 1, "withdrawn": 1}
    relay(runtime, log)
    assert restoring.restore(runtime, log) == {"restated": 1, "withdrawn": 0}
    assert wait_until(lambda: relay(runtime, log) == 0, 10)
    numbers = [row.id for row in life.outbox(runtime)]
    assert numbers == sorted(set(numbers))
    assert max(life.sequences(log, kept)).startswith("000003-")


def test_a_database_as_new_as_the_log_is_not_refused(runtime: Runtime, log: EventLog) -> None:
    assert restoring.published_high_water(log, "improvements") == 0
    life.propose(runtime)
    assert relay(runtime, log) == 1
    assert restoring.published_high_water(log, "improvements") == 1
    assert relay(runtime, log) == 0


def test_an_event_of_a_newer_version_counts_for_the_comparison_too(runtime: Runtime, log: EventLog) -> None:
    life.append(log, life.event("x", 7, type="org.leanstream.improvement.applauded.v1"))
    assert restoring.published_high_water(log, "improvements") == 7
    with pytest.raises(DatabaseOlderThanLog):
        relay(runtime, log)


def test_the_highest_number_counts_though_a_lower_one_lies_behind_it(log: EventLog) -> None:
    life.append(log, life.event("x", 9), life.event("y", 8), key="one partition")
    assert restoring.published_high_water(log, "improvements") == 9
