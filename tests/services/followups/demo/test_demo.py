"""The sample region has goals that hang together, two years of measurements, and follow-ups of which some are late."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from services import demo
from services.followups.following.model import FollowUp
from services.followups.goals.model import Goal, Serving
from services.followups.indicators.model import Indicator
from services.followups.measuring.model import Measurement
from services.improvements.model import Improvement
from services.kernel.service import Runtime
from tests import sample


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Runtime]]:
    """The services with the sample region in them."""
    with sample.loaded(tmp_path_factory.mktemp("region")) as here:
        yield here


def test_every_goal_of_a_division_is_part_of_one_of_the_region(here: dict[str, Runtime]) -> None:
    with here["followups"].database.reading() as session:
        goals = {each.id: each for each in session.scalars(select(Goal))}
    divisions = [each for each in goals.values() if each.division]
    assert len(divisions) >= 8
    for each in divisions:
        assert each.part_of
        assert (goals[each.part_of].unit, goals[each.part_of].division) == (None, None)


def test_every_unit_measured_two_goals_for_two_years_and_the_charts_differ(here: dict[str, Runtime]) -> None:
    with here["followups"].database.reading() as session:
        indicators = list(session.scalars(select(Indicator)))
        values = dict(
            session.execute(select(Measurement.indicator, func.count()).group_by(Measurement.indicator)).all()
        )
        newest = session.execute(select(func.max(Measurement.period))).scalar_one()
    assert {each.chart for each in indicators} == {"u", "xmr", "p", "run"}
    assert all((values[each.id], each.number) == (24, 24) for each in indicators)
    assert len({each.variation for each in indicators}) > 1
    assert newest < date.today()  # noqa: DTZ011 (a day as the sample has it)


def test_follow_ups_were_written_after_their_quarter_and_none_tomorrow(here: dict[str, Runtime]) -> None:
    with here["followups"].database.reading() as session:
        written = list(session.scalars(select(FollowUp)))
    for each in written:
        assert each.ends < each.created_at.date()
        assert each.created_at <= datetime.now(UTC)
        assert each.comment


def test_what_serves_a_goal_is_an_improvement_of_the_same_unit(here: dict[str, Runtime]) -> None:
    with here["followups"].database.reading() as session:
        units = dict(session.execute(select(Serving.improvement, Goal.unit).join(Goal, Goal.id == Serving.goal)).all())
    with here["improvements"].database.reading() as session:
        found = list(session.scalars(select(Improvement).where(Improvement.id.in_(units))))
    assert len(found) == len(units) > 5
    assert all(units[each.id] == each.unit for each in found)


def test_it_is_loaded_once(here: dict[str, Runtime]) -> None:
    def counted() -> int:
        with here["followups"].database.reading() as session:
            return session.execute(select(func.count()).select_from(Goal)).scalar_one()

    before = counted()
    demo.load(here)
    assert counted() == before
