"""Whole charts: what `analyse` says of series whose answer is known."""

import math
from datetime import date

import pytest

from services.followups.control import (
    Analysis,
    Assurance,
    CannotJudge,
    Direction,
    Kind,
    Name,
    Phase,
    Point,
    Problem,
    Variation,
    analyse,
)
from tests.services.followups.control.series import (
    COSTS,
    DEVIATIONS,
    RRK_ATTENDANCES,
    RRK_BREACHES,
    day,
    plain,
    ratios,
)

STEADY = (5, 6, 4, 5, 6, 4, 5, 6, 4, 5, 6, 4)
MIXED = (1, 9, 2, 8, 3, 7, 2, 9, 1, 8, 3, 9)


def xmr(*values: float | None, direction: Direction = Direction.HIGHER, target: float | None = None) -> Analysis:
    return analyse(plain(*values), Kind.XMR, "mdc-xmr", screening=False, direction=direction, target=target)


def run(*values: float | None, rules: str = "ihi-run", direction: Direction = Direction.HIGHER) -> Analysis:
    return analyse(plain(*values), Kind.RUN, rules, screening=False, direction=direction)


def test_the_hospitals_breaches_show_a_shift_of_eight_months_and_nothing_now() -> None:
    found = xmr(*RRK_BREACHES, direction=Direction.LOWER, target=2700)
    assert found.centre == 1711.875
    assert (found.lower, found.upper) == pytest.approx((749.22, 2674.53), abs=0.005)
    assert found.moving_range_mean == pytest.approx(361.9565, abs=5e-5)
    assert (found.trial, found.missing) == (False, 0)
    (signal,) = found.signals
    assert (signal.name, signal.side) == (Name.SHIFT, -1)
    assert (signal.periods[0], signal.periods[-1], len(signal.periods)) == (date(2017, 2, 1), date(2017, 9, 1), 8)
    assert [point.variation for point in found.points[9:12]] == [
        Variation.COMMON_CAUSE,
        Variation.IMPROVING,
        Variation.IMPROVING,
    ]
    assert found.variation is Variation.COMMON_CAUSE
    assert found.assurance is Assurance.PASSES


def test_screening_is_a_setting_that_stands_in_the_answer_and_decides_what_is_seen() -> None:
    points = plain(*RRK_BREACHES)
    found = analyse(points, Kind.XMR, "mdc-xmr", screening=True, direction=Direction.LOWER, target=2600)
    assert (found.screening, found.last.screened) == (True, 1)
    assert (found.lower, found.upper) == pytest.approx((849.93, 2573.82), abs=0.005)
    assert [point.period for point in found.points if Name.OUTSIDE in point.signals] == [date(2017, 1, 1)]
    assert found.assurance is Assurance.PASSES
    assert xmr(*RRK_BREACHES, direction=Direction.LOWER, target=2600).assurance is Assurance.HIT_AND_MISS


def test_a_share_of_thousands_is_out_of_limits_nearly_always_by_p_and_once_by_p_prime() -> None:
    points = ratios(RRK_BREACHES, RRK_ATTENDANCES)
    outside = [
        sum(Name.OUTSIDE in point.signals for point in analyse(points, kind, "mdc-xmr", screening=False).points)
        for kind in (Kind.P, Kind.P_PRIME)
    ]
    assert outside == [18, 1]


def test_montgomerys_costs_are_in_control() -> None:
    for rules in ("mdc-xmr", "western-electric"):
        found = analyse(plain(*COSTS), Kind.XMR, rules, screening=False)
        assert (found.signals, found.variation) == ((), Variation.COMMON_CAUSE)


def test_the_outlier_of_the_vignette_is_outside_with_and_without_screening() -> None:
    for screening in (True, False):
        found = analyse(plain(*DEVIATIONS), Kind.XMR, "mdc-xmr", screening=screening)
        assert [number for number, point in enumerate(found.points) if point.signals] == [4]


@pytest.mark.parametrize(("values", "missing"), [(0, 12), (1, 11), (2, 10), (11, 1), (12, 0)])
def test_under_twelve_values_limits_are_trial_and_it_is_too_early_to_tell(values: int, missing: int) -> None:
    found = xmr(*range(values), target=100)
    assert found.missing == missing
    assert found.trial == (2 <= values < 12)
    assert (found.upper is None) == (values < 2)
    assert (found.variation is Variation.TOO_EARLY) == (missing > 0)
    assert bool(found.signals) == (missing == 0)
    assert all((point.variation is Variation.TOO_EARLY) == (missing > 0) for point in found.points)
    if values >= 2:
        assert (found.assurance is Assurance.TOO_EARLY) == (missing > 0)


