"""A service's chores are done again and again by one of its processes, whatever befalls the database."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from services.kernel import chores
from services.kernel.chores import Chore
from services.kernel.service import Runtime
from services.kernel.worker import Crew
from tests.conftest import Databases, Region
from tests.servers.process import wait_until
from tests.services.kernel import life

OFTEN = timedelta(milliseconds=20)
SELDOM = timedelta(hours=1)


class Bug(Exception):
    """Something that no retry mends."""


@contextmanager
def crew_with(region: Region, *declared: Chore) -> Iterator[Crew]:
    """A crew of a service that has these chores, from its start to its end."""
    crew = Crew(region.runtime(replace(life.SERVICE, chores=declared)), on_death=lambda: None)
    crew.start()
    try:
        yield crew
    finally:
        crew.end()


def test_each_chore_is_done_soon_after_the_start_and_then_as_often_as_it_says(region: Region) -> None:
    done: list[str] = []
    often = Chore("often", OFTEN, lambda _: done.append("often"))
    seldom = Chore("seldom", SELDOM, lambda _: done.append("seldom"))
    with crew_with(region, often, seldom) as crew:
        assert wait_until(lambda: done.count("often") > 3, 10)
        assert done.count("seldom") == 1
    assert crew.failure is None


def test_a_chore_is_given_the_runtime_of_its_service(embedded: Region) -> None:
    given: list[Runtime] = []
    with crew_with(embedded, Chore("often", OFTEN, given.append)) as crew:
        assert wait_until(lambda: bool(given), 10)
    assert given[0] is crew.runtime


def test_of_two_crews_one_does_the_chores_until_it_ends(region: Region) -> None:
    done: list[str] = []
    first, second = (Chore(name, OFTEN, lambda _, name=name: done.append(name)) for name in ("first", "second"))
    with crew_with(region, second) as waiting:
        assert wait_until(lambda: "second" in done, 10)
        with crew_with(region, first):
            length = len(done)
            assert wait_until(lambda: len(done) > length + 20, 10)
            assert set(done) == {"second"}
            waiting.end()
            assert wait_until(lambda: "first" in done, 10)


def test_a_passing_fault_does_not_end_the_chores_and_the_others_have_their_turn(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "TRIED_AGAIN_SECONDS", 0.05)
    tries: list[float] = []
    done = threading.Event()

    def fail_twice(_: Runtime) -> None:
        tries.append(time.monotonic())
        if len(tries) < 3:
            raise OperationalError("SELECT 1", {}, Exception("the database is away"))

    with crew_with(region, Chore("faulty", SELDOM, fail_twice), Chore("well", SELDOM, lambda _: done.set())) as crew:
        assert done.wait(10)
        assert wait_until(lambda: len(tries) == 3, 10)
    assert crew.failure is None


def test_a_bug_in_a_chore_ends_the_crew(embedded: Region) -> None:
    def stumble(_: Runtime) -> None:
        raise Bug

    with crew_with(embedded, Chore("faulty", SELDOM, stumble)) as crew:
        assert crew.stop.wait(10)
    assert isinstance(crew.failure, Bug)


def test_who_lost_the_lock_with_the_connection_becomes_the_one_anew(
    distributed: Region, postgres_server: Databases
) -> None:
    done: list[bool] = []
    with crew_with(distributed, Chore("often", OFTEN, lambda _: done.append(True))) as crew:
        assert wait_until(lambda: bool(done), 10)
        postgres_server.disconnect(str(crew.runtime.database.engine.url.database))
        length = len(done)
        assert wait_until(lambda: len(done) > length + 3, 20)
    assert crew.failure is None


def chores_threads() -> set[threading.Thread]:
    """The threads that do chores of improvements, those of regions that other tests share among them."""
    return {thread for thread in threading.enumerate() if thread.name == "improvements _chores"}


def test_chores_end_promptly(region: Region) -> None:
    done, others = threading.Event(), chores_threads()
    with crew_with(region, Chore("seldom", SELDOM, lambda _: done.set())) as crew:
        assert done.wait(10)
        began = time.monotonic()
        crew.end()
        assert time.monotonic() - began < 5
    assert not (chores_threads() - others)


def test_a_service_without_chores_has_no_thread_for_them(embedded: Region) -> None:
    others = chores_threads()
    with crew_with(embedded):
        assert not (chores_threads() - others)
