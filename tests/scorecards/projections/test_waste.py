"""What is folded of waste: each observation once, under its present waste, in the division of the day it was seen."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from scorecards.counted import numbers
from scorecards.model import LIVE
from services.kernel.service import Runtime
from tests.scorecards.projections.lives import Batch, Told, deliveries, gone, unit
from tests.scorecards.projections.worker import count, worker
from tests.scorecards.waste.observing import observation, observed, value_stream, walk

LONG_AGO = "2015-01-01"
FEBRUARY = 2026 * 12 + 1
WHOLE = {"number": 1, "told": 1, "minutes": 12_500, "weekly_told": 1, "weekly": 25_000, "led": 1}
TOLD = {"minutes_lost": 12.5, "times_per_week": 2, "improvement": "idea", "improved_at": "2026-02-20T08:00:00+00:00"}


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(came=deliveries(observed()))
def test_every_table_of_waste_equals_the_plain_fold(scorecard: Runtime, came: tuple[Batch, list[Batch]]) -> None:
    count(scorecard, *came[1])


def test_an_observation_counts_once_in_each_count(runtime: Runtime) -> None:
    told = observation("seen", value_stream="Stroke", step="Triage", **TOLD)
    tables = count(runtime, [unit("U1", 1, ("A", LONG_AGO))], [told, told], [told])
    assert tables["waste_kind"] == {(FEBRUARY, "A", "U1", "waiting"): WHOLE}
    assert tables["waste_step"] == {(FEBRUARY, "A", "U1", "Stroke", "Triage"): WHOLE}
    assert tables["waste_days"] == {(FEBRUARY, "A", "U1", 10): {"number": 1}}


def test_what_was_coded_anew_counts_under_its_present_waste(runtime: Runtime) -> None:
    tables = count(runtime, [observation("seen", waste="overproduction")], [observation("seen", 3, waste="motion")])
    assert [key[-1] for key in tables["waste_kind"]] == ["motion"]


def test_what_was_withdrawn_is_in_no_count_and_comes_not_back_with_what_is_older(runtime: Runtime) -> None:
    told = observation("seen", **TOLD)
    tables = count(runtime, [told], [gone(told)], [observation("seen", 5)])
    assert tables["waste_kind"] == tables["waste_step"] == tables["waste_days"] == {}
    assert not tables["observation"]["seen",]["counted"]
    assert len(tables["event"]) == 3


@pytest.mark.parametrize(
    ("minutes", "times", "figures"),
    [
        (0, 5, {"number": 1, "told": 1, "weekly_told": 1}),
        (3, None, {"number": 1, "told": 1, "minutes": 3000}),
        (None, 5, {"number": 1}),
        (1e300, 1, {"number": 1}),
    ],
)
def test_minutes_a_week_need_both_and_what_no_week_holds_was_not_told(
    runtime: Runtime, minutes: float | None, times: float | None, figures: dict[str, int]
) -> None:
    tables = count(runtime, [observation("seen", minutes_lost=minutes, times_per_week=times)])
    assert list(tables["waste_kind"].values()) == [figures]


def test_an_improvement_that_was_there_before_took_no_days(runtime: Runtime) -> None:
    early = observation("seen", improvement="idea", improved_at="2026-01-01T11:00:00+00:00")
    undated = observation("other", improvement="idea")
    tables = count(runtime, [early, undated])
    assert tables["waste_days"] == {(FEBRUARY, "unknown", "U1", 0): {"number": 1}}
    assert [row["led"] for row in tables["waste_kind"].values()] == [2]


def test_the_past_of_a_unit_stays_in_the_division_it_has_left(runtime: Runtime) -> None:
    seen: Batch = [observation("before"), observation("after", seen_at="2026-05-01T11:00:00+00:00")]
    moved = unit("U1", 2, ("A", LONG_AGO), ("B", "2026-04-01"))
    tables = count(runtime, [unit("U1", 1, ("A", LONG_AGO))], seen, [moved])
    assert {key[:2] for key in tables["waste_kind"]} == {(FEBRUARY, "A"), (FEBRUARY + 3, "B")}


def test_a_unit_that_is_told_of_late_takes_what_was_unknown(runtime: Runtime) -> None:
    tables = count(runtime, [observation("seen")], [unit("U1", 1, ("A", LONG_AGO))])
    assert {key[1] for key in tables["waste_kind"]} == {"A"}


def test_a_month_and_a_day_are_those_of_the_regions_time_zone(runtime: Runtime) -> None:
    late = observation(
        "seen", seen_at="2026-01-31T23:30:00+00:00", improvement="idea", improved_at="2026-02-01T22:30:00Z"
    )
    tables = count(runtime, [late])
    assert list(tables["waste_days"]) == [(FEBRUARY, "unknown", "U1", 0)]


def test_a_map_without_a_current_drawing_has_no_numbers(runtime: Runtime) -> None:
    tables = count(runtime, [value_stream("one", kinds=("future",)), value_stream("two")])
    assert [tables["value_stream"][each,]["lead"] for each in ("one", "two")] == [None, 3_200_500]


def test_many_at_once_are_counted_like_single_events(runtime: Runtime) -> None:
    # More than what PostgreSQL takes by COPY.
    events: Batch = [observation(f"seen-{number}", unit=f"U{number % 3}", minutes_lost=0.1) for number in range(150)]
    events += [value_stream(f"map-{number}") for number in range(120)] + [
        walk(f"walk-{number}") for number in range(120)
    ]
    tables = count(runtime, events, events[::-1], *([each] for each in events[:3]))
    assert sum(row["minutes"] for row in tables["waste_kind"].values()) == 15_000


def test_what_was_counted_can_be_compared_with_what_was_recorded(runtime: Runtime) -> None:
    told: Batch = [observation("one"), observation("two"), walk("walk"), value_stream("map")]
    count(runtime, [*told, gone(told[1])])
    with runtime.database.reading() as session:
        counted = numbers(session)
    assert {name: counted[name] for name in ("observation", "walk", "value_stream")} == {
        "observation": 1,
        "walk": 1,
        "value_stream": 1,
    }


def broken(event: Told, *without: str) -> Told:
    """The event with data that no reader takes, and without these attributes."""
    return {name: value for name, value in event.items() if name not in without} | {"data": {"waste": "boredom"}}


@pytest.mark.parametrize("tell", [observation, value_stream])
@pytest.mark.parametrize("without", [(), ("sequence",)], ids=["whole", "without its sequence"])
def test_only_what_comes_after_poison_heals_it(
    runtime: Runtime,
    tell: Callable[[str, int], Told],
    without: tuple[str, ...],
) -> None:
    def left() -> list[bool]:
        with runtime.database.engine.connect() as connection:
            tables = (LIVE.observation, LIVE.value_stream)
            return [each for table in tables for each in connection.execute(select(table.c.incomplete)).scalars()]

    with worker(runtime) as counting:
        counting.count([tell("it", 1), walk("round")])
        counting.count([broken(tell("it", 2), *without), broken(walk("round", 2))])
        assert left() == [True]
        counting.count([tell("it", 3)])
        assert left() == [False]
        counting.count([broken(tell("it", 2))])
        assert left() == [False]
