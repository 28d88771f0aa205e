"""Which periods are named: the beginnings of natural ones, as many as fit."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.followups.charts import Grain
from services.followups.charts.periods import Label, grain, labels
from tests.services.followups.control.series import day

START = date(2016, 4, 1)


def every(days: int, count: int) -> list[date]:
    return [START + timedelta(days=days * index) for index in range(count)]


def at_most(most: int, periods: Sequence[date]) -> list[Label]:
    return list(labels(periods, lambda found: len(found) <= most))


@pytest.mark.parametrize(
    ("periods", "length"),
    [
        (every(1, 9), Grain.DAY),
        (every(7, 9), Grain.WEEK),
        ([day(index) for index in range(9)], Grain.MONTH),
        ([day(3 * index) for index in range(9)], Grain.QUARTER),
        ([day(12 * index) for index in range(9)], Grain.YEAR),
        ([START], Grain.MONTH),
        ([], Grain.MONTH),
    ],
)
def test_the_length_of_periods_is_told_by_their_distance(periods: list[date], length: Grain) -> None:
    assert grain(periods) is length


def test_a_missing_month_does_not_make_months_quarters() -> None:
    assert grain([day(index) for index in (0, 1, 2, 7, 8)]) is Grain.MONTH


def test_every_month_is_named_where_all_fit() -> None:
    assert at_most(6, [day(index) for index in range(4)]) == [(index, Grain.MONTH) for index in range(4)]


def test_years_are_named_at_their_beginnings() -> None:
    found = at_most(4, [day(index) for index in range(48)])
    assert found == [(index, Grain.YEAR) for index in (9, 21, 33, 45)]


def test_quarters_are_named_as_quarters() -> None:
    assert {each for _, each in at_most(5, [day(3 * index) for index in range(5)])} == {Grain.QUARTER}


@settings(max_examples=25)
@given(st.integers(1, 400), st.sampled_from([1, 7, 30, 91, 365]), st.integers(1, 8))
def test_some_are_always_named_and_never_more_than_fit(count: int, days: int, most: int) -> None:
    found = at_most(most, every(days, count))
    assert 1 <= len(found) <= most
    assert [index for index, _ in found] == sorted({index for index, _ in found})
