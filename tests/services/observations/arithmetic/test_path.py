"""The timeline critical path: branches, joins and dead ends reckoned by hand, and every way tried for drawn maps."""

from collections.abc import Iterator
from fractions import Fraction
from graphlib import CycleError

import pytest
from hypothesis import given

from services.observations.arithmetic import Step, critical_path, predecessors
from tests.services.observations.arithmetic.maps import maps, step


def names(steps: list[Step]) -> str:
    """The names on the critical path, one letter each; empty when it is unknown."""
    path = critical_path(steps)
    return "".join(steps[place].name for place in path.places) if path else ""


def ways(before: tuple[tuple[int, ...], ...], place: int) -> Iterator[tuple[int, ...]]:
    """Every way from a start to a place."""
    for link in before[place]:
        for way in ways(before, link):
            yield (*way, place)
    if not before[place]:
        yield (place,)


def test_of_parallel_steps_the_longest_lead_time_is_taken_though_its_work_is_shorter() -> None:
    steps = [step("A", 0, 5), step("B", 100, 1, "A"), step("C", 0, 50, "A"), step("D", 3, 2, "B", "C")]
    path = critical_path(steps)
    assert path is not None
    assert names(steps) == "ABD"
    assert (float(path.process), float(path.lead)) == (8, 111)


def test_a_branch_is_longest_by_its_sum_not_by_its_longest_step() -> None:
    steps = [
        step("A", 0, 1),
        step("B", 0, 9, "A"),
        step("C", 0, 5, "A"),
        step("D", 0, 6, "C"),
        step("E", 0, 1, "B", "D"),
    ]
    assert names(steps) == "ACDE"


def test_branches_that_never_join_end_in_the_longest() -> None:
    assert names([step("A", 0, 1), step("B", 0, 2, "A"), step("C", 0, 3, "A")]) == "AC"


def test_of_several_starts_the_longest_way_is_taken() -> None:
    assert names([step("A", 0, 9), step("B", 0, 5), step("C", 0, 1, "A", "B")]) == "AC"


def test_a_dead_end_is_not_taken_however_long_it_is() -> None:
    assert names([step("A", 0, 1), step("B", 0, 900, "A", dead_end=True), step("C", 0, 3, "A")]) == "AC"


def test_what_only_leads_to_a_dead_end_or_comes_only_from_one_is_not_taken() -> None:
    leading = [step("A", 0, 1), step("B", 0, 90, "A"), step("X", 0, 90, "B", dead_end=True), step("C", 0, 3, "A")]
    coming = [step("A", 0, 1), step("X", 0, 90, "A", dead_end=True), step("B", 0, 90, "X"), step("C", 0, 3, "A")]
    assert names(leading) == "AC"
    assert names(coming) == "AC"


def test_where_every_branch_is_a_dead_end_the_steps_before_are_the_ends() -> None:
    steps = [step("A", 0, 1), step("B", 0, 2, "A"), step("X", 0, 90, "B", dead_end=True)]
    assert names(steps) == "AB"
    assert names([steps[0], Step("B", after=("A",)), steps[2]]) == "AB"


def test_dead_ends_are_taken_where_nothing_else_is() -> None:
    assert names([step("A", 0, 1, dead_end=True), step("B", 0, 2, dead_end=True)]) == "AB"
    assert names([step("A", 0, 1, dead_end=True), step("B", 0, 2, "A", dead_end=True)]) == "AB"


def test_a_dead_end_hangs_on_its_line() -> None:
    steps = [step("A", 0, 1), step("X", 0, 90, dead_end=True), step("B", 0, 2), step("Y", 0, 90, dead_end=True)]
    assert predecessors(steps) == ((), (0,), (0,), (2,))
    assert names(steps) == "AB"


def test_of_ways_as_long_the_most_work_wins_then_the_least_accurate_then_the_first() -> None:
    start, work, wait = step("A", 0, 1), step("W", 1, 4, "A"), step("V", 4, 1, "A")
    worse = Step("U", 4, 1, 90, "va", ("A",))
    assert names([start, wait, work]) == "AW"
    assert names([start, work, worse]) == "AU"
    assert names([start, work, step("T", 1, 4, "A")]) == "AW"


def test_a_time_missing_only_where_ways_differ_hides_the_path() -> None:
    shared = [Step("A"), step("B", 0, 2, "A"), step("C", 0, 3, "A"), Step("D", after=("B", "C"))]
    assert names(shared) == "ACD"
    assert names([*shared[:1], Step("B", 2, after=("A",)), *shared[2:]]) == ""


def test_a_step_that_waits_for_itself_has_no_path() -> None:
    with pytest.raises(CycleError):
        critical_path([step("A", 0, 1, "B"), step("B", 0, 1, "A")])


def test_many_branches_take_no_time_to_speak_of() -> None:
    steps = [step("0", 0, 1)]
    for fork in range(100):
        steps += [step(f"{fork}{side}", 0, 1, str(fork)) for side in "ab"]
        steps.append(step(str(fork + 1), 0, 1, f"{fork}a", f"{fork}b"))
    path = critical_path(steps)
    assert path is not None
    assert path.lead == 201


@given(maps())
def test_no_way_from_a_start_to_an_end_is_longer_than_the_critical_path(steps: list[Step]) -> None:
    before = predecessors(steps)
    ends = set(range(len(steps))) - {link for links in before for link in links}
    every = [way for end in ends for way in ways(before, end)]
    alive = [way for way in every if not any(steps[place].dead_end for place in way)]
    path = critical_path(steps)
    assert path is not None
    if alive:
        assert path.places in alive
        assert path.lead == max(sum((steps[place].lead or Fraction() for place in way), Fraction()) for way in alive)
    elif all(steps[place].dead_end for place, links in enumerate(before) if not links):
        assert path.places in every
    else:
        assert not any(steps[place].dead_end for place in path.places)
        assert any(way[: len(path.places)] == path.places for way in every)
