"""Where steps stand, so that no line runs through one and what is critical reads as one line."""

from hypothesis import given, settings

from services.observations.arithmetic import Step, predecessors
from services.observations.streams.layout import Layout, laid_out
from tests.services.observations.arithmetic.maps import maps, step


def stands(layout: Layout) -> list[tuple[int, int]]:
    return [(place.column, place.lane) for place in layout.places]


def test_a_line_stands_in_one_lane() -> None:
    assert stands(laid_out([step("A", 1, 1), step("B", 1, 1), step("C", 1, 1)])) == [(0, 0), (1, 0), (2, 0)]


def test_the_longest_branch_keeps_the_first_lane() -> None:
    steps = [step("A", 1, 1), step("Short", 1, 1, "A"), step("Long", 9, 1, "A"), step("End", 1, 1, "Short", "Long")]
    layout = laid_out(steps)
    assert layout.path == (0, 2, 3)
    assert stands(layout) == [(0, 0), (1, 1), (1, 0), (2, 0)]


def test_a_dead_end_hangs_below_the_line() -> None:
    assert stands(laid_out([step("A", 1, 1), step("Copy", 9, 9, dead_end=True), step("B", 1, 1)]))[1] == (1, 1)


def test_a_way_that_passes_a_step_keeps_a_lane_of_its_own() -> None:
    layout = laid_out([step("A", 1, 1), step("B", 1, 1, "A"), step("C", 1, 1, "A", "B")])
    past = next(way for way in layout.ways if (way.source, way.target) == (0, 2))
    assert past.lane == 1
    assert layout.lanes(0, 3) == 2


def test_without_times_the_way_of_most_steps_keeps_the_first_lane() -> None:
    steps = [step("A", 1, 1), step("Side", None, 1, "A"), step("B", 1, 1, "A"), step("C", 1, 1, "B")]
    layout = laid_out(steps)
    assert layout.path is None
    assert [layout.places[place].lane for place in (0, 2, 3)] == [0, 0, 0]
    assert not any(way.critical for way in layout.ways)


@settings(max_examples=40)
@given(maps(gaps=True))
def test_every_way_leads_to_the_right_and_no_two_things_stand_in_one_place(steps: list[Step]) -> None:
    layout = laid_out(steps)
    assert {(way.source, way.target) for way in layout.ways} == {
        (link, place) for place, links in enumerate(predecessors(steps)) for link in links
    }
    assert len(set(stands(layout))) == len(steps)
    for way in layout.ways:
        source, target = layout.places[way.source].column, layout.places[way.target].column
        assert source < target
        passed = {(column, way.lane) for column in range(source + 1, target)}
        assert not passed & set(stands(layout))
    if layout.path is not None:
        assert {layout.places[place].lane for place in layout.path} == {0}


@settings(max_examples=40)
@given(maps())
def test_all_lanes_in_use_are_counted(steps: list[Step]) -> None:
    layout = laid_out(steps)
    deepest = max(place.lane for place in layout.places)
    assert layout.lanes(0, layout.columns) > deepest
    # The same holds for a map that is broken after each column.
    assert max(layout.lanes(column, column + 1) for column in range(layout.columns)) > deepest
