"""The sample region shows spread: generations, borders crossed, islands, reasons. Each time the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.vocabulary import ADOPTED
from services.improvements.adoptions.asking import asked_from
from services.improvements.adoptions.model import Adoption
from services.improvements.model import Improvement
from services.improvements.relevance.model import Correction
from services.improvements.taps.model import Tap
from services.kernel.clock import now
from tests import sample


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with (
        sample.loaded(tmp_path_factory.mktemp("region")) as here,
        here["improvements"].database.reading() as session,
    ):
        yield session


def adoptions(session: Session) -> list[Adoption]:
    return list(session.scalars(select(Adoption).order_by(Adoption.improvement, Adoption.since, Adoption.unit)))


def told(session: Session) -> list[tuple[str, str, str, str, str]]:
    titles = {each.id: each.title for each in session.scalars(select(Improvement))}
    return sorted(
        (titles[each.improvement], each.unit, each.stage, each.learned_from or "", each.adapted or "")
        for each in adoptions(session)
    )


def generation(adoption: Adoption, taken: list[Adoption]) -> int:
    """How many units passed it on before this one."""
    teacher = next(
        (each for each in taken if (each.improvement, each.unit) == (adoption.improvement, adoption.learned_from)), None
    )
    return 1 + (generation(teacher, taken) if teacher else 0)


def test_some_improvements_go_from_unit_to_unit_over_three_generations(region: Session) -> None:
    taken = adoptions(region)
    assert max(generation(each, taken) for each in taken) >= 3


def test_some_cross_the_border_of_a_division(region: Session) -> None:
    origins = {each.id: each.unit for each in region.scalars(select(Improvement))}
    # In the sample region the code of a unit begins with that of its division.
    crossed = [each for each in adoptions(region) if each.unit[:3] != origins[each.improvement][:3]]
    assert 0 < len(crossed) < len(adoptions(region))


def test_who_stopped_said_why(region: Session) -> None:
    stopped = [each for each in adoptions(region) if each.stage == "stopped"]
    assert len(stopped) >= 3
    assert all(each.reason for each in stopped)


def test_no_stage_lies_in_the_future_or_before_the_one_that_went_before(region: Session) -> None:
    for each in adoptions(region):
        moments = [period["at"] for period in each.periods]
        assert moments == sorted(moments)
        assert each.since <= now()


def test_some_stay_islands(region: Session) -> None:
    reached = {each.improvement for each in adoptions(region) if each.stage in ADOPTED}
    solved = [each for each in region.scalars(select(Improvement)) if each.state in ADOPTED and each.relevant_units]
    assert 3 <= len([each for each in solved if each.id not in reached]) < len(solved)


def test_the_surgical_ward_is_asked_whether_something_is_still_in_use(region: Session) -> None:
    mine = [each for each in adoptions(region) if each.unit == "KIR-01" and each.stage == "implemented"]
    assert any(each.since < asked_from(now()) for each in mine)


def test_some_have_the_same_problem_and_some_say_it_is_not_for_them(region: Session) -> None:
    counted = {each.id: each.same_problem for each in region.scalars(select(Improvement)) if each.same_problem}
    told: dict[str, int] = {}
    for tap in region.scalars(select(Tap)):
        told[tap.improvement] = told.get(tap.improvement, 0) + 1
    assert told == counted
    assert len(told) >= 10
    assert len(list(region.scalars(select(Correction)))) >= 3


def test_it_is_the_same_each_time(region: Session, tmp_path: Path) -> None:
    with sample.loaded(tmp_path) as here, here["improvements"].database.reading() as again:
        assert told(again) == told(region)
