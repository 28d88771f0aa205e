"""State and events are one transaction, and a thing's events are numbered in the order of its versions."""

import json
import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, update

from schemas.events import type_of
from schemas.events.envelope import MAX_BYTES
from services.improvements import operations
from services.improvements.model import Improvement
from services.kernel import tables
from services.kernel.errors import Stale
from services.kernel.outbox import rendered
from services.kernel.reading import Poison, read
from services.kernel.service import Runtime
from services.kernel.work import EventTooLarge, Work
from tests.conftest import Region
from tests.services.kernel import life
from tests.services.kernel.processes import propose_and_die, started

WITHDRAWN = type_of("improvement", "withdrawn")


def counted(runtime: Runtime) -> tuple[int, int]:
    """How many improvements and how many events the database holds."""
    with runtime.database.engine.connect() as connection:
        count = [
            connection.execute(select(func.count()).select_from(each)).scalar_one()
            for each in (Improvement, tables.outbox)
        ]
    return count[0], count[1]


def test_state_and_event_are_committed_together(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    identifier = life.propose(runtime)
    [row] = life.outbox(runtime)
    told = json.loads(rendered(row.envelope, epoch=0, version=row.version, number=row.id))
    assert (told["subject"], told["data"]["title"]) == (identifier, "A trolley at every door")
    assert (told["sequence"], told["outboxid"]) == ("000000-000000000001", str(row.id))
    assert row.published_at is None
    assert not isinstance(read(life.record(told)), Poison)


def test_an_error_before_the_commit_leaves_neither(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    fields = {"title": "-", "problem": "-", "proposal": "-", "unit": "W1"}
    with pytest.raises(ArithmeticError), runtime.work() as work:  # noqa: PT012 (the last statement raises)
        operations.record_improvement(work, life.COACH, life.DIRECTORY, fields)
        work.session.flush()
        raise ArithmeticError
    assert counted(runtime) == (0, 0)


@pytest.mark.parametrize(("when", "left"), [("after", (1, 1)), ("before", (0, 0))])
def test_what_was_acknowledged_outlives_a_kill_and_nothing_is_there_by_half(
    region: Region, when: str, left: tuple[int, int]
) -> None:
    runtime = region.runtime(life.SERVICE)
    with started(propose_and_die, region.environment, when) as process:
        assert process.said()
        process.process.join()
    assert counted(runtime) == left


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reason": "lost"},
        {"reason": 1},
        {"reason": None},
    ],
)
def test_an_event_that_no_reader_would_take_is_not_emitted(embedded: Region, data: dict[str, Any]) -> None:
    runtime = embedded.runtime(life.SERVICE)
    with runtime.work() as work, pytest.raises(msgspec.ValidationError):
        work.emit(WITHDRAWN, subject="x", key="x", version=1, data=data)
    assert counted(runtime) == (0, 0)


def test_an_amount_in_quotation_marks_is_not_emitted(embedded: Region) -> None:
    runtime = embedded.runtime(life.SERVICE)
    data = life.event("x", 1)["data"] | {"expected_benefit": [{"kind": "time", "per": "year", "amount": "12"}]}
    with runtime.work() as work, pytest.raises(msgspec.ValidationError):
        work.emit(type_of("improvement", "proposed"), subject="x", key="x", version=1, data=data)


@pytest.mark.parametrize("letter", ["a", "å"])
def test_an_event_is_refused_before_it_reaches_64_kib(embedded: Region, letter: str) -> None:
    runtime = embedded.runtime(life.SERVICE)
    data = life.event("x", 1)["data"]
    kind = type_of("improvement", "proposed")
    longest = 0
    with runtime.work() as work:
        with pytest.raises(EventTooLarge):  # noqa: PT012 (in one of its turns)
            for length in range(62_000 // len(letter.encode()), MAX_BYTES, 100):
                work.emit(kind, subject="x", key="x", version=1, data=data | {"tags": [letter * length]})
                longest = length
        assert longest
        work.commit()
    row = life.outbox(runtime)[-1]
    assert (
        MAX_BYTES - 1000 < len(rendered(row.envelope, epoch=10**6 - 1, version=10**12 - 1, number=10**18)) < MAX_BYTES
    )


def test_one_things_events_are_numbered_in_the_order_of_its_versions(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    identifier = life.propose(runtime)
    begin = threading.Barrier(6)

    def edit(number: int) -> None:
        begin.wait()
        for turn in range(5):
            with runtime.work() as work:
                fields = {"title": f"{number} {turn}"}
                operations.edit_improvement(work, life.COACH, life.DIRECTORY, identifier, None, fields)

    together([lambda number=number: edit(number) for number in range(6)])  # type: ignore[misc]
    rows = life.outbox(runtime)
    assert [row.version for row in rows] == list(range(1, 32))
    assert life.version_of(runtime, identifier) == 31


def test_of_two_who_change_what_both_have_read_the_second_is_told(region: Region) -> None:
    runtime = region.runtime(life.SERVICE)
    identifier = life.propose(runtime)
    begin, outcomes = threading.Barrier(2), list[str]()

    def edit(title: str) -> None:
        begin.wait()
        try:
            with runtime.work() as work:
                operations.edit_improvement(work, life.COACH, life.DIRECTORY, identifier, 1, {"title": title})
        except Stale:
            outcomes.append("told")
        else:
            outcomes.append(title)

    together([lambda: edit("one"), lambda: edit("other")])
    assert len(outcomes) == 2
    assert "told" in outcomes
    assert [row.version for row in life.outbox(runtime)] == [1, 2]


def together(calls: list[Callable[[], None]]) -> None:
    """Call each in a thread of its own."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_what_is_done_last_is_done_once_and_sees_everything_else(region: Region) -> None:
    runtime, seen = region.runtime(life.SERVICE), list[int]()

    def last(work: Work) -> None:
        seen.append(work.session.execute(select(func.count()).select_from(Improvement)).scalar_one())
        work.session.execute(update(Improvement).values(title="Counted"))

    with runtime.work() as work:
        for title in ("One", "Another"):
            fields = {"title": title, "problem": "-", "proposal": "-", "unit": "W1"}
            operations.record_improvement(work, life.COACH, life.DIRECTORY, fields)
            work.before_commit("count", lambda: last(work))
        work.commit()
    assert seen == [2]
    with runtime.database.reading() as session:
        assert set(session.scalars(select(Improvement.title))) == {"Counted"}