@pytest.mark.parametrize(("rules", "missing"), [("ihi-run", 0), ("anhoej", 3)])
def test_a_run_chart_needs_ten_values_and_anhoej_ten_that_are_not_on_the_median(rules: str, missing: int) -> None:
    found = run(5, 5, 5, 1, 9, 1, 9, 1, 9, 5, 5, 1, rules=rules)
    assert found.missing == missing


@pytest.mark.parametrize(("values", "missing"), [(9, 1), (10, 0)])
def test_a_run_chart_of_nine_values_lacks_one(values: int, missing: int) -> None:
    found = run(*range(values))
    assert (found.missing, found.trial, found.upper, found.assurance) == (missing, False, None, None)
    assert (found.variation is Variation.TOO_EARLY) == (missing == 1)


def test_gaps_are_no_values() -> None:
    found = xmr(*STEADY[:6], None, *STEADY[6:11])
    assert (found.missing, found.points[6].value, found.points[6].variation) == (1, None, None)
    assert found.points[6].centre == found.centre


def test_a_trend_is_coloured_by_its_direction_and_not_by_its_side() -> None:
    # It falls towards the centre from above: worse if higher is better.
    values = (10, 20) * 6 + (28, 27, 26, 25, 24, 23, 22)
    found = xmr(*values)
    assert found.points[-1].value is not None
    assert found.centre is not None
    assert found.points[-1].value > found.centre
    assert Name.TREND in found.points[-1].signals
    assert Name.SHIFT in found.points[-1].signals
    assert Name.OUTSIDE not in found.points[-1].signals
    assert found.variation is Variation.CONCERNING
    assert xmr(*values, direction=Direction.LOWER).variation is Variation.IMPROVING
    assert xmr(*values, direction=Direction.NEUTRAL).variation is Variation.NEUTRAL_LOW


def test_a_turning_point_is_coloured_by_the_trend_that_led_to_it() -> None:
    found = run(1, 9, 1, 9, 1, 2, 3, 4, 5, 4, 3, 2, 1, 9)
    assert found.points[8].variation is Variation.IMPROVING
    assert found.points[9].variation is Variation.CONCERNING


def test_outside_comes_before_a_trend() -> None:
    found = xmr(*[5, 6] * 10, 5.5, 5.4, 5.3, 5.2, 5.1, 5.0, -9.0)
    assert found.points[-1].signals[:2] == (Name.OUTSIDE, Name.TREND)


def test_ties_decide_by_rule_set() -> None:
    values = (9, 0, 9, 0, 9, 0, 1, 2, 3, 3, 4, 5, 6)
    assert Name.TREND in {signal.name for signal in run(*values).signals}
    assert Name.TREND not in {signal.name for signal in xmr(*values).signals}


def test_each_phase_has_limits_of_its_own_and_the_last_decides() -> None:
    values = (*STEADY, *(value + 20 for value in STEADY))
    phases = [Phase(day(12), "New triage from April 2017")]
    points = plain(*values)
    one = analyse(points, Kind.XMR, "mdc-xmr", screening=False, direction=Direction.HIGHER, target=15)
    two = analyse(points, Kind.XMR, "mdc-xmr", screening=False, direction=Direction.HIGHER, target=15, phases=phases)
    assert (one.assurance, one.variation) == (Assurance.HIT_AND_MISS, Variation.IMPROVING)
    assert (two.assurance, two.variation, two.signals) == (Assurance.PASSES, Variation.COMMON_CAUSE, ())
    assert [(phase.start, phase.reason, phase.centre) for phase in two.phases] == [
        (None, "", 5),
        (day(12), "New triage from April 2017", 25),
    ]
    assert [point.phase for point in two.points] == [0] * 12 + [1] * 12
    assert two.points[11].upper != two.points[12].upper


def test_a_new_phase_of_few_values_is_too_early_and_leaves_the_one_before_it_judged() -> None:
    points = plain(*STEADY, 90, *STEADY)
    found = analyse(points, Kind.XMR, "mdc-xmr", screening=False, phases=[Phase(day(20), "Moved")])
    assert (found.missing, found.trial) == (7, True)
    assert found.variation is Variation.TOO_EARLY
    assert Name.OUTSIDE in found.points[12].signals
    assert [phase.missing for phase in found.phases] == [0, 7]


def test_a_phase_may_begin_with_the_newest_point() -> None:
    found = analyse(plain(*STEADY), Kind.XMR, "mdc-xmr", screening=False, phases=[Phase(day(11), "Moved")])
    assert [phase.values for phase in found.phases] == [11, 1]


def test_no_phase_begins_by_itself() -> None:
    assert len(xmr(*STEADY, *(value + 20 for value in STEADY)).phases) == 1


