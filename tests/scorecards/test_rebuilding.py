"""A rebuild gives the same numbers, says where they differed, and disturbs nobody who counts meanwhile."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import inspect, select, update

import scorecards
from schemas.events import type_of
from scorecards.model import LIVE
from scorecards.rebuilding import rebuild
from services.kernel import offsets
from services.kernel.consumer import Consumer
from services.kernel.eventlog.abstract import EventLog, Partition, Record
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.scorecards.following.following import goal, indicator, measurement, perspectives
from tests.scorecards.projections.lives import Batch, Told, adoption, gone, improvement, tap, topic_of, unit
from tests.scorecards.projections.worker import expected, kept
from tests.scorecards.waste.observing import observation, value_stream, walk
from tests.servers.process import wait_until
from tests.services.kernel import life
from tests.services.kernel.counting import PATIENCE, counted_until, counts, joined

LIVES = (("proposed",), ("proposed", "accepted"), ("proposed", "accepted", "testing"))
LONG_AGO, FEBRUARY, MARCH = "2015-01-01", "2026-02-10T11:00:00+00:00", "2026-03-10T11:00:00+00:00"
SPREADING: Batch = [
    *(unit(code, 1, (division, LONG_AGO)) for code, division in (("U1", "A"), ("U2", "A"), ("U3", "B"))),
    *(
        improvement(f"idea-{number}", 1, ("proposed", FEBRUARY), ("implemented", FEBRUARY), relevant_units=["U2"])
        for number in range(9)
    ),
    *(adoption(f"idea-{number}", code, 1, ("implemented", MARCH)) for number in range(6) for code in ("U2", "U3")),
    *(adoption(f"idea-{number}", "U2", 2, ("implemented", MARCH), ("stopped", MARCH)) for number in range(3)),
    *(tap(f"idea-{number}", "U3", 1) for number in range(9)),
]
# U2 had left A before its adoptions, as is learned only now; U3 leaves B afterwards.
MOVED: Batch = [
    unit("U2", 2, ("A", LONG_AGO), ("B", "2026-03-01")),
    unit("U3", 2, ("B", LONG_AGO), ("A", "2026-05-01")),
]
LATER: Batch = [adoption("idea-7", "U2", 1, ("testing", MARCH)), tap("idea-0", "U3", 2, taken_back_at=MARCH)]


@pytest.fixture
def runtime(region: Region) -> Runtime:
    return region.runtime(scorecards.SERVICE)


@pytest.fixture
def log(runtime: Runtime) -> Iterator[EventLog]:
    log = runtime.open_log()
    life.append(
        log,
        *(
            life.event(f"idea-{number}", version, LIVES[version - 1])
            for number in range(120)
            for version in range(1, number % 3 + 2)
        ),
    )
    counted_until(runtime, log, 240)
    yield log
    log.close()


@pytest.fixture
def spreading(runtime: Runtime) -> Iterator[EventLog]:
    """A log of improvements that units took over, all of it counted."""
    log = runtime.open_log()
    tell(runtime, log, SPREADING)
    yield log
    log.close()


def put(log: EventLog, events: Sequence[Told]) -> None:
    """Append events of several topics."""
    with log.publisher() as publisher:
        told = [life.message(each, each["partitionkey"], topic_of(each)) for each in events]
        assert publisher.publish(told) == [None] * len(told)


def tell(runtime: Runtime, log: EventLog, events: Sequence[Told] = ()) -> None:
    """Append events, and count until the end of the log, as the scorecards' own worker does."""
    put(log, events)
    member = Consumer("scorecards", runtime.database, log, runtime.projections())
    ends = {partition: end for partition, (_, end) in log.bounds(member.topics).items()}
    with joined(member, log) as reader:

        def caught_up() -> bool:
            member.step(reader, 0.1)
            with runtime.database.engine.connect() as connection:
                positions = offsets.positions_of(connection)
            return {partition: position for partition, (position, _) in positions.items()} == ends

        assert wait_until(caught_up, PATIENCE)


def assert_plain(runtime: Runtime, events: Batch) -> None:
    """Every table holds what a plain fold over these events gives."""
    found = kept(runtime)
    assert found == expected(runtime, events, found["event"])
    assert len(found["event"]) == len([each for each in events if topic_of(each) == "improvements"])


