"""The picture of a map: everything that the steps say stands in it, and nothing stands outside it."""

import re
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from services.kernel.svg import Caption
from services.observations.streams import scales
from services.observations.streams.layout import laid_out
from services.observations.streams.lettering import WIDTHS, wrapped
from services.observations.streams.model import measures_of
from services.observations.streams.picture import MOST_COLUMNS, Words, drawn
from tests.services.observations.arithmetic.maps import maps

WORDS = Words(
    time=lambda minutes: "?" if minutes is None else f"{minutes:g} min",
    share=lambda percent: "?" if percent is None else f"{percent:g} %",
    value=lambda kind: f"kind {kind}",
    done_by=lambda who: f"by {who}",
    systems=lambda systems: f"in {', '.join(systems)}",
    process="PT",
    accurate="CA",
    dead_end="dead end",
    totals="In all: 3 h",
)


def told(name: str, *after: str, wait: float | None = 5, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (a step's fields)
    blank = {"complete_accurate_percent": None, "value": None, "done_by": None, "systems": [], "dead_end": False}
    return {"name": name, "process_minutes": 10, "wait_before_minutes": wait, "after": list(after), **blank, **more}


def picture(steps: list[dict[str, Any]], *, brief: bool = False) -> ET.Element:
    layout = laid_out(measures_of(steps))
    return ET.fromstring(drawn(Caption("m", "A map", "Its steps"), steps, layout, WORDS, brief=brief))  # noqa: S314 (our own)


def texts(drawing: ET.Element) -> list[str]:
    return [each.text or "" for each in drawing.iter("{http://www.w3.org/2000/svg}text")]


def of_class(drawing: ET.Element, kind: str) -> list[ET.Element]:
    return [each for each in drawing.iter() if kind in each.attrib.get("class", "").split()]


def test_a_box_says_all_that_is_known_of_its_step() -> None:
    step = told("Triage", complete_accurate_percent=90, value="va", done_by="Nurse", systems=["COSMIC"])
    assert texts(picture([step]))[:6] == ["Triage", "by Nurse", "in COSMIC", "kind va", "PT 10 min", "CA 90 %"]


def test_what_nobody_measured_is_a_question_mark_and_no_nought() -> None:
    drawing = picture([told("A", wait=None)])
    assert [each.text for each in of_class(drawing, "map-wait")] == ["?"]
    assert "CA ?" in texts(drawing)


def test_the_kinds_of_value_differ_in_shape_and_not_only_in_tint() -> None:
    def shapes(kind: str) -> int:
        drawing = picture([told("A", value=kind)])
        return len(of_class(drawing, "map-sign")) * 10 + len(of_class(drawing, "map-ring"))

    assert len({shapes(kind) for kind in ("va", "nnva", "nva")}) == 3


def test_a_dead_end_has_a_bar_and_the_word() -> None:
    drawing = picture([told("A"), told("Copy", dead_end=True)])
    assert len(of_class(drawing, "map-bar")) == 1
    assert "dead end" in texts(drawing)


def test_the_critical_path_is_emphasised_and_the_ladder_follows_it() -> None:
    steps = [told("A"), told("B", "A", wait=99), told("C", "A", wait=1), told("D", "B", "C")]
    drawing = picture(steps)
    assert len(of_class(drawing, "map-critical")) == 3 + 2
    assert [each.text for each in of_class(drawing, "map-high")] == ["5 min", "99 min", "5 min"]
    assert [each.text for each in of_class(drawing, "map-low")] == ["10 min"] * 3


def test_without_a_known_way_there_is_no_ladder() -> None:
    drawing = picture([told("A"), told("B", "A", wait=None), told("C", "A")])
    assert of_class(drawing, "map-ladder") == of_class(drawing, "map-critical") == []


def test_a_long_map_is_broken_into_rows_of_like_length() -> None:
    drawing = picture([told(f"S{number}") for number in range(MOST_COLUMNS + 1)])
    rows = [each for each in drawing if "transform" in each.attrib]
    assert [len(of_class(row, "map-step")) for row in rows] == [4, 3]
    assert len(of_class(drawing, "map-ladder")) == 2


def test_hours_and_minutes_of_a_wait_stand_in_two_lines() -> None:
    layout = laid_out(measures_of([told("A")]))
    words = Words(**{**vars(WORDS), "time": lambda _: "3 h 20 min"})
    drawing = ET.fromstring(drawn(Caption("m", "t", "d"), [told("A")], layout, words, brief=True))  # noqa: S314 (our own)
    assert sorted(str(each.text) for each in of_class(drawing, "map-wait")) == ["20 min", "3 h"]


def test_a_brief_picture_has_names_alone_in_its_boxes() -> None:
    brief = texts(picture([told("A", done_by="Nurse")], brief=True))
    assert "A" in brief
    assert "by Nurse" not in brief


def test_words_are_escaped_and_say_what_the_picture_is() -> None:
    drawing = picture([told("<script>&")])
    assert "<script>&" in "".join(texts(drawing))
    assert drawing.attrib["role"] == "img"
    named = {each.attrib["id"]: each.text for each in drawing if "id" in each.attrib}
    assert [named[name] for name in drawing.attrib["aria-labelledby"].split()] == ["A map", "Its steps"]


@settings(max_examples=40)
@given(maps(gaps=True), st.text(min_size=1, max_size=80).filter(lambda text: text.isprintable() and text.strip()))
def test_nothing_stands_outside_the_picture(steps: list[Any], name: str) -> None:
    shown = [
        told(
            each.name,
            *each.after,
            wait=each.wait_before_minutes,
            process_minutes=each.process_minutes,
            value=each.value,
            dead_end=each.dead_end,
            done_by=name,
        )
        for each in steps
    ]
    drawing = picture(shown)
    _, _, width, height = (float(each) for each in drawing.attrib["viewBox"].split())
    for row in (each for each in drawing if "transform" in each.attrib):
        top = float(re.findall(r"[0-9.]+", row.attrib["transform"])[1])
        for box in of_class(row, "map-step"):
            assert 0 <= float(box.attrib["x"]) <= width - float(box.attrib["width"])
            assert 0 <= top + float(box.attrib["y"]) <= height - float(box.attrib["height"])
        for way in of_class(row, "map-way"):
            numbers = [float(each) for each in re.findall(r"[HM](-?[0-9.]+)", way.attrib["d"])]
            assert all(0 <= x <= width for x in numbers)


def test_long_words_are_broken_and_what_does_not_fit_is_told() -> None:
    lines = wrapped("Läkemedelsgenomgångsansvarig " * 4, "map-name", 3)
    assert len(lines) == 3
    assert all(len(line.text) <= WIDTHS["map-name"] for line in lines)
    assert lines[-1].text.endswith("…")
    assert [line.text for line in wrapped("Ward round", "map-name", 3)] == ["Ward round"]


def test_lead_times_share_one_axis() -> None:
    short, long = scales.Bar("A", "1 h", [(30, 30)]), scales.Bar("B", "2 h", [(60, 60)])
    drawing = ET.fromstring(scales.bars(Caption("s", "t", "d"), [short, long]))  # noqa: S314 (our own)
    assert [each.attrib["width"] for each in of_class(drawing, "scale-wait")] == ["50.00%", "100.00%"]
    assert [each.attrib["x"] for each in of_class(drawing, "scale-process")] == ["25.00%", "50.00%"]
