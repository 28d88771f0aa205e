"""The runs table against the exact distribution, and the limits of Anhøj."""

from fractions import Fraction
from itertools import accumulate
from math import comb

import pytest

from services.followups.control import Kind
from services.followups.control.rules import Found, Placed
from services.followups.control.runs import (
    few_crossings,
    fewest_crossings,
    in_table,
    long_run,
    longest_run,
    median,
    too_few_runs,
    too_many_runs,
    useful,
)
from services.followups.control.runs_table import RUNS
from tests.services.followups.control.series import RRK_BREACHES, base, plain

# Useful points: the table's low and high, its share of false signals in %, the longest run and fewest crossings.
ROWS = {
    10: (3, 9, 1.6, 6, 2),
    11: (3, 10, 0.6, 6, 2),
    12: (3, 11, 0.4, 7, 3),
    13: (4, 11, 1.5, 7, 3),
    14: (4, 12, 0.8, 7, 4),
    15: (5, 12, 2.8, 7, 4),
    16: (5, 13, 1.8, 7, 4),
    17: (5, 13, 2.6, 7, 5),
    18: (6, 14, 2.4, 7, 5),
    19: (6, 15, 1.5, 7, 6),
    20: (6, 16, 0.9, 7, 6),
    21: (7, 16, 2.2, 7, 6),
    22: (7, 17, 1.5, 7, 7),
    23: (7, 17, 2.0, 8, 7),
    24: (8, 18, 1.9, 8, 8),
    25: (8, 18, 2.4, 8, 8),
    26: (9, 19, 2.6, 8, 8),
    27: (9, 20, 1.7, 8, 9),
    28: (10, 20, 3.1, 8, 9),
    29: (10, 21, 2.1, 8, 10),
    30: (11, 22, 2.7, 8, 10),
    31: (11, 22, 2.6, 8, 11),
    32: (11, 23, 1.8, 8, 11),
    33: (11, 24, 1.2, 8, 11),
    34: (12, 24, 2.2, 8, 12),
    35: (12, 25, 1.5, 8, 12),
    36: (13, 25, 2.7, 8, 13),
    37: (13, 26, 1.8, 8, 13),
    38: (14, 26, 3.1, 8, 14),
    39: (14, 27, 2.2, 8, 14),
    40: (15, 27, 3.6, 8, 14),
}


def probability(runs: int, number: int) -> Fraction:
    """Of so many runs in `number` points, half of them on either side (Wald & Wolfowitz 1940)."""
    above = number // 2
    below = number - above
    half, odd = divmod(runs, 2)
    ways = (
        comb(above - 1, half) * comb(below - 1, half - 1) + comb(above - 1, half - 1) * comb(below - 1, half)
        if odd
        else 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
    )
    return Fraction(ways, comb(number, above))


def series(*lengths: int) -> list[Placed]:
    """Runs of these lengths, the first above."""
    return [Placed(1, side) for number, length in enumerate(lengths) for side in [(-1) ** number] * length]


def many(number: int, runs: int) -> list[Placed]:
    """So many points in so many runs."""
    return series(*[1] * (runs - 1), number - runs + 1)


@pytest.mark.parametrize("number", ROWS)
def test_the_table_is_the_published_one_and_its_false_signals_are_those_of_the_exact_distribution(number: int) -> None:
    low, high, percent, _, _ = ROWS[number]
    assert RUNS[number] == (low, high)
    chances = {runs: probability(runs, number) for runs in range(2, number + 1)}
    assert sum(chances.values()) == 1
    false = sum(chance for runs, chance in chances.items() if not low <= runs <= high)
    assert float(100 * false) == pytest.approx(percent, abs=0.05)


@pytest.mark.parametrize("number", ROWS)
def test_runs_are_a_signal_beyond_their_row_and_not_within_it(number: int) -> None:
    low, high, _, _, _ = ROWS[number]
    signals = [bool(too_few_runs(many(number, runs))) for runs in (low - 1, low, high)]
    assert signals == [True, False, False]
    signals = [bool(too_many_runs(many(number, runs))) for runs in (low, high, high + 1) if runs <= number]
    assert signals == [False, False, True][: len(signals)]


def test_the_table_ends_at_40_and_so_does_its_judgement() -> None:
    assert set(RUNS) == set(ROWS)
    assert in_table(many(40, 20))
    for number in (9, 41):
        assert not in_table(many(number, 1))
        assert too_few_runs(many(number, 1)) == []
        assert too_many_runs(many(number, number)) == []


@pytest.mark.parametrize("number", ROWS)
def test_anhoejs_limits_are_those_of_his_table_and_of_the_binomial_distribution(number: int) -> None:
    _, _, _, longest, fewest = ROWS[number]
    assert (longest_run(number), fewest_crossings(number)) == (longest, fewest)
    cumulated = list(
        accumulate(Fraction(comb(number - 1, crossings), 2 ** (number - 1)) for crossings in range(number))
    )
    assert cumulated[fewest - 1] < Fraction(1, 20) <= cumulated[fewest]


@pytest.mark.parametrize(("number", "longest"), [(46, 9), (60, 9), (91, 10), (100, 10)])
def test_anhoejs_limits_go_on_where_the_runs_table_ends(number: int, longest: int) -> None:
    assert longest_run(number) == longest


def test_anhoejs_limits_hold_for_thousands_of_points() -> None:
    # The quantile is close to its normal approximation: 1499.5 - 1.645 * 27.4.
    assert fewest_crossings(3000) == pytest.approx(1454.5, abs=1)


def test_a_run_is_long_when_it_is_longer_than_the_limit() -> None:
    assert long_run(series(7, 5, 4, 4)) == []
    assert long_run(series(4, 8, 4, 4)) == [Found((4, 5, 6, 7, 8, 9, 10, 11), -1)]


def test_crossings_are_few_when_they_are_fewer_than_the_limit() -> None:
    assert few_crossings(series(3, 3, 3, 3, 3, 3, 2)) == []
    assert few_crossings(series(4, 4, 4, 4, 2, 2)) == [Found((), 0)]


def test_points_that_are_all_on_the_median_are_no_signal() -> None:
    points = [Placed(1, 0)] * 20
    assert useful(points) == 0
    assert long_run(points) == few_crossings(points) == too_few_runs(points) == too_many_runs(points) == []


def test_sixteen_months_in_four_runs_are_too_few() -> None:
    # Balestracci, Quality Digest, October 2008: seven above, seven below, one above, one below.
    points = series(7, 7, 1, 1)
    assert too_few_runs(points) == [Found((), 0)]
    assert too_many_runs(points) == []


def test_the_median_has_no_limits() -> None:
    zones = median(base(plain(*RRK_BREACHES), Kind.RUN)).zones(None)
    assert (zones.centre, zones.lower, zones.upper) == ((1683 + 1751) / 2, None, None)