def rows(runtime: Runtime) -> list[list[tuple[object, ...]]]:
    with runtime.database.engine.connect() as connection:
        return [sorted(map(tuple, connection.execute(select(*each.c)).all()), key=str) for each in LIVE.each()]


def test_a_rebuild_of_right_numbers_finds_nothing_and_changes_nothing(runtime: Runtime, log: EventLog) -> None:
    before = counts(runtime)
    assert rebuild(runtime, log) == []
    assert counts(runtime) == before == {"W1": {"proposed": 40, "accepted": 40, "testing": 40}}
    again = rows(runtime)
    assert rebuild(runtime, log) == []
    assert rows(runtime) == again


def test_a_rebuild_says_what_differed_and_mends_it(runtime: Runtime, log: EventLog) -> None:
    with runtime.database.writing() as connection:
        connection.execute(update(LIVE.tally).where(LIVE.tally.c.state == "testing").values(number=7))
        connection.execute(LIVE.improvement.delete().where(LIVE.improvement.c.id == "idea-3"))
    differences = rebuild(runtime, log)
    assert any("tally: 1 only counted" in each and "testing" in each for each in differences)
    assert any("improvement: 1 only in the log: idea-3" in each for each in differences)
    assert counts(runtime) == {"W1": {"proposed": 40, "accepted": 40, "testing": 40}}
    assert rebuild(runtime, log) == []


def test_what_is_not_counted_yet_stays_so_and_is_counted_once_afterwards(runtime: Runtime, log: EventLog) -> None:
    life.append(log, *(life.event(f"late-{number}", 1) for number in range(10)))
    assert rebuild(runtime, log) == []
    assert counts(runtime)["W1"]["proposed"] == 40
    counted_until(runtime, log, 10)
    assert counts(runtime)["W1"]["proposed"] == 50


def test_unreadable_events_are_rebuilt_as_unreadable(runtime: Runtime, log: EventLog) -> None:
    life.append(log, life.event("idea-0", 2, data={"state": "nowhere"}), b"?", key="idea-0")
    counted_until(runtime, log, 2)
    assert rebuild(runtime, log) == []
    with runtime.database.engine.connect() as connection:
        improvement = LIVE.improvement.c
        assert list(connection.execute(select(improvement.id).where(improvement.incomplete)).scalars()) == ["idea-0"]


def test_what_was_withdrawn_is_rebuilt_as_withdrawn(runtime: Runtime, log: EventLog) -> None:
    gone = life.event("idea-1", 1, epoch=1, type=type_of("improvement", "withdrawn"))
    life.append(log, gone | {"data": {"reason": "restored"}})
    counted_until(runtime, log, 1)
    assert counts(runtime) == {"W1": {"proposed": 40, "accepted": 39, "testing": 40}}
    assert rebuild(runtime, log) == []


@pytest.mark.usefixtures("log")
def test_a_rebuild_leaves_no_tables_behind_also_where_it_fails(runtime: Runtime) -> None:
    class Broken(Exception):
        pass

    class Unreadable:
        """A log that breaks in the middle."""

        def replay(self, *_: object) -> object:
            raise Broken

    before = counts(runtime)
    with pytest.raises(Broken):
        rebuild(runtime, Unreadable())  # type: ignore[arg-type] # breaks at once
    with runtime.database.engine.connect() as connection:
        assert not [name for name in inspect(connection).get_table_names() if name.endswith("_next")]
    assert counts(runtime) == before


def test_a_move_is_rebuilt_as_it_was_counted_and_not_before(runtime: Runtime, spreading: EventLog) -> None:
    assert_plain(runtime, SPREADING)
    before = rows(runtime)
    put(spreading, [*MOVED, *LATER])
    assert rebuild(runtime, spreading) == []
    assert rows(runtime) == before
    tell(runtime, spreading)
    assert_plain(runtime, [*SPREADING, *MOVED, *LATER])
    assert rebuild(runtime, spreading) == []
    assert_plain(runtime, [*SPREADING, *MOVED, *LATER])


