"""The relay loses nothing and overtakes nothing, whatever is killed, frozen or away meanwhile."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, update

import scorecards
from services.kernel import tables
from services.kernel.clock import now
from services.kernel.eventlog.abstract import EventLog, LogUnavailable, Message, Publisher
from services.kernel.eventlog.kafka import KafkaLog
from services.kernel.outbox import Outbox
from services.kernel.service import Runtime
from services.kernel.worker import Crew
from tests.conftest import Databases, Region
from tests.servers import kafka
from tests.servers.process import wait_until
from tests.services.kernel import life
from tests.services.kernel.counting import counted_until, counts
from tests.services.kernel.processes import relay, started


@contextmanager
def opened(runtime: Runtime) -> Iterator[EventLog]:
    """The region's log, closed at the end."""
    log = runtime.open_log()
    yield log
    log.close()


class Choosy(Publisher):
    """Publishes through another, but fails for some keys, as a broker does that loses a leader."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.failing: set[str] = set()
        self.rounds: list[list[str]] = []

    def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        self.rounds.append([each.key for each in messages])
        sent = [each for each in messages if each.key not in self.failing]
        answers = iter(self.publisher.publish(sent))
        return [LogUnavailable("no leader") if each.key in self.failing else next(answers) for each in messages]

    def close(self) -> None:
        self.publisher.close()


@contextmanager
def relaying(runtime: Runtime) -> Iterator[tuple[Callable[[], int], Choosy, EventLog]]:
    """A relay's one step, the publisher it uses, and the log."""
    outbox = Outbox(runtime.database, runtime.service.topic)
    with opened(runtime) as log, outbox.alone(threading.Event()) as connection, Choosy(log.publisher()) as publisher:
        assert connection is not None
        yield lambda: outbox.relay(connection, publisher), publisher, log


def unpublished(runtime: Runtime) -> list[int]:
    """The versions of the rows that wait, by number."""
    return [row.version for row in life.outbox(runtime) if row.published_at is None]


