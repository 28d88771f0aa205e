"""A result is unknown for a reason, and the reason is what somebody has to find out."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from services.observations.arithmetic import Demand, Step, measured
from services.observations.streams.gaps import RESULTS, Gap, gaps
from tests.services.observations.arithmetic.maps import maps, step

DEMAND = Demand(20, 480, 400)


def test_the_wait_that_is_missing_is_named() -> None:
    found = gaps([step("A", 1, 2), step("B", None, 3)], DEMAND)
    assert found["lead_minutes"] == [Gap("wait_before_minutes", 1)]
    assert "process_minutes" not in found


def test_a_branch_that_nobody_timed_makes_the_way_unknown_but_what_all_ways_share_does_not() -> None:
    steps = [step("A", None, 1), step("B", 5, 5, "A"), step("C", None, 5, "A")]
    assert gaps(steps, DEMAND)["process_minutes"] == [Gap("wait_before_minutes", 2)]


def test_a_map_that_takes_no_time_has_nothing_to_divide_by() -> None:
    assert gaps([step("A", 0, 0)], DEMAND)["activity_ratio_percent"] == [Gap("lead_minutes")]


def test_a_demand_of_nobody_has_no_takt_and_needs_nobody() -> None:
    assert gaps([step("A", 1, 1)], Demand(0, 480, 400)) == {"takt_minutes": [Gap("quantity")]}
    assert gaps([step("A", 1, 1)], Demand(5, 480, 0)) == {"staff_needed": [Gap("person_minutes")]}


@settings(max_examples=40)
@given(maps(gaps=True))
def test_a_reason_is_given_for_just_what_is_unknown(steps: list[Step]) -> None:
    metrics = measured(steps, DEMAND)
    found = gaps(steps, DEMAND)
    assert set(found) == {name for name in RESULTS if getattr(metrics, name) is None}
    assert all(found.values())


@settings(max_examples=40)
@given(maps(gaps=True), st.data())
def test_when_every_gap_is_closed_the_lead_time_is_known(steps: list[Step], data: st.DataObject) -> None:
    for _ in range(2 * len(steps)):
        named = gaps(steps, DEMAND).get("lead_minutes", [])
        if not named or named == [Gap("lead_minutes")]:
            break
        gap = data.draw(st.sampled_from(named))
        assert gap.place is not None
        closed: dict[str, float] = {gap.field: 5}
        steps = [replace(each, **closed) if place == gap.place else each for place, each in enumerate(steps)]  # type: ignore[arg-type]
    assert measured(steps, DEMAND).lead_minutes is not None
