"""The arithmetic of waste on scorecards."""

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.value_streams import key_of
from schemas.vocabulary import WASTES
from scorecards.waste.measures import KINDS, Waste, flat, from_parts, median, total


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_a_median_of_counted_days_is_that_of_the_days(days: list[int]) -> None:
    assert median(Counter(days)) == statistics.median(days)


def test_of_nothing_there_is_no_median_and_no_share() -> None:
    assert median({}) is None
    public = Waste().public()
    assert "median_days" not in public
    assert "led_percent" not in public
    assert public["observations"] == 0


def test_the_two_measures_of_minutes_say_each_of_how_many_they_were_told() -> None:
    it = Waste(Counter(number=4, told=3, minutes=12_500, weekly_told=1, weekly=50_000, led=1), Counter({3: 1}))
    public = it.public()
    assert (public["minutes_lost"], public["minutes_told"]) == (12.5, 3)
    assert (public["minutes_a_week"], public["weekly_told"]) == (50.0, 1)
    assert (public["led_percent"], public["median_days"], public["days_known"]) == (25.0, 3, 1)
    assert set(flat(it).values()) == {4, 12.5, 50.0, 1}


def test_a_number_of_which_nobody_told_is_none_and_never_zero() -> None:
    assert (from_parts(None), from_parts(0), from_parts(12_500)) == (None, 0, 12.5)


def test_a_total_adds_days_and_works_the_median_out_anew() -> None:
    whole = total([Waste(Counter(number=1, led=1), Counter({1: 1})), Waste(Counter(number=2, led=2), Counter({5: 2}))])
    assert (whole.number, whole.led, whole.median_days) == (3, 3, 5)


def test_every_waste_has_its_place_and_the_two_alike_stand_together() -> None:
    assert sorted(KINDS) == sorted(WASTES)
    assert KINDS[-2:] == ("overproduction", "overprocessing")


@pytest.mark.parametrize("name", ["Stroke care", " stroke  CARE ", "STROKE CARE"])
def test_spellings_of_one_name_share_a_key(name: str) -> None:
    assert key_of(name) == "stroke care"
