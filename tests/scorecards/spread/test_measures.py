"""The arithmetic of spread: what holds whatever units have told."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from scorecards.measures import percent
from scorecards.spread.measures import Adopter, Spread, curve, generations
from tests.scorecards.spread.lives import ORIGIN, START, adopters, spreads


def lived(*stages: tuple[int, str]) -> list[tuple[date, str]]:
    return [(START + timedelta(days=day), stage) for day, stage in stages]


@given(spreads())
def test_each_unit_is_counted_once(spread: Spread) -> None:
    assert sum(spread.reached.values()) == len(spread.adopters)
    assert spread.adopted == spread.reached["implemented"] + spread.reached["sustained"]


@given(spreads())
def test_the_curve_ends_at_the_number_of_adopters_and_never_falls_below_zero(spread: Spread) -> None:
    days = [day for day, _ in spread.curve]
    numbers = [number for _, number in spread.curve]
    assert days == sorted(set(days))
    assert min(numbers, default=0) >= 0
    assert (numbers or [0])[-1] == spread.adopted
    assert all(before != after for before, after in zip([0, *numbers], numbers, strict=False))


@given(spreads())
def test_a_share_lies_between_none_and_all(spread: Spread) -> None:
    assert (spread.adoption_percent is None) == (not spread.relevant)
    assert (spread.cross_division_percent is None) == (not spread.adopted)
    assert 0 <= (spread.adoption_percent or 0) <= 100
    assert 0 <= (spread.cross_division_percent or 0) <= 100
    assert spread.adopted_relevant <= min(spread.adopted, len(spread.relevant))


@given(spreads())
def test_a_relevant_unit_is_reached_or_not(spread: Spread) -> None:
    reached = {each.unit for each in spread.adopters}
    assert set(spread.not_reached) == spread.relevant - reached


@given(adopters())
def test_generations_follow_who_learned_from_whom_and_end_in_circles(them: tuple[Adopter, ...]) -> None:
    learned = {each.unit: each.learned_from for each in them}
    found = generations(learned, [ORIGIN])
    assert found.keys() == learned.keys()
    for unit, number in found.items():
        source = learned[unit]
        if source == ORIGIN:
            assert number == 1
        elif source in found and found[source] is not None:
            assert number == (found[source] or 0) + 1
        else:
            assert number is None


def test_two_that_learned_from_each_other_have_no_generation() -> None:
    assert generations({"A": "B", "B": "A", "C": "A", "D": ORIGIN}, [ORIGIN]) == {
        "A": None,
        "B": None,
        "C": None,
        "D": 1,
    }


def test_a_long_way_is_walked_to_its_end() -> None:
    learned: dict[str, str | None] = {f"L{number}": f"L{number - 1}" for number in range(1, 5000)}
    assert generations(learned | {"L0": ORIGIN}, [ORIGIN])["L4999"] == 5000


def test_who_stopped_counts_until_then_and_again_once_it_goes_on() -> None:
    stopped = lived((1, "testing"), (3, "implemented"), (5, "sustained"), (9, "stopped"), (20, "implemented"))
    assert curve([stopped]) == [
        (day, number) for (day, _), number in zip(lived((3, ""), (9, ""), (20, "")), (1, 0, 1), strict=True)
    ]


def test_a_day_on_which_one_comes_and_another_goes_changes_nothing() -> None:
    first, second = lived((1, "implemented"), (7, "stopped")), lived((7, "implemented"))
    assert curve([first, second]) == [(START + timedelta(days=1), 1)]


@pytest.mark.parametrize(("part", "whole", "expected"), [(1, 3, 33.3), (0, 4, 0.0), (4, 4, 100.0), (0, 0, None)])
def test_a_share_has_one_decimal_and_none_of_nothing(part: int, whole: int, expected: float | None) -> None:
    assert percent(part, whole) == expected


def adopted_after(*days: int) -> Spread:
    them = tuple(
        Adopter(f"U{place}", "implemented", START + timedelta(days=day), lived((day, "implemented")), None, "D", False)  # noqa: FBT003
        for place, day in enumerate(days)
    )
    return Spread((ORIGIN,), START, frozenset(), them, ())


@pytest.mark.parametrize(("days", "half"), [((), None), ((5,), 5), ((5, 9), 5), ((5, 9, 30), 9), ((1, 2, 3, 90), 2)])
def test_half_of_the_adopters_had_it_within_so_many_days(days: tuple[int, ...], half: int | None) -> None:
    assert adopted_after(*days).half_days() == half


def test_without_the_day_it_began_there_are_no_days() -> None:
    spread = Spread((ORIGIN,), None, frozenset(), adopted_after(5).adopters, ())
    assert spread.half_days() is None
    assert spread.days(spread.adopters[0]) is None
