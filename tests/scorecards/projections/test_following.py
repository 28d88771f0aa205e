"""What is folded of follow-ups: each thing as its newest event has it, however the events came."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from scorecards.counted import numbers
from scorecards.model import LIVE
from services.kernel.service import Runtime
from tests.scorecards.following.following import followed, goal, indicator, measurement, perspectives
from tests.scorecards.projections.lives import Batch, Told, anew, deliveries, gone
from tests.scorecards.projections.worker import count, worker


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(came=deliveries(followed()))
def test_every_table_of_follow_ups_equals_the_plain_fold(scorecard: Runtime, came: tuple[Batch, list[Batch]]) -> None:
    count(scorecard, *came[1])


def test_a_goal_stands_where_its_last_follow_up_says(runtime: Runtime) -> None:
    tables = count(runtime, [goal("g", 2, ("at_risk", "on_track"), unit="U1", division="A"), goal("g")])
    assert (tables["goal"]["g",]["status"], tables["goal"]["g",]["unit"]) == ("on_track", "U1")
    assert tables["goal"]["g",]["division"] == ""


def test_improvements_that_no_longer_serve_a_goal_go(runtime: Runtime) -> None:
    tables = count(
        runtime,
        [goal("g", improvements=["a", "b", "a"]), goal("h", improvements=["a"])],
        [goal("g", 2, improvements=["c"])],
    )
    assert set(tables["goal_improvement"]) == {("g", "c"), ("h", "a")}


def test_what_was_withdrawn_serves_nothing_and_comes_back_only_by_a_newer_event(runtime: Runtime) -> None:
    told = [goal("g", improvements=["a"]), indicator("i", goal="g"), measurement("m"), perspectives()]
    tables = count(runtime, told, [gone(each) for each in told], told)
    assert tables["goal_improvement"] == {}
    assert not any(tables[thing][key]["counted"] for thing in ("goal", "indicator") for key in tables[thing])
    tables = count(runtime, told, [gone(each) for each in told], [anew(each) for each in told])
    assert set(tables["goal_improvement"]) == {("g", "a")}


def test_measurements_of_one_import_are_kept_at_once(runtime: Runtime) -> None:
    # More than what PostgreSQL takes by COPY.
    events = [measurement(f"m-{number}") for number in range(150)]
    tables = count(runtime, events, [*events[::-1], measurement("m-3", 2)])
    assert len(tables["measurement"]) == 150
    assert len(tables["event"]) == 151


def test_what_was_followed_up_can_be_compared_with_what_was_recorded(runtime: Runtime) -> None:
    told = [goal("g"), goal("h"), indicator("i"), measurement("m"), perspectives()]
    count(runtime, [*told, gone(told[1])])
    with runtime.database.reading() as session:
        counted = numbers(session)
    names = ("goal", "indicator", "measurement", "perspectives")
    assert {name: counted[name] for name in names} == dict.fromkeys(names, 1)


def broken(event: Told, *without: str) -> Told:
    """The event with data that no reader takes, and without these attributes."""
    return {name: value for name, value in event.items() if name not in without} | {"data": {"state": "nowhere"}}


@pytest.mark.parametrize("tell", [goal, indicator])
@pytest.mark.parametrize("without", [(), ("sequence",)], ids=["whole", "without its sequence"])
def test_only_what_comes_after_poison_heals_it(
    runtime: Runtime, tell: Callable[[str, int], Told], without: tuple[str, ...]
) -> None:
    def left() -> list[bool]:
        with runtime.database.engine.connect() as connection:
            tables = (LIVE.goal, LIVE.indicator)
            return [each for table in tables for each in connection.execute(select(table.c.incomplete)).scalars()]

    with worker(runtime) as counting:
        counting.count([tell("it", 1), measurement("m")])
        counting.count([broken(tell("it", 2), *without), broken(measurement("m", 2)), broken(perspectives())])
        assert left() == [True]
        counting.count([tell("it", 3)])
        assert left() == [False]
        counting.count([broken(tell("it", 2))])
        assert left() == [False]
