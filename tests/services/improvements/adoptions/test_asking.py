"""What a unit implemented six months ago is asked about, once a stretch."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from services.improvements import model
from services.improvements.adoptions import asking, operations, queries
from services.improvements.adoptions.asking import ask_again, asked_from
from services.improvements.operations import record_improvement
from services.kernel.clock import now
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.services.improvements.notices.given import given
from tests.services.kernel import life

COACH, DIRECTORY = life.COACH, life.DIRECTORY
TEXTS = {"title": "A trolley at every door", "problem": "Long walks", "proposal": "More trolleys", "unit": "W1"}


@pytest.fixture
def runtime(region: Region) -> Runtime:
    return region.runtime(life.SERVICE)


def adopted(runtime: Runtime, *past: tuple[str, datetime]) -> str:
    """An improvement that W2 took over, stage after stage; answers its id."""
    with runtime.work() as work:
        improvement, _ = record_improvement(work, COACH, DIRECTORY, dict(TEXTS))
        fields = {"unit": "W2", "stage": past[-1][0], "reason": "So it is"}
        operations.record_adoption(work, COACH, DIRECTORY, improvement, [], fields, list(past))
        work.commit()
    return improvement.id


def move(runtime: Runtime, identifier: str, stage: str) -> None:
    with runtime.work() as work:
        operations.take_over(work, COACH, DIRECTORY, identifier, {"unit": "W2", "stage": stage})


@pytest.mark.parametrize(
    ("today", "then"),
    [("2026-08-31", "2026-02-28"), ("2024-08-31", "2024-02-29"), ("2026-03-15", "2025-09-15")],
)
def test_six_months_are_months_of_the_calendar(today: str, then: str) -> None:
    noon = "T12:00:00+00:00"
    assert asked_from(datetime.fromisoformat(today + noon)) == datetime.fromisoformat(then + noon)


def test_a_unit_is_asked_once_after_six_months(runtime: Runtime) -> None:
    long_ago, border = now() - timedelta(days=300), asked_from(now())
    due = adopted(runtime, ("known", long_ago - timedelta(days=9)), ("implemented", long_ago))
    just_due = adopted(runtime, ("implemented", border - timedelta(hours=1)))
    adopted(runtime, ("implemented", border + timedelta(hours=1)))
    adopted(runtime, ("implemented", long_ago), ("sustained", long_ago + timedelta(days=1)))
    adopted(runtime, ("implemented", long_ago), ("stopped", long_ago + timedelta(days=1)))
    ask_again(runtime)
    asked = [each for each in given(runtime) if each["kind"] == "still_in_use"]
    assert [each["improvement"] for each in asked] == [due, just_due]
    assert [(each["units"], each["title"], each["by_unit"]) for each in asked] == [(["W2"], TEXTS["title"], None)] * 2
    ask_again(runtime)
    assert len([each for each in given(runtime) if each["kind"] == "still_in_use"]) == 2


def test_asking_changes_no_version(runtime: Runtime) -> None:
    identifier = adopted(runtime, ("implemented", now() - timedelta(days=300)))
    ask_again(runtime)
    with runtime.database.reading() as session:
        assert [each.version for each in queries.of(session, identifier)] == [1]


def test_a_new_stretch_is_asked_about_anew(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    identifier = adopted(runtime, ("implemented", now() - timedelta(days=300)))
    ask_again(runtime)
    move(runtime, identifier, "testing")
    move(runtime, identifier, "implemented")
    ask_again(runtime)
    assert len(given(runtime)) == 1
    monkeypatch.setattr(asking, "now", lambda: now() + timedelta(days=200))
    ask_again(runtime)
    assert [each["improvement"] for each in given(runtime)] == [identifier] * 2


def test_many_are_asked_in_pieces_longest_ago_first(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "ONE_PIECE", 3)
    began = datetime(2025, 1, 1, tzinfo=UTC)
    due = [adopted(runtime, ("implemented", began - timedelta(days=number // 2))) for number in range(8)]
    ask_again(runtime)
    asked = [each["improvement"] for each in given(runtime)]
    assert sorted(asked) == sorted(due)
    days = {identifier: number // 2 for number, identifier in enumerate(due)}
    assert [days[each] for each in asked] == sorted((days[each] for each in due), reverse=True)


def test_what_waits_for_an_answer_is_found_by_unit(runtime: Runtime) -> None:
    identifier = adopted(runtime, ("implemented", now() - timedelta(days=300)))
    with runtime.database.reading() as session:
        assert [each.improvement for each in queries.waiting(session, ["W2"], asked_from(now()))] == [identifier]
        assert queries.waiting(session, ["W1"], asked_from(now())) == []
    move(runtime, identifier, "sustained")
    with runtime.database.reading() as session:
        assert queries.waiting(session, ["W2"], asked_from(now())) == []


def test_an_imported_past_tells_nobody_and_stands_in_its_order(runtime: Runtime) -> None:
    began = now() - timedelta(days=30)
    identifier = adopted(runtime, ("known", began), ("implemented", began + timedelta(days=9)))
    assert given(runtime) == []
    with runtime.database.reading() as session:
        (adoption,) = queries.of(session, identifier)
        assert (adoption.stage, adoption.since, adoption.began_at) == ("implemented", began + timedelta(days=9), began)
        assert session.scalars(select(model.Improvement.version)).one() == 1