def test_everything_is_published_in_order_and_marked(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    ids = [life.propose(runtime) for _ in range(3)]
    for identifier in ids:
        life.move(runtime, identifier, "accepted", "testing")
    with relaying(runtime) as (step, _, log):
        assert step() == 9
        assert step() == 0
        for identifier in ids:
            assert life.sequences(log, identifier) == [f"000000-{version:012d}" for version in (1, 2, 3)]
    assert unpublished(runtime) == []


def test_a_row_committed_late_with_a_lower_number_is_published(distributed: Region) -> None:
    runtime = distributed.runtime(life.SERVICE)
    early = {"key": "early", "version": 1, "envelope": '{"subject":"early"}', "recorded_at": now()}
    late = early | {"key": "late", "envelope": '{"subject":"late"}'}
    engine = runtime.database.engine
    with relaying(runtime) as (step, _, log):
        with engine.connect() as slow, engine.connect() as fast:
            slow.execute(insert(tables.outbox).values(late))
            fast.execute(insert(tables.outbox).values(early))
            fast.commit()
            assert step() == 1
            slow.commit()
        assert step() == 1
        numbers = {each["subject"]: int(each["outboxid"]) for each in life.contents(log)}
    assert numbers["late"] < numbers["early"]


def test_a_failed_key_holds_back_its_own_later_rows_only(embedded: Region) -> None:
    runtime = embedded.runtime(life.SERVICE)
    failing, fine = life.propose(runtime), life.propose(runtime)
    for identifier in (failing, fine):
        life.move(runtime, identifier, "accepted", "testing")
    with relaying(runtime) as (step, publisher, log):
        publisher.failing = {failing}
        with pytest.raises(LogUnavailable, match="3 of 6"):
            step()
        assert publisher.rounds == [[failing, fine], [fine], [fine]]
        assert unpublished(runtime) == [1, 2, 3]
        publisher.failing = set()
        assert step() == 3
        assert life.sequences(log, failing) == [f"000000-{version:012d}" for version in (1, 2, 3)]
    assert unpublished(runtime) == []


def test_each_round_has_a_key_once_and_none_is_empty(embedded: Region) -> None:
    runtime = embedded.runtime(life.SERVICE)
    busy, calm = life.propose(runtime), life.propose(runtime)
    life.move(runtime, busy, "accepted", "testing", "implementing")
    with relaying(runtime) as (step, publisher, _):
        publisher.failing = {busy, calm}
        with pytest.raises(LogUnavailable):
            step()
        assert publisher.rounds == [[busy, calm]]
        publisher.failing = set()
        assert step() == 5
        assert publisher.rounds[1:] == [[busy, calm], [busy], [busy], [busy]]


def test_of_two_relays_one_waits_until_the_other_ends(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    outbox, other = (Outbox(runtime.database, runtime.service.topic) for _ in range(2))
    came, answers = threading.Event(), list[Connection | None]()

    def wait(stop: threading.Event) -> None:
        with other.alone(stop, pause=0.02) as connection:
            answers.append(connection)
            came.set()

    stop = threading.Event()
    thread = threading.Thread(target=wait, args=(stop,))
    with outbox.alone(threading.Event()) as connection:
        assert connection is not None
        thread.start()
        waited = not came.wait(0.3)
        stop.set()
        told = came.wait(5)
    thread.join()
    assert (waited, told, answers) == (True, True, [None])
    wait(stop)
    assert answers[-1] is not None


def test_a_relay_killed_between_publishing_and_marking_repeats_and_all_is_counted_once(region: Region) -> None:
    runtime, reader = region.runtime(life.SERVICE), region.runtime(scorecards.SERVICE)
    identifier = life.propose(runtime)
    life.move(runtime, identifier, "accepted")
    with started(relay, region.environment, signal.SIGKILL) as process:
        assert process.said() == "published"
        process.process.join()
    assert unpublished(runtime) == [1, 2]
    with relaying(runtime) as (step, _, log):
        assert step() == 2
        repeated = life.sequences(log, identifier)
        assert sorted(repeated) == ["000000-000000000001", "000000-000000000001", "000000-000000000002"]
        counted_until(reader, log, len(repeated))
    assert counts(reader) == {"W1": {"accepted": 1}}


def test_a_frozen_relay_whose_lock_was_taken_over_marks_nothing(
    distributed: Region, postgres_server: Databases
) -> None:
    runtime = distributed.runtime(life.SERVICE)
    life.propose(runtime)
    database = runtime.database.engine.url.database
    assert database
    with started(relay, distributed.environment, signal.SIGSTOP) as frozen:
        assert frozen.said() == "published"
        # The server gives up on who does not answer; then another relay takes over.
        postgres_server.disconnect(database)
        runtime.database.close()
        with Outbox(runtime.database, runtime.service.topic).alone(threading.Event(), pause=0.05) as connection:
            assert connection is not None
            frozen.send(signal.SIGCONT)
            assert frozen.said() == "OperationalError"
            assert unpublished(runtime) == [1]


def test_nothing_is_lost_while_the_log_is_away(tmp_path: Path, embedded: Region) -> None:
    runtime = embedded.runtime(life.SERVICE)
    outbox = Outbox(runtime.database, runtime.service.topic)
    with kafka.start(tmp_path / "kafka") as server, outbox.alone(threading.Event()) as connection:
        assert connection is not None
        log = KafkaLog([server.bootstrap], "leanstream", patience=5, delivery=3)
        log.create_topics(["improvements"])
        with log.publisher() as publisher:
            first = life.propose(runtime)
            assert wait_until(lambda: delivered(outbox, connection, publisher), 30)
            server.kill()
            second = life.propose(runtime)
            life.move(runtime, second, "accepted", "testing")
            with pytest.raises(LogUnavailable):
                outbox.relay(connection, publisher)
            assert unpublished(runtime) == [1, 2, 3]
            server.restart()
            assert wait_until(lambda: delivered(outbox, connection, publisher), 30)
        log.close()
        # A client of its own: the old one may still remember connections to the broker that was killed.
        fresh = KafkaLog([server.bootstrap], "leanstream")
        assert set(life.sequences(fresh, first)) == {"000000-000000000001"}
        # What the broker got before it fell may be there twice; the first of each is in order.
        assert list(dict.fromkeys(life.sequences(fresh, second))) == [f"000000-{number:012d}" for number in (1, 2, 3)]
        fresh.close()
    assert unpublished(runtime) == []


def delivered(outbox: Outbox, connection: Connection, publisher: Publisher) -> bool:
    """Try once to relay what waits."""
    try:
        outbox.relay(connection, publisher)
    except LogUnavailable:
        return False
    return not outbox.unpublished(connection)


def test_a_crew_relays_what_was_written_while_it_was_away_and_what_comes_later(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    life.propose(runtime)
    crew = Crew(runtime, on_death=lambda: None)
    crew.start()
    try:
        assert wait_until(lambda: not unpublished(runtime), 30)
        life.propose(runtime)
        assert wait_until(lambda: not unpublished(runtime), 30)
    finally:
        crew.end()
    assert crew.failure is None


def test_pruning_keeps_what_waits_what_is_young_and_the_newest(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    for _ in range(5):
        life.propose(runtime)
    numbers = [row.id for row in life.outbox(runtime)]
    outbox = Outbox(runtime.database, runtime.service.topic)
    published = {numbers[0]: 20, numbers[2]: 10, numbers[3]: 20, numbers[4]: 20}
    with runtime.database.writing() as connection:
        for number, days in published.items():
            moment = now() - timedelta(days=days)
            connection.execute(update(tables.outbox).where(tables.outbox.c.id == number).values(published_at=moment))
    outbox.prune(14)
    assert [row.id for row in life.outbox(runtime)] == [numbers[1], numbers[2], numbers[4]]
    with runtime.database.engine.connect() as connection:
        assert outbox.high_water(connection) == numbers[4]


def test_numbers_are_never_used_again_after_pruning(embedded: Region) -> None:
    runtime = embedded.runtime(life.SERVICE)
    for _ in range(3):
        life.propose(runtime)
    with runtime.database.writing() as connection:
        connection.execute(tables.outbox.delete())
    life.propose(runtime)
    assert [row.id for row in life.outbox(runtime)] == [4]
