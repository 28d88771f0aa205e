"""Small multiples: what is equal stands at one height in every drawing."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.followups.charts import Multiples, UnitChart, small_multiples
from services.followups.charts.lettering import SMALL
from services.followups.charts.multiples import HEIGHT, WIDTH
from services.followups.control import Analysis, Kind, Point, analyse
from services.kernel.svg import Caption
from tests.services.followups.charts.drawings import VALUES, WORDS, marked, parsed, places, said, ways, xmr
from tests.services.followups.control.series import day


def drawn(*units: Analysis) -> Multiples:
    charts = [UnitChart(Caption(f"u{index}", f"Unit {index}"), unit) for index, unit in enumerate(units)]
    return small_multiples(charts, WORDS, "{} to {}, {} to {}".format)


def test_equal_values_of_two_units_stand_at_one_place() -> None:
    one, other = drawn(xmr(10, 50, 20), xmr(90, 50, 0)).pictures
    assert ways(one, "control-line", SMALL)[1] == ways(other, "control-line", SMALL)[1]


def test_all_have_the_same_axes() -> None:
    pictures = drawn(xmr(10, 50, 20), xmr(1, 2, 3, 900)).pictures
    for kind in ("control-level", "control-period"):
        assert said(pictures[0], kind, SMALL) == said(pictures[1], kind, SMALL)


def test_the_shared_axes_are_said_in_words() -> None:
    assert drawn(xmr(10, 50, 20), xmr(90, 50, 0)).scale == "-100 to 200, 2016-04 to 2016-06"


def test_a_unit_that_began_later_has_nothing_before() -> None:
    later = [Point(day(index), float(index)) for index in (2, 3)]
    whole, part = drawn(xmr(1, 2, 3, 4), analyse(later, Kind.XMR, "mdc-xmr", screening=False)).pictures
    shared = [x for x, _ in ways(whole, "control-line", SMALL)][2:]
    assert [x for x, _ in ways(part, "control-line", SMALL)] == shared


def test_a_period_that_a_unit_lacks_breaks_its_line() -> None:
    some = [Point(day(index), 1.0) for index in (0, 2)]
    _, part = drawn(xmr(1, 2, 3), analyse(some, Kind.XMR, "mdc-xmr", screening=False)).pictures
    assert marked(part, "control-line", SMALL)[0].get("d", "").count("M") == 2


def test_the_newest_value_is_written_at_the_end_of_each() -> None:
    assert [said(each, "control-newest", SMALL) for each in drawn(xmr(1, 7, None), xmr(None)).pictures] == [["7.0"], []]


@settings(max_examples=8, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=4))
def test_everything_stands_inside(units: list[list[float | None]]) -> None:
    for picture in drawn(*(xmr(*unit) for unit in units)).pictures:
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places(picture))


@pytest.mark.parametrize("count", [0, 2])
def test_units_without_a_point_have_empty_drawings_with_their_titles(count: int) -> None:
    pictures = drawn(*[xmr()] * count).pictures
    assert [parsed(each)[0].text for each in pictures] == [f"Unit {index}" for index in range(count)]


def test_drawings_of_many_days_name_few_of_them() -> None:
    days = [Point(day(0) + timedelta(days=each), float(each % 9)) for each in range(300)]
    (picture,) = drawn(analyse(days, Kind.XMR, "mdc-xmr", screening=False)).pictures
    assert 2 <= len(said(picture, "control-period", SMALL)) <= 4
