"""Charts: what a value becomes on the page, and that no text breaks out of the drawing."""

from collections.abc import Callable
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from services.kernel.charts import Axis, bars, line_chart, small_line, step_chart, ticks
from services.kernel.svg import Caption

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "\"><script>alert(1)</script>&'{0}%s"
CAPTION = Caption("running", "Running improvements rose", "One point a month.")
MONTHS = [("2026-09", 2.0), ("2026-10", 4.0), ("2026-11", 3.0)]


def parsed(drawing: Markup) -> Element:
    return fromstring(drawing)  # noqa: S314 our own drawing, and that it parses is what we test


def marked(drawing: Markup, kind: str) -> list[Element]:
    return [element for element in parsed(drawing).iter() if kind in element.get("class", "").split()]


def corners(drawing: Markup) -> list[tuple[float, float]]:
    (line,) = marked(drawing, "chart-line")
    pairs = [pair.split(",") for pair in line.get("points", "").split()]
    return [(float(x), float(y)) for x, y in pairs]


def texts(drawing: Markup) -> list[str | None]:
    return [element.text for element in parsed(drawing).iter(f"{SVG}text")]


DRAWERS: list[Callable[[Caption], Markup]] = [
    lambda caption: line_chart(caption, MONTHS),
    lambda caption: small_line(caption, [1, 2], 3),
    lambda caption: bars(caption, MONTHS),
    lambda caption: step_chart(caption, [(0, 1)], [("a", 0), ("b", 1)]),
]


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_chart_is_named_by_its_title_and_description(draw: Callable[[Caption], Markup]) -> None:
    svg = parsed(draw(CAPTION))
    assert svg.get("role") == "img"
    named = {element.get("id"): element.text for element in svg if element.get("id")}
    assert [named[name] for name in svg.get("aria-labelledby", "").split()] == [CAPTION.title, CAPTION.description]


@pytest.mark.parametrize("draw", DRAWERS)
def test_a_chart_without_description_points_at_none(draw: Callable[[Caption], Markup]) -> None:
    svg = parsed(draw(Caption("c", "Title")))
    assert svg.get("aria-labelledby") == "c-title"
    assert svg.find(f"{SVG}desc") is None


@pytest.mark.parametrize("draw", DRAWERS)
def test_hostile_text_stays_text(draw: Callable[[Caption], Markup]) -> None:
    svg = parsed(draw(Caption(HOSTILE, HOSTILE, HOSTILE)))
    assert svg.findtext(f"{SVG}title") == svg.findtext(f"{SVG}desc") == HOSTILE
    assert not list(svg.iter(f"{SVG}script"))


def test_hostile_labels_units_and_numbers_stay_text() -> None:
    axis = Axis(unit=HOSTILE, number=lambda _: HOSTILE)
    for drawing in (line_chart(CAPTION, [(HOSTILE, 1.0)], axis), bars(CAPTION, [(HOSTILE, 1.0)], axis=axis)):
        assert HOSTILE in texts(drawing)
        assert {element.tag for element in parsed(drawing).iter()}.isdisjoint({f"{SVG}script", "script"})


def test_equal_steps_in_value_are_equal_steps_on_the_page() -> None:
    (x0, y0), (x1, y1), (x2, y2) = corners(line_chart(CAPTION, MONTHS))
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y0 - y1 == pytest.approx(2 * (y2 - y1), abs=0.2)


def test_a_value_at_the_floor_lies_on_the_base_line() -> None:
    drawing = line_chart(CAPTION, [("a", 0.0), ("b", 5.0)])
    (base,) = marked(drawing, "chart-base")
    assert corners(drawing)[0][1] == float(base.get("y1", "nan"))


def test_the_newest_value_is_written_beside_its_point() -> None:
    drawing = line_chart(CAPTION, MONTHS, Axis(number="{:.1f} days".format))
    (direct,) = marked(drawing, "chart-direct")
    assert direct.text == "3.0 days"
    assert float(direct.get("x", "nan")) > corners(drawing)[-1][0]


def test_many_labels_are_thinned_and_the_newest_stays() -> None:
    points = [(f"month {index}", float(index)) for index in range(60)]
    shown = [text for text in texts(line_chart(CAPTION, points)) if text and text.startswith("month")]
    assert "month 59" in shown
    assert 2 <= len(shown) <= 4


def test_a_value_below_the_floor_or_above_the_ceiling_stays_inside_the_drawing() -> None:
    drawing = line_chart(CAPTION, [("a", -3.0), ("b", 900.0)], Axis(floor=0, ceiling=10))
    assert all(0 <= y <= 360 for _, y in corners(drawing))


