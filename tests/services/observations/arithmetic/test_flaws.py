"""What has to be mended is told all at once."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.value_streams import MOST_MINUTES
from services.observations.arithmetic import Flaw, Step, flaws
from tests.services.observations.arithmetic.maps import maps

TIMES = ("process_minutes", "wait_before_minutes")
NO_TIMES = [-0.1, float("nan"), float("inf"), float("-inf"), MOST_MINUTES + 1]


@given(maps(gaps=True))
def test_a_map_that_can_be_measured_has_no_flaw(steps: list[Step]) -> None:
    assert flaws(steps) == []


@pytest.mark.parametrize("field", TIMES)
@pytest.mark.parametrize("minutes", NO_TIMES)
def test_a_time_that_cannot_be_is_a_flaw(field: str, minutes: float) -> None:
    wrong: dict[str, Any] = {"name": "B", field: minutes}
    assert flaws([Step("A"), Step(**wrong)]) == [Flaw(1, field, "out_of_range", most=MOST_MINUTES)]


@pytest.mark.parametrize("percent", [-1, 100.01, float("nan")])
def test_a_share_outside_0_to_100_is_a_flaw(percent: float) -> None:
    assert flaws([Step("A", complete_accurate_percent=percent)]) == [
        Flaw(0, "complete_accurate_percent", "out_of_range", most=100)
    ]


def test_the_ends_of_every_range_are_in_it() -> None:
    assert flaws([Step("A", 0, MOST_MINUTES, 0), Step("B", MOST_MINUTES, 0, 100)]) == []


def test_a_kind_of_value_that_there_is_not_is_a_flaw() -> None:
    assert flaws([Step("A", value="lovely")]) == [Flaw(0, "value", "not_a_kind")]


def test_each_step_of_a_name_that_an_earlier_one_has_is_a_flaw() -> None:
    steps = [Step("Triage"), Step("Visit"), Step(" TRIAGE "), Step("triage")]
    assert flaws(steps) == [Flaw(place, "name", "name_twice", others=(0,)) for place in (2, 3)]


def test_a_step_after_an_unknown_one_or_itself_is_a_flaw_of_that_entry() -> None:
    steps = [Step("A"), Step("B", after=("A", "nowhere", "b"))]
    assert flaws(steps) == [
        Flaw(1, "after", "after_unknown", entry=1),
        Flaw(1, "after", "after_itself", entry=2),
    ]


def test_a_cycle_is_told_at_each_of_its_steps_by_the_shortest_way_round_and_nowhere_else() -> None:
    steps = [
        Step("A", after=("C",)),
        Step("B", after=("A",)),
        Step("C", after=("B", "A")),
        Step("D", after=("C",)),
        Step("E"),
    ]
    assert flaws(steps) == [
        Flaw(0, "after", "cycle", others=(2,)),
        Flaw(1, "after", "cycle", others=(0, 2)),
        Flaw(2, "after", "cycle", others=(0,)),
    ]


def test_a_step_after_itself_may_be_in_a_cycle_too() -> None:
    assert flaws([Step("A", after=("A", "B")), Step("B", after=("A",))]) == [
        Flaw(0, "after", "after_itself", entry=0),
        Flaw(0, "after", "cycle", others=(1,)),
        Flaw(1, "after", "cycle", others=(0,)),
    ]


def test_one_step_may_have_every_flaw() -> None:
    wrong = Step("a", -1, -1, 101, "lovely", ("a", "nowhere", "B"))
    assert [(flaw.field, flaw.code) for flaw in flaws([Step("A"), Step("B", after=("a",)), wrong])] == [
        ("name", "name_twice"),
        ("process_minutes", "out_of_range"),
        ("wait_before_minutes", "out_of_range"),
        ("complete_accurate_percent", "out_of_range"),
        ("value", "not_a_kind"),
        ("after", "after_itself"),
        ("after", "after_unknown"),
    ]


# Steps and what is wrong with them, by the place among these steps.
BLOCKS: list[tuple[list[Step], list[tuple[int, str]]]] = [
    ([Step("A", 1, 2, 3, "va"), Step("B", after=("A",))], []),
    ([Step("A", process_minutes=-1)], [(0, "out_of_range")]),
    ([Step("A", value="lovely")], [(0, "not_a_kind")]),
    ([Step("A"), Step("A")], [(1, "name_twice")]),
    ([Step("A", after=("nowhere",)), Step("B", after=("A",))], [(0, "after_unknown")]),
    ([Step("A", after=("A",))], [(0, "after_itself")]),
    ([Step("A", after=("B",)), Step("B", after=("A",)), Step("C", after=("B",))], [(0, "cycle"), (1, "cycle")]),
]


@given(st.lists(st.sampled_from(BLOCKS), max_size=10))
def test_flaws_are_all_found_in_any_number_and_order(blocks: list[tuple[list[Step], list[tuple[int, str]]]]) -> None:
    steps: list[Step] = []
    expected: list[tuple[int, str]] = []
    for number, (block, wrong) in enumerate(blocks):
        expected += [(len(steps) + place, code) for place, code in wrong]
        steps += [
            replace(each, name=f"{each.name} {number}", after=tuple(f"{name} {number}" for name in each.after))
            for each in block
        ]
    assert [(flaw.step, flaw.code) for flaw in flaws(steps)] == expected
