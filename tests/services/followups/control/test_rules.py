"""Each rule on the cases that the tests of NHSRplotthedots publish, and on ties by both policies."""

import pytest

from services.followups.control.rules import Found, Placed, Ties, astronomical, most_of, outside, runs, shift, trend

SKIP, BREAK = Ties.SKIP, Ties.BREAK


def sided(*sides: int) -> list[Placed]:
    return [Placed(side, side) for side in sides]


def valued(*values: float) -> list[Placed]:
    return [Placed(value, 1) for value in values]


def zoned(*zones: int) -> list[Placed]:
    """Points by how many bounds they are beyond; below the centre where negative, just above it at 0."""
    return [Placed(zone, -1 if zone < 0 else 1, abs(zone)) for zone in zones]


@pytest.mark.parametrize(
    ("sides", "points"),
    [
        ((1,) * 6, []),
        ((*(1,) * 6, -1), []),
        ((1,) * 7, [(0, 1, 2, 3, 4, 5, 6)]),
        ((*(1,) * 8, -1), [(0, 1, 2, 3, 4, 5, 6, 7)]),
        ((-1, *(1,) * 8, -1), [(1, 2, 3, 4, 5, 6, 7, 8)]),
        ((*(-1,) * 7, *(1,) * 7), [(0, 1, 2, 3, 4, 5, 6), (7, 8, 9, 10, 11, 12, 13)]),
        ((), []),
    ],
)
def test_a_shift_is_a_run_of_the_given_length(sides: tuple[int, ...], points: list[tuple[int, ...]]) -> None:
    found = shift(sided(*sides), length=7, ties=BREAK)
    assert [each.points for each in found] == points
    assert [each.side for each in found] == [sides[each[0]] for each in points]


@pytest.mark.parametrize(("ties", "points"), [(SKIP, [(0, 1, 2, 4, 5, 6)]), (BREAK, [])])
def test_a_point_on_the_centre_is_skipped_or_ends_a_shift(ties: Ties, points: list[tuple[int, ...]]) -> None:
    assert [found.points for found in shift(sided(1, 1, 1, 0, 1, 1, 1), length=6, ties=ties)] == points


@pytest.mark.parametrize(
    ("values", "points", "direction"),
    [
        (range(1, 7), (), 0),
        (range(1, 8), (0, 1, 2, 3, 4, 5, 6), 1),
        ((2, *range(1, 8), 3), (1, 2, 3, 4, 5, 6, 7), 1),
        (range(7, 0, -1), (0, 1, 2, 3, 4, 5, 6), -1),
        ((2, *range(7, 0, -1), 3), (1, 2, 3, 4, 5, 6, 7), -1),
    ],
)
def test_a_trend_of_seven_points_is_six_steps_one_way(
    values: tuple[int, ...], points: tuple[int, ...], direction: int
) -> None:
    assert trend(valued(*values), length=7, ties=BREAK) == ([Found(points, direction)] if points else [])


@pytest.mark.parametrize(
    ("ties", "length", "points"),
    [(BREAK, 7, []), (BREAK, 5, []), (SKIP, 5, [(0, 1, 2, 4, 5, 6)]), (SKIP, 6, [(0, 1, 2, 4, 5, 6)]), (SKIP, 7, [])],
)
def test_equal_neighbours_count_once_or_end_a_trend(ties: Ties, length: int, points: list[tuple[int, ...]]) -> None:
    assert [found.points for found in trend(valued(1, 2, 3, 3, 4, 5, 6), length=length, ties=ties)] == points


def test_a_turning_point_ends_one_trend_and_begins_the_next() -> None:
    found = trend(valued(1, 2, 3, 4, 5, 4, 3, 2, 1), length=5, ties=SKIP)
    assert found == [Found((0, 1, 2, 3, 4), 1), Found((4, 5, 6, 7, 8), -1)]


@pytest.mark.parametrize("values", [(), (1,), (2, 2, 2, 2, 2, 2)])
@pytest.mark.parametrize("ties", Ties)
def test_without_steps_there_is_no_trend(values: tuple[int, ...], ties: Ties) -> None:
    assert trend(valued(*values), length=5, ties=ties) == []


@pytest.mark.parametrize(
    ("zones", "points"),
    [
        ((), []),
        ((0, 0, 0), []),
        ((2, 0, 2), [(0, 2)]),
        ((0, 2, 2), [(1, 2)]),
        ((2, 2, 0), [(0, 1)]),
        ((0, 0, 2, 0, 2, 0, 0), [(2, 4)]),
        ((0, 0, 2, 2, 0, 0, 0), [(2, 3)]),
        ((2, 0, 0, 2), []),
        ((2, 0, 0, 2, 2), [(3, 4)]),
        ((2, 0, 2, 0, 2), [(0, 2, 4)]),
        # All three on one side, and none of the two outside the limits.
        ((2, -1, 2), []),
        ((2, -2, 2), []),
        ((3, 0, 2), []),
        ((3, 2, 2), [(1, 2)]),
        ((-2, -1, -2), [(0, 2)]),
    ],
)
def test_two_of_three_as_making_data_count_has_it(zones: tuple[int, ...], points: list[tuple[int, ...]]) -> None:
    found = most_of(zoned(*zones), count=2, window=3, zone=2, making_data_count=True)
    assert [each.points for each in found] == points


@pytest.mark.parametrize(
    ("zones", "points"),
    [((2, -1, 2), [(0, 2)]), ((3, 0, 2), [(0, 2)]), ((2, -2, 2), [(0, 2)]), ((2, -2, 0), []), ((-2, 0, -3), [(0, 2)])],
)
def test_two_of_three_as_western_electric_has_it(zones: tuple[int, ...], points: list[tuple[int, ...]]) -> None:
    assert [found.points for found in most_of(zoned(*zones), count=2, window=3, zone=2)] == points


@pytest.mark.parametrize(
    ("zones", "points"),
    [
        ((1, 1, 1, 1), []),
        ((1, 1, 0, 1, 1), [(0, 1, 3, 4)]),
        ((1, 2, -3, 1, 1), [(0, 1, 3, 4)]),
        ((1, 1, 0, 0, 1, 1), []),
        ((-1, -1, -1, -1, 0), [(0, 1, 2, 3)]),
    ],
)
def test_four_of_five_as_western_electric_has_it(zones: tuple[int, ...], points: list[tuple[int, ...]]) -> None:
    assert [found.points for found in most_of(zoned(*zones), count=4, window=5, zone=1)] == points


def test_each_point_outside_is_a_signal_of_its_own() -> None:
    assert outside(zoned(0, 3, 2, -3)) == [Found((1,), 1), Found((3,), -1)]


def test_only_a_person_makes_a_point_astronomical() -> None:
    points = [Placed(1, -1), Placed(1000, 1), Placed(500, 1, astronomical=True)]
    assert astronomical(points) == [Found((2,), 1)]


@pytest.mark.parametrize(("ties", "expected"), [(SKIP, [[0, 2], [3]]), (BREAK, [[0], [2], [3]])])
def test_points_on_the_centre_belong_to_no_run(ties: Ties, expected: list[list[int]]) -> None:
    assert runs(sided(1, 0, 1, -1, 0), ties) == expected
