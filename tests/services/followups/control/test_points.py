"""What is refused, by which name, and at which point."""

import math
from datetime import date
from typing import Any

import pytest

from services.followups.control import CannotJudge, Kind, Point, Problem
from services.followups.control.points import read
from tests.services.followups.control.series import day, plain

SOUND = {
    Kind.RUN: Point(day(0), 1.5),
    Kind.XMR: Point(day(0), -1.5),
    Kind.P: Point(day(0), numerator=1, denominator=2),
    Kind.P_PRIME: Point(day(0), numerator=1, denominator=2),
    Kind.U: Point(day(0), numerator=3, denominator=2.5),
    Kind.U_PRIME: Point(day(0), numerator=3, denominator=2.5),
    Kind.C: Point(day(0), 0),
    Kind.G: Point(day(0), 0),
    Kind.T: Point(day(0), 0.5),
}
RATIO = {"numerator": 1.0, "denominator": 2.0}


@pytest.mark.parametrize(
    ("kind", "given", "problem"),
    [
        (Kind.XMR, {"value": math.nan}, Problem.NOT_FINITE),
        (Kind.XMR, {"value": math.inf}, Problem.NOT_FINITE),
        (Kind.XMR, {"value": 1e200}, Problem.NOT_FINITE),
        (Kind.XMR, {"numerator": 1.0, "denominator": 5e-324}, Problem.NOT_FINITE),
        (Kind.XMR, {"value": 1.0, **RATIO}, Problem.VALUE_AND_RATIO),
        (Kind.XMR, {"numerator": 1.0}, Problem.HALF_A_RATIO),
        (Kind.P, {"denominator": 1.0}, Problem.HALF_A_RATIO),
        (Kind.P, {"numerator": 0.0, "denominator": 0.0}, Problem.DENOMINATOR_NOT_POSITIVE),
        (Kind.RUN, {"numerator": 1.0, "denominator": -2.0}, Problem.DENOMINATOR_NOT_POSITIVE),
        (Kind.P, {"numerator": 3.0, "denominator": 2.0}, Problem.NUMERATOR_ABOVE_DENOMINATOR),
        (Kind.P_PRIME, {"numerator": 3.0, "denominator": 2.0}, Problem.NUMERATOR_ABOVE_DENOMINATOR),
        (Kind.P, {"numerator": -1.0, "denominator": 2.0}, Problem.NEGATIVE_COUNT),
        (Kind.U, {"numerator": -1.0, "denominator": 2.0}, Problem.NEGATIVE_COUNT),
        (Kind.C, {"value": -1.0}, Problem.NEGATIVE_COUNT),
        (Kind.G, {"value": -1.0}, Problem.NEGATIVE_COUNT),
        (Kind.C, {"value": 1.5}, Problem.NOT_WHOLE),
        (Kind.U_PRIME, {"numerator": 1.5, "denominator": 2.0}, Problem.NOT_WHOLE),
        (Kind.T, {"value": 0.0}, Problem.NOT_POSITIVE),
        (Kind.P, {"value": 0.5}, Problem.RATIO_NEEDED),
        (Kind.U_PRIME, {"value": 0.5}, Problem.RATIO_NEEDED),
        (Kind.C, RATIO, Problem.VALUE_NEEDED),
        (Kind.T, RATIO, Problem.VALUE_NEEDED),
    ],
)
def test_a_point_that_a_chart_cannot_take_is_named(kind: Kind, given: dict[str, Any], problem: Problem) -> None:
    wrong = Point(day(1), **given)
    with pytest.raises(CannotJudge) as refused:
        read([SOUND[kind], wrong], kind)
    assert refused.value.problem is problem
    assert refused.value.period == date(2016, 5, 1)
    assert str(refused.value).startswith("2016-05-01: ")


@pytest.mark.parametrize("kind", Kind)
def test_a_sound_point_and_a_gap_are_read_by_every_chart(kind: Kind) -> None:
    found, gap = read([SOUND[kind], Point(day(1))], kind)
    assert found is not None
    assert gap is None


def test_a_rate_may_be_above_one_where_it_is_no_proportion() -> None:
    (found,) = read([Point(day(0), numerator=3, denominator=2)], Kind.XMR)
    assert found is not None
    assert found.value == 1.5


@pytest.mark.parametrize("second", [day(0), day(1)])
def test_periods_come_once_and_in_order(second: date) -> None:
    with pytest.raises(CannotJudge) as refused:
        read([Point(day(1), 1.0), Point(second, 2.0)], Kind.XMR)
    assert (refused.value.problem, refused.value.period) == (Problem.OUT_OF_ORDER, second)


def test_the_first_wrong_point_is_the_one_named() -> None:
    with pytest.raises(CannotJudge, match="2016-06-01"):
        read(plain(1, 2, -1, -2), Kind.C)
