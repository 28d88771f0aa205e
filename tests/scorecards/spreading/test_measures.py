"""The arithmetic of spread on scorecards."""

from collections import Counter
from datetime import date

import pytest

from scorecards import measures
from scorecards.spreading.measures import Matrix, Spread, flat, island_since, total


def test_an_island_was_implemented_ninety_days_ago_or_earlier() -> None:
    assert island_since(date(2026, 11, 22), 90) == date(2026, 8, 24)


@pytest.mark.parametrize(("spread", "relevant", "percent"), [(1, 3, 33.3), (0, 2, 0.0), (2, 2, 100.0), (0, 0, None)])
def test_a_rate_needs_something_that_others_could_use(spread: int, relevant: int, percent: float | None) -> None:
    assert measures.percent(spread, relevant) == percent


def test_spread_is_given_without_a_rate_where_nothing_is_relevant_elsewhere() -> None:
    assert "rate_percent" not in Spread(Counter(given=2)).public()
    public = Spread(Counter(relevant_solved=4, relevant_spread=1, solved_region=3, running_unit=5)).public()
    assert (public["spread"], public["rate_percent"]) == (1, 25.0)
    assert (public["solved"], public["running"]) == (
        {"unit": 0, "division": 0, "region": 3},
        {"unit": 5, "division": 0, "region": 0},
    )


def test_a_total_adds_figures_and_islands_and_works_its_rate_out_anew() -> None:
    some, more = Spread(Counter(relevant_solved=1, relevant_spread=1), 2), Spread(Counter(relevant_solved=3), 5)
    assert (total([some, more]).rate, total([some, more]).islands) == (25.0, 7)
    assert flat(total([some, more]))["rate_percent"] == 25.0


def test_a_matrix_adds_its_rows_and_columns_and_what_crosses() -> None:
    matrix = Matrix([("A", "a"), ("B", "b")], {("A", "A"): 2, ("A", "B"): 3, ("B", "A"): 5})
    assert [matrix.given("A"), matrix.received("A"), matrix.given("B"), matrix.received("B")] == [5, 7, 5, 3]
    assert (matrix.total, matrix.across, matrix.number("B", "B")) == (10, 8, 0)
