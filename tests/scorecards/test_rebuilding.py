"""A rebuild gives the same numbers, says where they differed, and disturbs nobody who counts meanwhile."""

from collections.abc import Iterator

import pytest
from sqlalchemy import inspect, select, update

import scorecards
from schemas.events import type_of
from scorecards.model import LIVE
from scorecards.rebuilding import rebuild
from services.kernel.eventlog.abstract import EventLog
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.services.kernel import life
from tests.services.kernel.counting import counted_until, counts

LIVES = (("proposed",), ("proposed", "accepted"), ("proposed", "accepted", "testing"))


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
