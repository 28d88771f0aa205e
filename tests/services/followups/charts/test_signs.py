"""The shapes of signals differ from each other without colour."""

from itertools import combinations

import pytest

from services.followups.charts import control_chart
from services.followups.charts.signs import SHAPES, shape
from services.followups.control import Direction, Kind, Name, analyse
from tests.services.followups.charts.drawings import CAPTION, LAYOUTS, WORDS, marked, ways, xmr
from tests.services.followups.control.series import plain

DRAWN = {
    **{(name, 1): shape(name, 1)(0, 0, 10) for name in (*SHAPES, Name.TREND)},
    (Name.TREND, -1): shape(Name.TREND, -1)(0, 0, 10),
}


def test_no_two_rules_share_a_shape() -> None:
    assert all(one != other for one, other in combinations(DRAWN.values(), 2))


def test_every_rule_that_marks_points_has_a_shape() -> None:
    of_phases = {Name.TOO_FEW_RUNS, Name.TOO_MANY_RUNS, Name.FEW_CROSSINGS}
    assert {name for name, _ in DRAWN} == set(Name) - of_phases


def test_a_trend_points_the_way_it_goes() -> None:
    assert shape(Name.TREND, 1)(0, 0, 10).startswith("M0.0 -")
    assert not shape(Name.TREND, -1)(0, 0, 10).startswith("M0.0 -")


@pytest.mark.parametrize(
    ("direction", "means"),
    [
        (Direction.HIGHER, "control-improving"),
        (Direction.LOWER, "control-concerning"),
        (Direction.NEUTRAL, "control-neutral"),
    ],
)
def test_what_a_sign_means_depends_on_the_direction_that_is_better(direction: Direction, means: str) -> None:
    drawing = control_chart(CAPTION, xmr(*[1, 2, 1, 2] * 5, 30, direction=direction), WORDS)
    assert [each.get("class") for each in marked(drawing, "control-outside")] == [
        f"control-sign control-outside {means}"
    ]


def test_a_sign_stands_on_its_point() -> None:
    drawing = control_chart(CAPTION, xmr(*[1, 2, 1, 2] * 5, 30), WORDS)
    for lettering in LAYOUTS:
        xs, ys = zip(*ways(drawing, "control-outside", lettering), strict=True)
        x, y = ways(drawing, "control-line", lettering)[-1]
        assert (min(xs) + max(xs)) / 2 == pytest.approx(x, abs=0.1)
        assert (min(ys) + max(ys)) / 2 == pytest.approx(y, abs=0.1)


def test_hundreds_of_signs_that_look_alike_are_one_path() -> None:
    analysis = analyse(plain(*range(200)), Kind.RUN, "ihi-run", screening=False, direction=Direction.HIGHER)
    (path,) = marked(control_chart(CAPTION, analysis, WORDS), "control-trend")
    assert path.get("d", "").count("M") == 200