def test_small_lines_with_one_ceiling_can_be_compared() -> None:
    low, high = (corners(small_line(Caption(name, name), [5, value], 10)) for name, value in (("a", 5), ("b", 10)))
    assert low[0] == high[0]
    assert low[1][1] > high[1][1]


@pytest.mark.parametrize("values", [[], [0], [0, 0, 0], [7]])
def test_few_or_empty_values_still_make_a_drawing(values: list[float]) -> None:
    assert parsed(small_line(CAPTION, values, 0)).tag == f"{SVG}svg"
    assert parsed(line_chart(CAPTION, [("a", value) for value in values])).tag == f"{SVG}svg"
    assert parsed(bars(CAPTION, [("a", value) for value in values])).tag == f"{SVG}svg"


def test_a_bar_is_its_share_of_the_total() -> None:
    drawing = bars(CAPTION, [("proposed", 5), ("testing", 20)], 40)
    wholes = [float(bar.get("width", "nan")) for bar in marked(drawing, "chart-whole")]
    shares = [float(bar.get("width", "nan")) for bar in marked(drawing, "chart-bar")]
    assert [share / whole for share, whole in zip(shares, wholes, strict=True)] == pytest.approx([1 / 8, 1 / 2])
    assert texts(drawing) == ["proposed", "5", "testing", "20"]


def test_without_a_total_the_longest_bar_fills_the_room() -> None:
    drawing = bars(CAPTION, [("a", 1), ("b", 2)])
    short, long = (float(bar.get("width", "nan")) for bar in marked(drawing, "chart-bar"))
    assert long == pytest.approx(2 * short)
    assert not marked(drawing, "chart-whole")


@pytest.mark.parametrize(
    ("floor", "ceiling", "finest", "expected"),
    [
        (0, 14, 0, [0, 5, 10, 15]),
        (0, 100, 0, [0, 20, 40, 60, 80, 100]),
        (99.2, 99.9, 0, [99.2, 99.4, 99.6, 99.8, 100]),
        (-5, 5, 0, [-5, 0, 5]),
        (0, 2, 1, [0, 1, 2]),
        (0, 0, 1, [0, 1]),
    ],
)
def test_ticks_are_round(floor: float, ceiling: float, finest: float, expected: list[float]) -> None:
    assert ticks(floor, ceiling, finest) == expected


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9), st.sampled_from([0.0, 1.0]))
def test_ticks_enclose_what_they_measure_and_are_few(floor: float, span: float, finest: float) -> None:
    ceiling = floor + span
    marks = ticks(floor, ceiling, finest)
    slack = 1e-9 * max(1.0, abs(floor), abs(ceiling))
    assert marks[0] <= floor + slack
    assert marks[-1] >= ceiling - slack
    assert 2 <= len(marks) <= 6


def test_a_step_holds_its_value_until_it_changes() -> None:
    drawing = step_chart(CAPTION, [(0, 0), (10, 2), (30, 1)], [("a", 0), ("b", 40)])
    found = corners(drawing)
    assert all(before[0] == after[0] or before[1] == after[1] for before, after in pairwise(found))
    widths = [after[0] - before[0] for before, after in pairwise(found) if before[1] == after[1] and before != after]
    assert widths == pytest.approx([widths[0], 2 * widths[0], widths[0]], abs=0.3)


def test_the_line_at_the_top_is_named_and_lies_above_what_is_below_it() -> None:
    drawing = step_chart(CAPTION, [(0, 0), (1, 3)], [("a", 0), ("b", 2)], ("12 units", 12.0))
    (line,) = marked(drawing, "chart-top")
    assert float(line.get("y1", "nan")) < min(y for _, y in corners(drawing))
    assert "12 units" in texts(drawing)
    assert not marked(step_chart(CAPTION, [(0, 0)], [("a", 0), ("b", 2)]), "chart-top")


def test_more_than_the_top_stays_inside_the_drawing() -> None:
    drawing = step_chart(CAPTION, [(0, 0), (1, 30)], [("a", 0), ("b", 2)], ("12 units", 12.0))
    assert all(0 <= y <= 360 for _, y in corners(drawing))


def test_the_outermost_labels_of_a_step_chart_stay_within_its_axis() -> None:
    drawing = step_chart(CAPTION, [(0, 1)], [("first", 0), ("middle", 5), ("last", 10)])
    (first, last), (middle,) = marked(drawing, "chart-mark"), marked(drawing, "chart-spare")
    assert (first.get("text-anchor"), middle.get("text-anchor"), last.get("text-anchor")) == ("start", "middle", "end")
