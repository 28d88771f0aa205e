"""The picture of a chart: everything the analysis says stands in it, inside it, once, and nothing upon another."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.followups.charts import Grain, Improvement, control_chart
from services.followups.charts.frame import axis
from services.followups.charts.lettering import NARROW, WIDE, Lettering
from services.followups.control import Analysis, Direction, Kind, Phase, Point, analyse
from services.kernel.charts import HEIGHT, WIDTH
from services.kernel.svg import Caption
from tests.services.followups.charts.drawings import (
    CAPTION,
    HOSTILE,
    LAYOUTS,
    SVG,
    VALUES,
    WORDS,
    analyses,
    boxes,
    corners,
    marked,
    number,
    parsed,
    phased,
    places,
    said,
    shares,
    ways,
    xmr,
)
from tests.services.followups.control.series import RRK_BREACHES, day, plain

RRK = xmr(*RRK_BREACHES, target=1500)
few = settings(max_examples=8, deadline=None)


def test_a_chart_is_read_as_its_title_and_description() -> None:
    svg = parsed(control_chart(CAPTION, RRK, WORDS))
    texts = {element.get("id"): element.text for element in svg if element.get("id")}
    assert svg.get("role") == "img"
    assert [texts[name] for name in svg.get("aria-labelledby", "").split()] == [CAPTION.title, CAPTION.description]
    assert [each.get("aria-hidden") for each in svg.findall(f"{SVG}g")] == ["true"]


def test_a_chart_is_sixteen_to_nine() -> None:
    _, _, width, height = (
        float(each) for each in parsed(control_chart(CAPTION, RRK, WORDS)).get("viewBox", "").split()
    )
    assert width / height == pytest.approx(16 / 9)


def test_hostile_texts_stay_texts() -> None:
    words = type(WORDS)(*[lambda *_: HOSTILE] * 3, *[HOSTILE] * 8)  # type: ignore[arg-type]  # (three writers, eight texts)
    analysis = phased(RRK_BREACHES, HOSTILE, 12)
    drawing = control_chart(Caption(HOSTILE, HOSTILE, HOSTILE), analysis, words, notes={day(3): HOSTILE})
    assert not list(parsed(drawing).iter(f"{SVG}script"))
    assert HOSTILE in said(drawing, "control-rules")


def test_of_thousands_of_periods_few_are_written_until_the_names_fit() -> None:
    written = []

    def named(period: date, _: Grain) -> str:
        written.append(period)
        return period.isoformat()

    analysis = xmr(*(RRK_BREACHES * 25))
    control_chart(CAPTION, analysis, replace(WORDS, period=named))
    assert len(written) < len(analysis.points)


@pytest.mark.parametrize("share", [0, 5, 49, 50])
def test_the_axis_of_a_share_stays_between_nought_and_one(share: int) -> None:
    analysis = analyse(shares(*[(share, 50)] * 13), Kind.P, "mdc-xmr", screening=False)
    marks = axis([analysis])
    assert marks[0] >= 0
    assert marks[-1] <= 1


@few
@given(analyses(), st.sets(st.integers(0, 29)), st.lists(st.integers(-40, 1000), max_size=12))
def test_everything_stands_inside_the_drawing_and_no_text_upon_another(
    analysis: Analysis, noted: set[int], implemented: list[int]
) -> None:
    improvements = [Improvement(day(0) + timedelta(days=each), "x") for each in implemented]
    drawing = control_chart(
        CAPTION, analysis, WORDS, notes={day(index): "note" for index in noted}, improvements=improvements
    )
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places(drawing))
    for lettering in LAYOUTS:
        texts = boxes(drawing, lettering)
        assert all(box.left + 0.1 >= 0 and box.right <= WIDTH + 0.1 for box in texts)
        assert all(box.top + 0.1 >= 0 and box.bottom <= HEIGHT + 0.1 for box in texts)
        assert not [(one, other) for one, other in combinations(texts, 2) if one.meets(other)]


@few
@given(VALUES)
def test_every_value_has_its_place_on_the_line(values: list[float | None]) -> None:
    drawn = ways(control_chart(CAPTION, xmr(*values), WORDS), "control-line")
    assert len(drawn) == sum(value is not None for value in values)


@few
@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=30))
def test_a_mirrored_series_mirrors(values: list[int]) -> None:
    drawing = control_chart(CAPTION, xmr(*values), WORDS)
    mirror = control_chart(CAPTION, xmr(*(-value for value in values)), WORDS)
    ends = [number(each, "y1") for each in (*marked(drawing, "control-grid"), *marked(drawing, "control-base"))]
    middle = max(ends) + min(ends)
    for (_, y), (_, mirrored) in zip(ways(drawing, "control-line"), ways(mirror, "control-line"), strict=True):
        assert y + mirrored == pytest.approx(middle, abs=0.3)


def test_signals_of_a_mirrored_series_mean_the_opposite() -> None:
    rising = control_chart(CAPTION, xmr(*range(14), direction=Direction.HIGHER), WORDS)
    falling = control_chart(CAPTION, xmr(*range(14, 0, -1), direction=Direction.HIGHER), WORDS)
    for lettering in LAYOUTS:
        improving, concerning = (
            sum(each.get("d", "").count("M") for each in marked(drawing, kind, lettering))
            for drawing, kind in ((rising, "control-improving"), (falling, "control-concerning"))
        )
        assert improving == concerning > 0


@pytest.mark.parametrize("huge", [1e100, -1e100, 1e-12, 123456789012345.6])
def test_the_largest_and_the_smallest_numbers_stay_inside(huge: float) -> None:
    for values in ([huge] * 12, [huge, 0.0, huge]):
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places(control_chart(CAPTION, xmr(*values), WORDS)))


def test_larger_values_stand_higher_and_later_ones_further_right() -> None:
    (x0, y0), (x1, y1), (x2, y2) = ways(control_chart(CAPTION, xmr(1, 2, 4), WORDS), "control-line")
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y1 - y2 == pytest.approx(2 * (y0 - y1), abs=0.3)


def test_the_line_is_broken_at_gaps_and_a_value_between_gaps_is_a_dot() -> None:
    (line,) = marked(control_chart(CAPTION, xmr(1, 2, None, 3, None, 4, 5), WORDS), "control-line")
    assert line.get("d", "").count("M") == 3
    assert line.get("d", "").count("h0") == 1


def test_lines_are_named_with_their_numbers_where_there_is_room_for_them() -> None:
    drawing = control_chart(CAPTION, RRK, WORDS)
    assert said(drawing, "control-name") == ["upper limit 2674.5", "mean 1711.9", "lower limit 749.2"]
    assert said(drawing, "control-aim") == ["target 1500.0"]
    assert said(drawing, "control-newest") == ["2018-03 2154.0"]


def test_a_phone_names_the_lines_and_gives_the_newest_number() -> None:
    drawing = control_chart(CAPTION, RRK, WORDS)
    assert said(drawing, "control-name", NARROW) == ["upper limit", "mean", "lower limit"]
    assert said(drawing, "control-newest", NARROW) == ["2154.0"]


def test_a_name_that_had_to_move_is_led_to_from_its_line() -> None:
    drawing = control_chart(CAPTION, xmr(*RRK_BREACHES, target=1711), WORDS)
    assert len(marked(drawing, "control-leader")) >= 1
    assert not marked(control_chart(CAPTION, xmr(0, 9, 0, 9, 0), WORDS), "control-aim")


def test_a_run_chart_has_a_median_and_no_limits() -> None:
    run = analyse(plain(*RRK_BREACHES), Kind.RUN, "ihi-run", screening=False)
    drawing = control_chart(CAPTION, run, WORDS)
    assert said(drawing, "control-name") == ["mean 1717.0"]
    assert not marked(drawing, "control-limit")
    assert not marked(drawing, "control-band")


def test_limits_have_steps_where_denominators_differ_and_none_where_they_do_not() -> None:
    pairs = [(40 + index % 5, 100 if index < 8 else 400) for index in range(16)]
    stepped = analyse(shares(*pairs), Kind.P, "mdc-xmr", screening=False)
    assert len(ways(control_chart(CAPTION, stepped, WORDS), "control-limit")) == 2 * 4
    assert len(ways(control_chart(CAPTION, RRK, WORDS), "control-limit")) == 2 * 2


def test_trial_limits_are_broken_and_said_and_nothing_is_shaded() -> None:
    drawing = control_chart(CAPTION, xmr(4, 7, 5), WORDS)
    assert marked(drawing, "control-trial")
    assert not marked(drawing, "control-band")
    assert said(drawing, "control-notice") == ["Too early to tell, 9 values missing · Trial limits"]
    assert not marked(control_chart(CAPTION, RRK, WORDS), "control-trial")


def test_what_is_missing_goes_before_what_has_no_room() -> None:
    drawing = control_chart(CAPTION, xmr(4, 7, 5), WORDS)
    assert said(drawing, "control-notice", NARROW) == ["Too early to tell, 9 values missing"]


def test_a_signal_of_the_whole_phase_is_said() -> None:
    trend = analyse(plain(*range(14)), Kind.RUN, "ihi-run", screening=False)
    assert said(control_chart(CAPTION, trend, WORDS), "control-notice") == ["Too few runs"]


def test_each_phase_has_its_own_limits_and_its_beginning_a_mark_with_the_reason() -> None:
    analysis = phased((*RRK_BREACHES[:12], *(each * 3 for each in RRK_BREACHES[12:])), "New triage", 12)
    drawing = control_chart(CAPTION, analysis, WORDS)
    assert len(marked(drawing, "control-limit")) == len(marked(drawing, "control-centre")) == 2
    (mark,) = marked(drawing, "control-phase")
    (reason,) = marked(drawing, "control-reason")
    assert reason.text == "New triage"
    assert number(mark, "x1") == number(mark, "x2") == number(reason, "x")


def test_a_reason_without_room_is_shortened_and_a_phase_without_a_point_has_no_mark() -> None:
    phases = [Phase(day(1) + timedelta(days=each), f"A very long reason number {each}" * 9) for each in (1, 2)]
    analysis = analyse(plain(*RRK_BREACHES), Kind.XMR, "mdc-xmr", screening=False, phases=phases)
    drawing = control_chart(CAPTION, analysis, WORDS)
    assert len(marked(drawing, "control-phase")) == 1
    assert said(drawing, "control-reason")[0].endswith("…")


def test_the_rule_set_is_named_in_the_chart() -> None:
    drawing = control_chart(CAPTION, RRK, WORDS)
    assert [said(drawing, "control-rules", each) for each in LAYOUTS] == [["Rules: mdc-xmr"]] * 2


def test_notes_are_lettered_in_the_order_of_periods_each_above_its_point() -> None:
    drawing = control_chart(
        CAPTION, RRK, WORDS, notes={day(10): "later", day(3): "earlier", date(1999, 1, 1): "before"}
    )
    first, second = marked(drawing, "control-note")
    assert (first.text, second.text) == ("a", "b")
    line = ways(drawing, "control-line")
    for note, (x, y) in ((first, line[3]), (second, line[10])):
        assert number(note, "x") == pytest.approx(x, abs=0.1)
        assert number(note, "y") < y


def test_an_improvement_stands_where_it_was_implemented() -> None:
    middle = Improvement(day(6) + timedelta(days=15), "Triage at the door")
    drawing = control_chart(CAPTION, RRK, WORDS, improvements=[middle])
    (pole,) = marked(drawing, "control-pole")
    (x, _) = ways(drawing, "control-line")[6]
    assert number(pole, "x1") == pytest.approx(x, abs=1)
    assert said(drawing, "control-number") == ["1"]


def test_flags_that_would_touch_become_one() -> None:
    days = [Improvement(day(6) + timedelta(days=each), "x") for each in (0, 4, 300)]
    drawing = control_chart(CAPTION, RRK, WORDS, improvements=days)
    assert said(drawing, "control-number") == ["1\N{EN DASH}2", "3"]
    assert len(marked(drawing, "control-stem")) == len(marked(drawing, "control-pole")) == 3


def test_four_hundred_days_are_named_without_crowding() -> None:
    days = [Point(date(2025, 1, 1) + timedelta(days=each), each % 17) for each in range(400)]
    drawing = control_chart(CAPTION, analyse(days, Kind.XMR, "western-electric", screening=False), WORDS)
    assert said(drawing, "control-period") == ["2025-01", "2025-04", "2025-07", "2025-10", "2026-01"]
    assert not marked(drawing, "control-dots")
    assert marked(drawing, "control-dense")


def test_a_chart_without_points_says_so_and_draws_no_line() -> None:
    drawing = control_chart(CAPTION, xmr(), WORDS)
    assert said(drawing, "control-notice") == ["Too early to tell, 9 values missing"]
    assert not marked(drawing, "control-line")
    assert not said(drawing, "control-level")


@pytest.mark.parametrize("lettering", LAYOUTS)
def test_the_axis_encloses_all_that_is_drawn_and_does_not_begin_at_zero(lettering: Lettering) -> None:
    drawing = control_chart(CAPTION, xmr(1001, 1003, 1002, 1005, 1001), WORDS)
    levels = [float(each) for each in said(drawing, "control-level", lettering)]
    assert levels[0] > 900
    assert levels[-1] >= 1005


def test_dots_are_left_to_signs_where_points_have_one() -> None:
    drawing = control_chart(CAPTION, RRK, WORDS)
    signalled = sum(bool(point.signals) for point in RRK.points)
    assert signalled > 0
    (dots,) = marked(drawing, "control-dots")
    assert len(corners(dots)) == len(RRK.points) - signalled


def test_a_number_too_long_for_its_room_is_pressed_and_not_cut() -> None:
    drawing = control_chart(CAPTION, xmr(1e40, 2e40, 3e40), WORDS)
    newest = marked(drawing, "control-newest", WIDE)[0]
    assert newest.text == f"2016-06 {3e40:.1f}"
    assert number(newest, "textLength") <= WIDTH - number(newest, "x")
