"""Every event is counted exactly once, and what cannot be read neither stops the line nor falsifies a number."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

import scorecards
from scorecards.model import LIVE
from services.kernel import consumer as consuming
from services.kernel import deadletters, offsets, tables
from services.kernel.clock import now
from services.kernel.consumer import Consumer, Stalled, TooMuchPoison
from services.kernel.eventlog.abstract import EventLog, LogChanged, Partition, Reader, Record
from services.kernel.offsets import Offsets, Overtaken
from services.kernel.projection import Projection, Read
from services.kernel.service import Runtime
from tests.conftest import Databases, Region
from tests.servers.process import wait_until
from tests.services.kernel import life
from tests.services.kernel.counting import consumer, counted_until, counts, joined
from tests.services.kernel.processes import consume, started

LIVES = (("proposed",), ("proposed", "accepted"), ("proposed", "accepted", "testing"))
NUL = chr(0)


@pytest.fixture
def log(embedded: Region) -> Iterator[EventLog]:
    yield from opened(embedded.runtime(scorecards.SERVICE))


@pytest.fixture
def reader(embedded: Region) -> Runtime:
    return embedded.runtime(scorecards.SERVICE)


@pytest.fixture
def real(region: Region) -> Iterator[tuple[Runtime, EventLog]]:
    """The scorecards on each kind of database and log."""
    runtime = region.runtime(scorecards.SERVICE)
    for log in opened(runtime):
        yield runtime, log


def opened(runtime: Runtime) -> Iterator[EventLog]:
    log = runtime.open_log()
    yield log
    log.close()


def lives(count: int) -> list[dict[str, Any]]:
    """Events of improvements that were proposed, accepted and tested."""
    return [
        life.event(f"idea-{number}", version, states)
        for number in range(count)
        for version, states in enumerate(LIVES, start=1)
    ]


def positions(runtime: Runtime) -> dict[Partition, offsets.Position]:
    with runtime.database.engine.connect() as connection:
        return offsets.positions_of(connection)


def letters(runtime: Runtime) -> Sequence[Any]:
    return deadletters.listed(runtime.database)


def incomplete(runtime: Runtime) -> set[str]:
    """The improvements whose newest event could not be read."""
    with runtime.database.engine.connect() as connection:
        return set(connection.execute(select(LIVE.improvement.c.id).where(LIVE.improvement.c.incomplete)).scalars())


def test_a_worker_killed_in_the_middle_of_a_batch_has_counted_nothing_of_it(
    region: Region, real: tuple[Runtime, EventLog]
) -> None:
    runtime, log = real
    life.append(log, *lives(20))
    counted_until(runtime, log, 60)
    life.append(log, *(life.event(f"late-{number}", 1) for number in range(30)))
    before = positions(runtime)
    with started(consume, region.environment, 1) as process:
        assert process.said() == "folded"
        process.process.join()
    assert counts(runtime) == {"W1": {"testing": 20}}
    assert positions(runtime) == before
    counted_until(runtime, log, 30)
    assert counts(runtime) == {"W1": {"testing": 20, "proposed": 30}}


def test_duplicates_and_reordering_change_nothing(real: tuple[Runtime, EventLog]) -> None:
    runtime, log = real
    told = lives(10) * 3
    random.Random(7).shuffle(told)  # noqa: S311 (an order, not a secret)
    life.append(log, *told[:40])
    counted_until(runtime, log, 40)
    life.append(log, *told[40:])
    counted_until(runtime, log, 50)
    assert counts(runtime) == {"W1": {"testing": 10}}


def test_a_zombies_batch_fails_whole(real: tuple[Runtime, EventLog]) -> None:
    runtime, log = real
    life.append(log, *lives(5))
    zombie, heir = consumer(runtime, log), consumer(runtime, log)
    with joined(zombie, log) as reader:
        fetched: dict[Partition, list[Record]] = {}
        while sum(map(len, fetched.values())) < 15:
            fetched |= reader.poll(0.5)
        # It was thought dead while it held the batch; the heir counts one partition of it.
        first = min(fetched)
        heir.count({first: fetched[first]})
        counted = counts(runtime)
        with pytest.raises(Overtaken):
            zombie.count(fetched)
        assert counts(runtime) == counted
        zombie._start(list(fetched))  # noqa: SLF001 (as the log asks on assignment)
        zombie.count({partition: records for partition, records in fetched.items() if partition != first})
    assert counts(runtime) == {"W1": {"testing": 5}}


def test_a_database_that_goes_away_in_the_middle_loses_nothing(distributed: Region, postgres_server: Databases) -> None:
    runtime = distributed.runtime(scorecards.SERVICE)
    name = runtime.database.engine.url.database
    assert name

    class Cut(Projection):
        """Cuts every connection once, in the middle of a batch."""

        topics = frozenset({life.TOPIC})
        done = False

        def apply(self, connection: Connection, batch: Sequence[Read]) -> None:  # noqa: ARG002 (as a projection's)
            if not self.done:
                postgres_server.disconnect(str(name))
                self.done = True

    with ExitStack() as stack:
        [log] = [stack.enter_context(closing(runtime.open_log()))]
        life.append(log, *lives(10))
        cut, stop = Cut(), threading.Event()
        thread = threading.Thread(target=consumer(runtime, log, cut).run, args=(stop,))
        thread.start()
        stack.callback(thread.join)
        stack.callback(stop.set)
        assert wait_until(lambda: cut.done, 30)
        # Connections made from here on are none of those that were cut.
        reader = distributed.runtime(scorecards.SERVICE)
        assert wait_until(lambda: counts(reader) == {"W1": {"testing": 10}}, 30)
        assert sum(position for position, _ in positions(reader).values()) == 30


def test_a_position_behind_another_event_is_another_log(reader: Runtime, log: EventLog) -> None:
    life.append(log, life.event("idea", 1))
    counted_until(reader, log, 1)
    [(partition, (position, last))] = [each for each in positions(reader).items() if each[1][0]]
    assert (position, last) == (1, "idea-1-0")
    with reader.database.writing() as connection:
        connection.execute(update(tables.offset).where(offsets.among([partition])).values(last_event="another"))
    with pytest.raises(LogChanged, match=f"Partition {partition.number} of topic improvements"):
        Offsets(reader.database, log).positions([partition])


@pytest.mark.parametrize("lost", ["its first records", "its last records", "all of it"])
def test_a_truncated_or_recreated_log_stops_loudly(embedded: Region, reader: Runtime, log: EventLog, lost: str) -> None:
    life.append(log, *(life.event("idea", version) for version in (1, 2, 3)))
    counted_until(reader, log, 2 + 1)
    life.append(log, life.event("idea", 4))
    gone = {"its first records": "offset < 4", "its last records": "offset > 0", "all of it": "1 = 1"}[lost]
    with closing(sqlite3.connect(embedded.data / "events.db")) as file, file:
        file.execute(f"DELETE FROM record WHERE {gone}")  # noqa: S608 (one of three above)
    with pytest.raises(LogChanged):
        consumer(reader, log).run(threading.Event())
    assert counts(reader) == {"W1": {"proposed": 1}}


def test_positions_outside_the_log_are_another_log(reader: Runtime, log: EventLog) -> None:
    partition = Partition(life.TOPIC, 0)
    with reader.database.writing() as connection:
        connection.execute(tables.offset.insert().values(topic=partition.topic, partition=0, position=3))
    with pytest.raises(LogChanged, match="holds 0 to 0, but 3 comes next"):
        Offsets(reader.database, log).positions([partition])


def test_a_log_made_anew_with_as_many_events_stops_loudly(reader: Runtime, log: EventLog, embedded: Region) -> None:
    life.append(log, life.event("idea", 1))
    counted_until(reader, log, 1)
    with closing(sqlite3.connect(embedded.data / "events.db")) as file, file:
        file.execute("DELETE FROM record")
    life.append(log, life.event("idea", 1, id="made anew"), life.event("idea", 2))
    with pytest.raises(LogChanged, match="another event"):
        consumer(reader, log).run(threading.Event())


def poison() -> list[tuple[dict[str, Any] | bytes, str]]:
    """What nobody can read, and what it is called."""
    fine = life.event("idea", 2, ("proposed", "accepted"))
    return [
        (b"", "nothing"),
        (b"\xff\xfe", "no text"),
        (b"[" * 50_000, "nested without end"),
        (b'{"specversion":"1.0","x":' + b"[" * 20_000 + b"]" * 20_000 + b"}", "nested deep"),
        (fine | {"specversion": "2.0"}, "another specversion"),
        (fine | {"type": "com.example.bought.v1"}, "a foreign type"),
        (fine | {"data": {}}, "no data"),
        (fine | {"data": fine["data"] | {"periods": []}}, "no periods"),
        (fine | {"data": fine["data"] | {"title": "x" * 300}}, "a long title"),
        (fine | {"data": fine["data"] | {"title": f"a{NUL}b"}}, "a NUL character"),
        (fine | {"data": fine["data"] | {"proposed_at": "0001-01-01T00:00:00+14:00"}}, "a moment before time"),
        (fine | {"sequence": "2"}, "a short sequence"),
        (fine | {"sequence": "000000-000000000002\n"}, "a sequence with a line feed"),
        (fine | {"sequence": "0" * 100}, "a long sequence"),
        (fine | {"subject": "x" * 200}, "a long subject"),
        (fine | {"subject": f"x{NUL}"}, "a subject with NUL"),
        (fine | {"id": "x" * 200}, "a long id"),
        (fine | {"time": "9999-12-31T23:59:59-10:00"}, "a time after time"),
    ]


def test_poison_goes_to_the_dead_letters_and_the_line_goes_on(real: tuple[Runtime, EventLog]) -> None:
    runtime, log = real
    life.append(log, *lives(5))
    counted_until(runtime, log, 15)
    told = poison()
    for each, _ in told:
        life.append(log, each, key="k" * 300 + NUL)
    life.append(log, *(life.event("after", version) for version in (1, 2)))
    counted_until(runtime, log, len(told) + 2)
    kept = letters(runtime)
    assert len(kept) == len(told)
    assert all(letter.reason for letter in kept)
    assert {letter.value for letter in kept} == {life.message(each).value for each, _ in told}
    assert counts(runtime) == {"W1": {"testing": 5, "proposed": 1}}


def test_an_event_of_a_type_that_is_not_known_yet_is_passed_over(real: tuple[Runtime, EventLog]) -> None:
    runtime, log = real
    life.append(log, life.event("idea", 1), life.event("idea", 2, type="org.leanstream.improvement.applauded.v1"))
    counted_until(runtime, log, 2)
    assert counts(runtime) == {"W1": {"proposed": 1}}
    assert letters(runtime) == []
    counted_until(runtime, log, 0)


def test_a_thing_is_incomplete_from_a_poisoned_event_to_the_next_valid_one(reader: Runtime, log: EventLog) -> None:
    life.append(log, life.event("idea", 1), life.event("other", 1))
    life.append(log, life.event("idea", 2, data={"state": "nowhere"}))
    counted_until(reader, log, 3)
    assert incomplete(reader) == {"idea"}
    life.append(log, life.event("idea", 1))
    counted_until(reader, log, 1)
    assert incomplete(reader) == {"idea"}
    life.append(log, life.event("idea", 3, LIVES[1]))
    counted_until(reader, log, 1)
    assert incomplete(reader) == set()
    assert counts(reader) == {"W1": {"proposed": 1, "accepted": 1}}


def test_too_much_poison_in_a_row_stops_and_says_how_to_go_on(reader: Runtime, log: EventLog) -> None:
    life.append(log, b"?", b"?", b"?", key="idea")
    counted_until(reader, log, 3)
    life.append(log, b"?", b"?", life.event("idea", 1), b"?", b"?", key="idea")
    counted_until(reader, log, 5)
    member = consumer(reader, log, poison_limit=3)
    life.append(log, b"?", key="idea")
    with joined(member, log) as joint:
        assert member.step(joint) == 1
        life.append(log, b"?", key="idea")
        assert member.step(joint) == 1
        life.append(log, b"?", key="idea")
        with pytest.raises(TooMuchPoison, match="LEANSTREAM_POISON_LIMIT"):
            member.step(joint)
    assert len(letters(reader)) == 3 + 4 + 2
    counted_until(reader, log, 1)


def test_poison_in_a_batch_that_is_fetched_again_is_counted_once(reader: Runtime, log: EventLog) -> None:
    member = consumer(reader, log, poison_limit=3)
    life.append(log, b"?", b"?", key="idea")
    with joined(member, log) as joint:
        fetched = joint.poll(1)
        with reader.database.writing() as connection:
            connection.execute(update(tables.offset).values(position=9))
        for _ in range(3):
            with pytest.raises(Overtaken):
                member.count(fetched)
        with reader.database.writing() as connection:
            connection.execute(update(tables.offset).values(position=0))
        member.count(fetched)
    assert len(letters(reader)) == 2


class Mute(Reader):
    """A reader of a client that has stalled: there is more, and nothing comes."""

    def __init__(self, ends: Mapping[Partition, int]) -> None:
        self.known = dict(ends)

    def poll(self, timeout: float) -> dict[Partition, list[Record]]:
        time.sleep(timeout)
        return {}

    def assignment(self) -> frozenset[Partition]:
        return frozenset(self.known)

    def rewind(self, positions: Mapping[Partition, int]) -> None:
        """Fetch nothing anew either."""

    def ends(self) -> dict[Partition, int]:
        return self.known

    def commit(self, positions: Mapping[Partition, int]) -> None:
        """Tell nobody."""

    def close(self) -> None:
        """Hold nothing."""


def silent(reader: Runtime, log: EventLog, lag: int) -> tuple[Consumer, Mute]:
    """A consumer with a short watchdog whose reader gives nothing."""
    member = consumer(reader, log, watchdog_seconds=0.2)
    partition = Partition(life.TOPIC, 0)
    member._start([partition])  # noqa: SLF001 (as the log asks on assignment)
    return member, Mute({partition: lag})


def test_lag_and_no_fetch_for_a_while_ends_the_worker(reader: Runtime, log: EventLog) -> None:
    member, mute = silent(reader, log, lag=3)
    with pytest.raises(Stalled, match="3 events wait"):  # noqa: PT012 (the last of these steps raises)
        for _ in range(20):
            member.step(mute, 0.05)


def test_what_comes_after_an_idle_while_is_no_stall(reader: Runtime, log: EventLog) -> None:
    member, mute = silent(reader, log, lag=0)
    for _ in range(8):
        member.step(mute, 0.05)
    mute.known[Partition(life.TOPIC, 0)] = 1
    member.step(mute, 0.05)
    with pytest.raises(Stalled):  # noqa: PT012 (the last of these steps raises)
        for _ in range(20):
            member.step(mute, 0.05)


def test_a_group_in_which_nobody_counts_ends_also_the_member_without_partitions(reader: Runtime, log: EventLog) -> None:
    life.append(log, *(life.event("idea", version) for version in range(1, 4)))
    member, idle = consumer(reader, log, watchdog_seconds=0.2), Mute({})
    with pytest.raises(Stalled, match="3 events wait"):  # noqa: PT012 (the last of these steps raises)
        for _ in range(20):
            member.step(idle, 0.05)


def test_a_member_that_waits_for_one_that_counts_goes_on(reader: Runtime, log: EventLog) -> None:
    member, idle = consumer(reader, log, watchdog_seconds=0.3), Mute({})
    busy = consumer(reader, log)
    with joined(busy, log) as joint:
        for version in range(1, 12):
            life.append(log, life.event("idea", version))
            member.step(idle, 0.05)
            assert busy.step(joint) == 1


def as_of(runtime: Runtime) -> set[Any]:
    with runtime.database.engine.connect() as connection:
        return set(connection.execute(select(tables.offset.c.as_of)).scalars())


def test_as_of_is_the_heartbeat_when_caught_up_and_the_last_counted_events_time_before(
    reader: Runtime, log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consuming, "LOOK_SECONDS", 60.0)
    recorded = life.START
    life.append(log, life.event("idea", 1, time=recorded.isoformat()), b"?", key="idea")
    member = consumer(reader, log)
    began = now()
    with joined(member, log) as joint:
        fetched = joint.poll(1)
        [(partition, records)] = fetched.items()
        member.count({partition: records[:1]})
        assert as_of(reader) == {recorded, None}
        member.count({partition: records[1:]})
        assert as_of(reader) == {recorded, None}
        member.step(joint, 0.05)
        [moment] = as_of(reader)
    assert began <= moment <= now()


def test_the_end_counts_as_reached_once_also_where_nothing_ever_came(reader: Runtime, log: EventLog) -> None:
    def reached() -> list[Any]:
        with reader.database.engine.connect() as connection:
            return list(connection.execute(select(tables.offset.c.caught_up_at)).scalars())

    member = consumer(reader, log)
    with joined(member, log) as joint:
        member.step(joint, 0.05)
        first = reached()
        assert len(first) == EventLog.partitions
        assert None not in first
        member.step(joint, 0.05)
    assert reached() == first


def test_a_letter_is_counted_when_it_can_be_read_at_last(reader: Runtime, log: EventLog) -> None:
    life.append(log, life.event("idea", 1), life.event("idea", 2, LIVES[1], type="org.example.other"))
    counted_until(reader, log, 2)
    [letter] = letters(reader)
    assert deadletters.resend(reader.database, reader.projections(), letter.id) == letter.reason
    assert letters(reader) == [letter]
    mended = life.message(life.event("idea", 2, LIVES[1])).value
    with reader.database.writing() as connection:
        connection.execute(update(tables.dead_letter).values(value=mended))
    for _ in range(2):
        assert deadletters.resend(reader.database, reader.projections(), letter.id) is None
        assert letters(reader) == []
        assert counts(reader) == {"W1": {"proposed": 0, "accepted": 1}} or counts(reader) == {"W1": {"accepted": 1}}
    found = deadletters.found(reader.database, letter.id)
    assert found is not None
    assert found.resent_at is not None
