"""Two workers on one database, one with the improvements, one with the organisation: neither waits crosswise."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, select, text

from scorecards.model import LIVE
from scorecards.projections import Improvements
from scorecards.projections.places import Look
from services.kernel.reading import read
from services.kernel.service import Runtime
from tests.scorecards.projections.lives import Batch, Told, adoption, improvement, tap, unit
from tests.scorecards.projections.worker import Worker, expected, kept, worker
from tests.servers.process import wait_until
from tests.services.kernel import life

PATIENCE = 120.0
ROUNDS = 30
LONG_AGO, FEBRUARY, MARCH = "2015-01-01", "2026-02-10T11:00:00+00:00", "2026-03-10T11:00:00+00:00"
NUMBERS = range(10)
UNITS: Batch = [unit(code, 1, ("A", LONG_AGO)) for code in ("U1", "U2", "U3")]
IDEAS: Batch = [
    improvement(f"idea-{number}", 1, ("proposed", FEBRUARY), ("implemented", FEBRUARY), relevant_units=["U2", "U3"])
    for number in NUMBERS
]


@pytest.fixture
def workers(runtime: Runtime) -> Iterator[tuple[Worker, Worker]]:
    """One for the improvements and one for the organisation, with all ideas and units counted."""
    with worker(runtime) as adopting, worker(runtime) as moving:
        moving.count(UNITS)
        adopting.count(IDEAS)
        yield adopting, moving


def taken_over(number: int, code: str, version: int) -> Told:
    """A unit's taking over of an idea; every other version says that it stopped."""
    stopped = () if version % 2 else (("stopped", MARCH),)
    return adoption(f"idea-{number}", code, version, ("implemented", MARCH), *stopped)


def unreadable(number: int) -> Told:
    """An event of an idea that does not say which version of it."""
    return {name: value for name, value in IDEAS[number].items() if name != "sequence"} | {"data": {}}


def moved(code: str, version: int, division: str = "B") -> Told:
    """News that a unit was in another division on the days of its adoptions after all, or that it was not."""
    periods = [("A", LONG_AGO), (division, "2026-03-01")] if version % 2 == 0 else [("A", LONG_AGO)]
    return unit(code, version, *periods)


def adoptions() -> list[Batch]:
    """Batches of adoptions and taps, each with something unreadable in the middle but the last."""
    batches: list[Batch] = []
    for version in range(1, ROUNDS + 1):
        taken = [taken_over(number, code, version) for number in NUMBERS for code in ("U2", "U3")]
        taken += [tap(f"idea-{number}", "U3", version) for number in NUMBERS]
        batches.append([*taken[:7], unreadable(version % 10), unreadable(version % 7), *taken[7:]])
    return [*batches, [idea | {"sequence": "000000-000000000002"} for idea in IDEAS]]


def moves() -> list[Batch]:
    """Batches of news about units that move back and forth."""
    return [[moved(code, version) for code in ("U1", "U2")[version % 2 :]] for version in range(2, ROUNDS + 2)]


def test_adoptions_and_moves_at_once_come_to_what_they_come_to_one_by_one(
    runtime: Runtime, workers: tuple[Worker, Worker]
) -> None:
    adopting, moving = workers
    together = threading.Barrier(2, timeout=PATIENCE)

    def count(member: Worker, batches: Sequence[Batch]) -> None:
        together.wait()
        for batch in batches:
            member.count(batch)

    with ThreadPoolExecutor(2) as threads:
        running = [threads.submit(count, adopting, adoptions()), threads.submit(count, moving, moves())]
        for each in running:
            each.result(PATIENCE)
    came = [told for batch in (UNITS, IDEAS, *adoptions(), *moves()) for told in batch if "sequence" in told]
    assert kept(runtime) == expected(runtime, came, adopting.first_at)


@pytest.mark.parametrize("scorecard", ["postgresql"], indirect=True)
def test_whoever_moves_a_unit_waits_also_for_a_batch_that_begins_with_poison(
    runtime: Runtime, workers: tuple[Worker, Worker]
) -> None:
    adopting, moving = workers
    adopting.count([taken_over(0, "U2", 1)])
    improvements = Improvements(Look(runtime.settings.zone))

    def fold(connection: Connection, told: Told) -> None:
        record = life.record(told)
        improvements.fold(connection, [(record, read(record))])

    with ThreadPoolExecutor(1) as thread:
        with runtime.database.writing() as connection:
            fold(connection, unreadable(0))
            moves_on = thread.submit(moving.count, [moved("U2", 2)])
            assert wait_until(lambda: waits(runtime), PATIENCE)
            fold(connection, taken_over(1, "U2", 1))
        moves_on.result(PATIENCE)
    with runtime.database.engine.connect() as connection:
        improvement = LIVE.improvement.c
        found = connection.execute(select(improvement.border, improvement.incomplete).where(improvement.id == "idea-0"))
        assert [tuple(row) for row in found] == [("region", True)]


def waits(runtime: Runtime) -> bool:
    """Whether somebody waits for another's lock."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with runtime.database.engine.connect() as connection:
        return bool(connection.execute(text(asked)).scalar_one())