def test_a_phase_without_a_value_has_no_lines() -> None:
    points = [*plain(*STEADY), Point(day(12)), Point(day(13))]
    found = analyse(points, Kind.XMR, "mdc-xmr", screening=False, target=1, phases=[Phase(day(12), "Rebuilt")])
    assert (found.centre, found.missing, found.variation) == (None, 12, Variation.TOO_EARLY)
    assert found.assurance is None


def test_the_baseline_makes_the_limits_and_is_trial_when_short() -> None:
    points = plain(*STEADY, *(value + 20 for value in STEADY))
    found = analyse(points, Kind.XMR, "mdc-xmr", screening=False, baseline=12)
    assert (found.baseline, found.centre, found.trial) == (12, 5, False)
    assert all(Name.OUTSIDE in point.signals for point in found.points[12:])
    assert analyse(points, Kind.XMR, "mdc-xmr", screening=False, baseline=11).trial


def test_a_person_marks_an_astronomical_point() -> None:
    points = plain(*MIXED[:-1], 400)
    marked = [*points[:-1], Point(points[-1].period, 400, astronomical=True)]
    unseen = analyse(points, Kind.RUN, "ihi-run", screening=False, direction=Direction.LOWER)
    seen = analyse(marked, Kind.RUN, "ihi-run", screening=False, direction=Direction.LOWER)
    assert unseen.points[-1].signals == ()
    assert seen.points[-1].signals == (Name.ASTRONOMICAL,)
    assert seen.variation is Variation.CONCERNING


def test_too_few_runs_are_a_signal_of_the_whole_without_a_direction() -> None:
    found = run(9, 8, 9, 8, 9, 1, 2, 1, 2, 1, 9, 8, 9, 8, 9, 1, 2, 1, 2, 1)
    (signal,) = found.signals
    assert (signal.name, signal.periods, signal.side) == (Name.TOO_FEW_RUNS, (), 0)
    assert found.variation is Variation.UNDIRECTED
    assert all(point.variation is Variation.COMMON_CAUSE for point in found.points)


def test_beyond_the_table_the_answer_says_that_runs_were_not_judged() -> None:
    assert run(*[1, 9] * 20).last.not_judged == ()
    found = run(*[1, 9] * 21)
    assert found.last.not_judged == (Name.TOO_FEW_RUNS, Name.TOO_MANY_RUNS)
    assert Name.TOO_MANY_RUNS not in {signal.name for signal in found.signals}


def test_a_long_run_that_goes_on_has_a_direction_and_one_that_ended_has_none() -> None:
    going = run(1, 2, 1, 2, 1, 2, 1, 2, 1, 9, 8, 9, 8, 9, 8, 9, 8, 9, rules="anhoej")
    assert going.points[-1].signals == (Name.LONG_RUN,)
    assert going.variation is Variation.IMPROVING
    ended = run(9, 8, 9, 8, 9, 8, 9, 8, 9, 1, 2, 1, 2, 1, 9, 1, 2, 1, 2, 1, rules="anhoej")
    assert ended.points[-1].signals == ()
    assert ended.variation is Variation.UNDIRECTED


def test_equal_values_are_no_signal_however_they_round() -> None:
    for kind, rules in ((Kind.XMR, "mdc-xmr"), (Kind.XMR, "western-electric"), (Kind.T, "mdc-xmr")):
        found = analyse(plain(*[0.1] * 23), kind, rules, screening=False)
        assert (found.signals, found.variation) == ((), Variation.COMMON_CAUSE)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"baseline": 1}, Problem.BASELINE_TOO_SHORT),
        ({"target": math.nan}, Problem.TARGET_NOT_FINITE),
        ({"phases": [Phase(day(3), " ")]}, Problem.PHASE_WITHOUT_REASON),
        ({"phases": [Phase(day(0), "Why")]}, Problem.PHASE_OUTSIDE),
        ({"phases": [Phase(day(12), "Why")]}, Problem.PHASE_OUTSIDE),
        ({"phases": [Phase(day(5), "Why"), Phase(day(5), "Why")]}, Problem.PHASE_OUT_OF_ORDER),
    ],
)
def test_settings_that_make_no_chart_are_refused(given: dict[str, object], problem: Problem) -> None:
    with pytest.raises(CannotJudge) as refused:
        analyse(plain(*STEADY), Kind.XMR, "mdc-xmr", screening=False, **given)  # type: ignore[arg-type]
    assert refused.value.problem is problem


def test_without_a_point_there_is_no_phase_to_begin() -> None:
    with pytest.raises(CannotJudge):
        analyse([], Kind.XMR, "mdc-xmr", screening=False, phases=[Phase(day(1), "Why")])
