"""A crew relays and counts, and when one of its threads dies the process is told."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

import scorecards
from services.kernel import tables
from services.kernel.clock import now
from services.kernel.eventlog.abstract import LogChanged
from services.kernel.projection import Projection, Read
from services.kernel.service import Runtime, Service
from services.kernel.worker import Crew
from tests.conftest import Databases, Region
from tests.servers.process import wait_until
from tests.services.kernel import life
from tests.services.kernel.counting import counts


def test_what_is_committed_is_counted_elsewhere(region: Region) -> None:
    runtime, reader = region.runtime(life.SERVICE), region.runtime(scorecards.SERVICE)
    crews = [Crew(each, on_death=lambda: None) for each in (runtime, reader)]
    for crew in crews:
        crew.start()
    try:
        identifier = life.propose(runtime)
        assert wait_until(lambda: counts(reader) == {"W1": {"proposed": 1}}, 60)
        life.move(runtime, identifier, "accepted", "testing")
        assert wait_until(lambda: counts(reader) == {"W1": {"testing": 1}}, 60)
        assert wait_until(reader.known.ready, 60)
    finally:
        for crew in crews:
            crew.end()
    assert [crew.failure for crew in crews] == [None, None]


def test_a_crew_outlives_the_loss_of_its_database_connections(distributed: Region, postgres_server: Databases) -> None:
    runtime, reader = distributed.runtime(life.SERVICE), distributed.runtime(scorecards.SERVICE)
    crews = [Crew(each, on_death=lambda: None) for each in (runtime, reader)]
    for crew in crews:
        crew.start()
    try:
        life.propose(runtime)
        assert wait_until(lambda: counts(reader) == {"W1": {"proposed": 1}}, 60)
        for each in (runtime, reader):
            postgres_server.disconnect(str(each.database.engine.url.database))
        life.propose(runtime)
        assert wait_until(lambda: counts(reader) == {"W1": {"proposed": 2}}, 60)
    finally:
        for crew in crews:
            crew.end()
    assert [crew.failure for crew in crews] == [None, None]


class Bug(Exception):
    """Something that no retry mends."""


class Broken(Projection):
    """Has a bug."""

    topics = frozenset({life.TOPIC})

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:  # noqa: ARG002 (as a projection's)
        raise Bug


def ended(region: Region, service: Service) -> Crew:
    """A crew that ends by itself, as its process is told."""
    told = threading.Event()
    crew = Crew(region.runtime(service), on_death=told.set)
    crew.start()
    assert told.wait(60)
    crew.end()
    return crew


def test_a_bug_in_a_projection_ends_the_whole_crew_and_commits_nothing(embedded: Region) -> None:
    runtime = embedded.runtime(scorecards.SERVICE)
    log = runtime.open_log()
    life.append(log, life.event("idea", 1))
    log.close()
    broken = replace(
        scorecards.SERVICE, projections=lambda settings: [*scorecards.SERVICE.projections(settings), Broken()]
    )
    assert isinstance(ended(embedded, broken).failure, Bug)
    assert counts(runtime) == {}


def test_another_log_ends_the_crew(embedded: Region) -> None:
    runtime = embedded.runtime(scorecards.SERVICE)
    with runtime.database.writing() as connection:
        connection.execute(tables.offset.insert().values(topic=life.TOPIC, partition=0, position=5))
    assert isinstance(ended(embedded, scorecards.SERVICE).failure, LogChanged)


@pytest.mark.parametrize("thread", ["relay", "consume", "watch", "measure"])
def test_a_crew_that_is_told_to_end_leaves_no_thread(region: Region, thread: str) -> None:
    before = set(threading.enumerate())
    crew = Crew(region.runtime(life.SERVICE), on_death=lambda: None)
    crew.start()
    assert any(each.name == f"improvements _{thread}" for each in threading.enumerate())
    crew.end()
    assert set(threading.enumerate()) <= before
    assert crew.failure is None


def test_old_answers_and_denials_are_removed(embedded: Region) -> None:
    runtime = embedded.runtime(life.SERVICE)
    life.propose(runtime)
    with runtime.database.writing() as connection:
        for number, hours in enumerate((1, 30)):
            at = now() - timedelta(hours=hours)
            connection.execute(
                tables.idempotency.insert().values(actor="a", key=str(number), digest="", answer="", at=at)
            )
    crew = Crew(runtime, on_death=lambda: None)
    crew.start()
    try:
        assert wait_until(lambda: _keys(runtime) == ["0"], 30)
    finally:
        crew.end()


def _keys(runtime: Runtime) -> list[str]:
    with runtime.database.engine.connect() as connection:
        return [row.key for row in connection.execute(tables.idempotency.select())]