def test_what_is_counted_while_it_is_rebuilt_is_rebuilt_too(runtime: Runtime, spreading: EventLog) -> None:
    class Meanwhile:
        """The log, in which something happens as soon as the first long reading is over."""

        def replay(self, topics: Sequence[str], *positions: dict[Partition, int]) -> Iterator[Sequence[Record]]:
            yield from spreading.replay(topics, *positions)
            if len(positions) == 1:
                tell(runtime, spreading, [*MOVED, *LATER])

    assert rebuild(runtime, Meanwhile()) == []  # type: ignore[arg-type] # as much of one as a rebuild uses
    assert_plain(runtime, [*SPREADING, *MOVED, *LATER])


def test_adoptions_that_differ_are_named_and_mended(runtime: Runtime, spreading: EventLog) -> None:
    with runtime.database.writing() as connection:
        connection.execute(update(LIVE.pair).values(number=77))
        connection.execute(LIVE.adoption.delete().where(LIVE.adoption.c.id == "idea-5-U3"))
        connection.execute(update(LIVE.tap).where(LIVE.tap.c.id == "tap-idea-0-U3").values(active=False))
    differences = " | ".join(rebuild(runtime, spreading))
    assert "adoption: 1 only in the log: idea-5-U3" in differences
    assert "tap: 1 only counted: tap-idea-0-U3" in differences
    assert "pair: 2 only counted" in differences
    assert_plain(runtime, SPREADING)


WASTE: Batch = [
    unit("U1", 1, ("A", LONG_AGO)),
    *(observation(f"seen-{number}", minutes_lost=number, improvement="idea", improved_at=MARCH) for number in range(9)),
    *(observation(f"seen-{number}", 3, waste="motion") for number in range(0, 9, 2)),
    gone(observation("seen-8")),
    walk("walk"),
    value_stream("map"),
]


def test_waste_is_rebuilt_as_it_was_counted_and_mended_where_it_differed(runtime: Runtime) -> None:
    log = runtime.open_log()
    tell(runtime, log, WASTE)
    tell(runtime, log, [unit("U1", 2, ("A", LONG_AGO), ("B", "2026-02-01"))])
    before = kept(runtime)
    assert rebuild(runtime, log) == []
    assert kept(runtime) == before
    with runtime.database.writing() as connection:
        connection.execute(update(LIVE.waste_kind).where(LIVE.waste_kind.c.waste == "motion").values(minutes=7))
        connection.execute(LIVE.observation.delete().where(LIVE.observation.c.id == "seen-3"))
        connection.execute(update(LIVE.value_stream).values(lead=None))
    differences = " | ".join(rebuild(runtime, log))
    log.close()
    assert "waste_kind: 1 only counted" in differences
    assert "observation: 1 only in the log: seen-3" in differences
    assert "value_stream: 1 only counted: map" in differences
    assert kept(runtime) == before


FOLLOWED: Batch = [
    *(goal(f"goal-{number}", unit="U1", improvements=["idea", f"idea-{number}"]) for number in range(5)),
    *(goal(f"goal-{number}", 2, ("on_track",), unit="U1", improvements=["idea"]) for number in range(0, 5, 2)),
    gone(goal("goal-4")),
    indicator("indicator", goal="goal-1", values=24, variation="concerning"),
    *(measurement(f"measured-{number}") for number in range(5)),
    perspectives(),
]


def test_follow_ups_are_rebuilt_as_they_were_counted_and_mended_where_they_differed(runtime: Runtime) -> None:
    log = runtime.open_log()
    tell(runtime, log, FOLLOWED)
    before = kept(runtime)
    assert len(before["goal_improvement"]) == 6
    assert rebuild(runtime, log) == []
    assert kept(runtime) == before
    serving = LIVE.goal_improvement
    with runtime.database.writing() as connection:
        connection.execute(serving.delete().where(serving.c.improvement == "idea-1"))
        connection.execute(serving.insert().values(goal="goal-0", improvement="nothing"))
        connection.execute(update(LIVE.indicator).values(variation="improving"))
        connection.execute(LIVE.measurement.delete().where(LIVE.measurement.c.id == "measured-3"))
    differences = " | ".join(rebuild(runtime, log))
    log.close()
    assert "goal_improvement: 1 only in the log: goal-1/idea-1" in differences
    assert "goal_improvement: 1 only counted: goal-0/nothing" in differences
    assert "indicator: 1 only counted: indicator" in differences
    assert "measurement: 1 only in the log: measured-3" in differences
    assert kept(runtime) == before
