"""What a map says in numbers: the published case, maps reckoned by hand, and what holds for every map."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.observations.arithmetic import Demand, Metrics, Step, measured
from tests.services.observations.arithmetic.maps import filled, maps, published, step

DEMAND = Demand(quantity=20, available_minutes=480, person_minutes=400)
NUMBERS = [each.name for each in fields(Metrics) if each.name != "critical_path"]


def numbers(steps: list[Step]) -> list[float | None]:
    """Every result but the names on the path."""
    found = measured(steps, DEMAND)
    return [getattr(found, name) for name in NUMBERS]


def without(steps: list[Step], place: int, field: str) -> list[Step]:
    """The map with one number missing."""
    missing: dict[str, Any] = {field: None}
    return [*steps[:place], replace(steps[place], **missing), *steps[place + 1 :]]


def test_the_published_case_is_met() -> None:
    found = measured(published())
    assert (found.process_minutes, found.lead_minutes) == (160, 210)
    assert found.activity_ratio_percent == pytest.approx(76.190, abs=5e-4)
    assert found.rolled_complete_accurate_percent == 71.2215
    assert found.critical_path == ("Step 0", "Step 1", "Step 2", "Step 3", "Step 4")


def test_the_activity_ratio_is_sum_over_sum_and_no_mean_of_ratios() -> None:
    assert measured([step("A", 90, 10), step("B", 0, 100)]).activity_ratio_percent == 55


def test_only_value_adding_time_counts_for_process_cycle_efficiency() -> None:
    steps = [Step("A", 10, 20, value="va"), Step("B", 30, 40, value="nnva"), Step("C", 50, 50, value="nva")]
    assert measured(steps).process_cycle_efficiency_percent == 5
    assert measured(steps).activity_ratio_percent == 45


def test_takt_is_available_time_over_demand_and_staff_is_work_over_the_time_of_one() -> None:
    found = measured(published(), DEMAND)
    assert found.takt_minutes == 24
    assert found.staff_needed == 160 * 20 / 400


def test_takt_is_known_before_any_step_is() -> None:
    assert measured([], DEMAND) == Metrics(takt_minutes=24)


def test_nothing_to_divide_by_gives_no_result() -> None:
    assert measured([step("A", 0, 0)]).activity_ratio_percent is None
    assert measured([step("A", 0, 0)]).process_cycle_efficiency_percent is None
    nobody = measured(published(), Demand(quantity=0, available_minutes=480, person_minutes=0))
    assert (nobody.takt_minutes, nobody.staff_needed) == (None, None)


def test_a_result_too_large_to_write_is_none() -> None:
    assert measured(published(), Demand(quantity=5e-324, available_minutes=480)).takt_minutes is None


@pytest.mark.parametrize("number", [-1, float("nan"), float("inf")])
def test_a_demand_that_cannot_be_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="demand"):
        Demand(quantity=number)


@pytest.mark.parametrize(
    ("field", "unknown"),
    [
        ("wait_before_minutes", {"lead_minutes", "activity_ratio_percent", "process_cycle_efficiency_percent"}),
        (
            "process_minutes",
            {
                "process_minutes",
                "lead_minutes",
                "activity_ratio_percent",
                "process_cycle_efficiency_percent",
                "staff_needed",
            },
        ),
        ("complete_accurate_percent", {"rolled_complete_accurate_percent"}),
        ("value", {"process_cycle_efficiency_percent"}),
    ],
)
def test_a_missing_number_of_a_line_makes_exactly_what_needs_it_unknown(field: str, unknown: set[str]) -> None:
    steps = [replace(each, value="va") for each in published()]
    known = measured(steps, DEMAND)
    assert measured(without(steps, 2, field), DEMAND) == replace(known, **dict.fromkeys(unknown))


@pytest.mark.parametrize(
    ("field", "unknown"),
    [
        ("quantity", {"takt_minutes", "staff_needed"}),
        ("available_minutes", {"takt_minutes"}),
        ("person_minutes", {"staff_needed"}),
    ],
)
def test_a_missing_number_of_the_demand_makes_exactly_what_needs_it_unknown(field: str, unknown: set[str]) -> None:
    known = measured(published(), DEMAND)
    assert measured(published(), replace(DEMAND, **{field: None})) == replace(known, **dict.fromkeys(unknown))


@pytest.mark.parametrize("field", ["wait_before_minutes", "process_minutes"])
def test_a_missing_time_of_one_of_two_branches_leaves_the_critical_path_unknown(field: str) -> None:
    steps = [step("A", 0, 1), step("B", 0, 500, "A"), step("C", 1, 1, "A")]
    assert measured(without(steps, 2, field)) == Metrics()


def test_a_missing_time_of_a_shared_step_leaves_the_critical_path_known() -> None:
    steps = [Step("A", 1), step("B", 0, 5, "A"), step("C", 2, 4, "A"), step("D", 0, 1, "B", "C")]
    found = measured(steps)
    assert found.critical_path == ("A", "C", "D")
    assert (found.process_minutes, found.lead_minutes) == (6, None)


def test_missing_numbers_beside_the_path_change_nothing() -> None:
    branched = [
        step("A", 0, 1),
        step("B", 0, 5, "A"),
        Step("C", 1, 1, after=("A",)),
        Step("X", None, None, dead_end=True),
    ]
    assert measured(branched) == measured(branched[:2])


@pytest.mark.parametrize(
    ("field", "unknown"),
    [
        ("complete_accurate_percent", "rolled_complete_accurate_percent"),
        ("value", "process_cycle_efficiency_percent"),
    ],
)
def test_branches_of_equal_times_that_lack_a_number_leave_only_its_result_unknown(field: str, unknown: str) -> None:
    steps = [step("A", 0, 1), step("B", 0, 5, "A"), step("C", 0, 5, "A")]
    assert measured(without(steps, 2, field)) == replace(measured(steps), **dict.fromkeys([unknown]))


def test_what_a_missing_share_would_decide_between_branches_of_equal_times_is_unknown() -> None:
    steps = [step("B", 0, 5), Step("C", 5, 0, None, "nva"), step("D", 0, 5, "B", "C")]
    found = measured(steps)
    assert (found.lead_minutes, found.activity_ratio_percent) == (10, 100)
    assert found.rolled_complete_accurate_percent is None
    assert found.process_cycle_efficiency_percent is None


def test_decimals_are_added_as_they_were_written() -> None:
    steps = [step("A", 0.1, 0.2), step("B", 0.1, 0.2)]
    assert measured(steps).lead_minutes == 0.6
    assert sum([0.1, 0.2, 0.1, 0.2]) != 0.6


@given(maps(), st.data())
def test_adding_a_wait_never_shortens_the_lead_time(steps: list[Step], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(steps) - 1))
    longer = (steps[place].wait_before_minutes or 0) + data.draw(st.floats(0, 100))
    waiting = [*steps[:place], replace(steps[place], wait_before_minutes=longer), *steps[place + 1 :]]
    before, now = measured(steps).lead_minutes, measured(waiting).lead_minutes
    assert before is not None
    assert now is not None
    assert now >= before


@given(maps(), st.data())
def test_splitting_a_step_keeps_every_number(steps: list[Step], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(steps) - 1))
    whole = steps[place]
    line = not any(each.after for each in steps)
    half = (whole.process_minutes or 0) / 2
    first = replace(whole, process_minutes=half, complete_accurate_percent=100)
    second = replace(
        whole, name="second half", process_minutes=half, wait_before_minutes=0, after=() if line else (whole.name,)
    )
    later = [
        replace(each, after=tuple(second.name if name == whole.name else name for name in each.after))
        for each in steps[place + 1 :]
    ]
    assert numbers([*steps[:place], first, second, *later]) == numbers(steps)


@given(maps(gaps=True), st.data())
def test_neither_names_nor_the_order_of_branches_change_a_number(steps: list[Step], data: st.DataObject) -> None:
    names = dict(
        zip(
            (each.name for each in steps),
            data.draw(st.lists(st.text("abcåäö", min_size=1), min_size=len(steps), max_size=len(steps), unique=True)),
            strict=True,
        )
    )
    renamed = [replace(each, name=names[each.name], after=tuple(names[name] for name in each.after)) for each in steps]
    # A line is its order; with `after`, the order says nothing.
    shuffled = data.draw(st.permutations(renamed)) if any(each.after for each in steps) else renamed
    assert numbers(list(shuffled)) == numbers(steps)


@given(maps(gaps=True))
def test_shares_are_between_0_and_100_and_adding_value_is_part_of_the_work(steps: list[Step]) -> None:
    found = measured(steps)
    for share in (
        found.activity_ratio_percent,
        found.rolled_complete_accurate_percent,
        found.process_cycle_efficiency_percent,
    ):
        assert share is None or 0 <= share <= 100
    if found.process_cycle_efficiency_percent is not None:
        assert found.activity_ratio_percent is not None
        assert found.process_cycle_efficiency_percent <= found.activity_ratio_percent


@given(maps(gaps=True), st.data())
def test_a_number_that_is_known_stays_whatever_the_missing_ones_turn_out_to_be(
    steps: list[Step], data: st.DataObject
) -> None:
    turned_out = numbers(filled(steps, data.draw))
    for known, now in zip(numbers(steps), turned_out, strict=True):
        assert known is None or known == now
