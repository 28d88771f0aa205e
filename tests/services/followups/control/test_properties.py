"""What holds for every series: moving, scaling, mirroring and turning it round moves what is said of it likewise."""

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.followups.control import RULE_SETS, Analysis, Direction, Kind, Phase, Point, Variation, analyse
from services.followups.control.attributes import p, p_prime, u, u_prime
from tests.services.followups.control.series import base, day, plain, ratios

VALUES = st.lists(st.integers(-50, 50), min_size=12, max_size=30)
POSITIVE = st.lists(st.integers(1, 60), min_size=12, max_size=30)
SHARES = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 200)).map(lambda pair: (pair[0], max(sum(pair), 1))),
    min_size=12,
    max_size=30,
)
CHARTS = [(Kind.RUN if not rules.on_limits else Kind.XMR, name) for name, rules in RULE_SETS.items()]
SWAPPED = {Variation.IMPROVING: Variation.CONCERNING, Variation.CONCERNING: Variation.IMPROVING}
by_rules = pytest.mark.parametrize(("kind", "rules"), CHARTS)
# Most properties run once for each rule set.
few = settings(max_examples=40)


def chart(values: Sequence[float | None], kind: Kind, rules: str, *, screening: bool = False) -> Analysis:
    return analyse(plain(*values), kind, rules, screening=screening, direction=Direction.HIGHER)


def lines(found: Analysis) -> list[float]:
    return [line for line in (found.lower, found.centre, found.upper) if line is not None]


@by_rules
@few
@given(values=VALUES, constant=st.integers(-1000, 1000), screening=st.booleans())
def test_adding_a_constant_shifts_the_lines_and_changes_no_signal(
    kind: Kind, rules: str, values: list[int], constant: int, *, screening: bool
) -> None:
    before = chart(values, kind, rules, screening=screening)
    after = chart([value + constant for value in values], kind, rules, screening=screening)
    assert lines(after) == pytest.approx([line + constant for line in lines(before)], abs=1e-9)
    assert (after.signals, after.variation) == (before.signals, before.variation)


@by_rules
@few
@given(values=VALUES, factor=st.sampled_from([0.001, 0.1, 3, 1000]), screening=st.booleans())
def test_scaling_scales_the_lines_and_changes_no_signal(
    kind: Kind, rules: str, values: list[int], factor: float, *, screening: bool
) -> None:
    before = chart(values, kind, rules, screening=screening)
    after = chart([value * factor for value in values], kind, rules, screening=screening)
    assert lines(after) == pytest.approx([line * factor for line in lines(before)], rel=1e-9, abs=1e-9 * factor)
    assert (after.signals, after.variation) == (before.signals, before.variation)


@by_rules
@few
@given(values=VALUES, screening=st.booleans())
def test_mirrored_data_give_mirrored_signals(kind: Kind, rules: str, values: list[int], *, screening: bool) -> None:
    before = chart(values, kind, rules, screening=screening)
    after = chart([-value for value in values], kind, rules, screening=screening)
    assert lines(after) == pytest.approx([-line for line in reversed(lines(before))], abs=1e-9)

    def seen(found: Analysis, sign: int) -> set[object]:
        return {(signal.name, signal.periods, sign * signal.side) for signal in found.signals}

    assert seen(after, -1) == seen(before, 1)
    assert after.variation is SWAPPED.get(before.variation, before.variation)


@by_rules
@few
@given(values=VALUES)
def test_turned_round_in_time_the_lines_stay_and_as_many_signals_are_found(
    kind: Kind, rules: str, values: list[int]
) -> None:
    before = chart(values, kind, rules)
    after = chart(values[::-1], kind, rules)
    assert lines(after) == pytest.approx(lines(before), abs=1e-9)
    assert sorted(signal.name for signal in after.signals) == sorted(signal.name for signal in before.signals)


@given(data=st.data(), shares=SHARES)
def test_the_order_of_points_means_nothing_to_charts_without_moving_ranges(
    data: st.DataObject, shares: list[tuple[int, int]]
) -> None:
    shuffled = data.draw(st.permutations(shares))
    for kind in (Kind.P, Kind.U):
        fits = [
            (p if kind is Kind.P else u)(base(ratios(*zip(*order, strict=True)), kind)) for order in (shares, shuffled)
        ]
        assert fits[0] == fits[1]
    for kind in (Kind.C, Kind.G):
        found = [
            analyse(plain(*(count for count, _ in order)), kind, "mdc-xmr", screening=False)
            for order in (shares, shuffled)
        ]
        assert lines(found[0]) == lines(found[1])


@given(shares=SHARES, screening=st.booleans())
def test_p_prime_and_u_prime_are_p_and_u_times_one_factor(shares: list[tuple[int, int]], *, screening: bool) -> None:
    numerators, denominators = zip(*shares, strict=True)
    readings = base(ratios(numerators, denominators), Kind.P)
    for straight, prime in ((p, p_prime), (u, u_prime)):
        narrow, wide = straight(readings), prime(readings, screening=screening)
        assert narrow.sigma is not None
        assert wide.ranges is not None
        assert wide.centre == narrow.centre
        assert wide.sigma == pytest.approx(narrow.sigma * wide.ranges.mean / 1.128)


@given(shares=SHARES, screening=st.booleans())
def test_limits_of_proportions_stay_within_0_and_1_and_around_the_centre(
    shares: list[tuple[int, int]], *, screening: bool
) -> None:
    numerators, denominators = zip(*shares, strict=True)
    for kind in (Kind.P, Kind.P_PRIME):
        for point in analyse(ratios(numerators, denominators), kind, "mdc-xmr", screening=screening).points:
            assert point.lower is not None
            assert point.centre is not None
            assert point.upper is not None
            assert 0 <= point.lower <= point.centre + 1e-12
            assert point.centre - 1e-12 <= point.upper <= 1


@given(shares=SHARES, factor=st.integers(2, 9))
def test_larger_denominators_bring_limits_closer_by_the_root_and_leave_p_prime_as_it_is(
    shares: list[tuple[int, int]], factor: int
) -> None:
    numerators, denominators = zip(*shares, strict=True)
    larger = ratios([n * factor for n in numerators], [n * factor for n in denominators])
    small, large = base(ratios(numerators, denominators), Kind.P), base(larger, Kind.P)
    for straight, prime in ((p, p_prime), (u, u_prime)):
        assert straight(large).sigma == pytest.approx(straight(small).sigma)
        wide = [prime(readings, screening=False).sigma for readings in (small, large)]
        assert wide[0] is not None
        assert wide[1] == pytest.approx(wide[0] * math.sqrt(factor), rel=1e-9, abs=1e-12)


@given(times=POSITIVE, factor=st.sampled_from([0.01, 7, 24]))
def test_times_in_hours_and_in_days_make_the_same_chart(times: list[int], factor: float) -> None:
    before = analyse(plain(*times), Kind.T, "mdc-xmr", screening=False)
    after = analyse(plain(*(time * factor for time in times)), Kind.T, "mdc-xmr", screening=False)
    assert lines(after) == pytest.approx([line * factor for line in lines(before)], rel=1e-9)


@given(values=VALUES)
def test_screening_keeps_the_mean_and_never_widens_the_limits(values: list[int]) -> None:
    plainly, screened = (chart(values, Kind.XMR, "mdc-xmr", screening=screening) for screening in (False, True))
    assert screened.centre == plainly.centre
    assert screened.upper is not None
    assert plainly.upper is not None
    assert screened.upper <= plainly.upper


@by_rules
@few
@given(first=VALUES, second=VALUES)
def test_phases_are_judged_as_if_each_were_alone(kind: Kind, rules: str, first: list[int], second: list[int]) -> None:
    points = plain(*first, *second)
    both = analyse(points, kind, rules, screening=False, phases=[Phase(day(len(first)), "Moved")])
    alone = [analyse(part, kind, rules, screening=False) for part in (points[: len(first)], points[len(first) :])]
    assert [point.signals for point in both.points] == [point.signals for one in alone for point in one.points]
    assert [phase.centre for phase in both.phases] == [one.centre for one in alone]
    assert (both.variation, both.missing) == (alone[1].variation, alone[1].missing)


@by_rules
@few
@given(values=VALUES, later=VALUES)
def test_what_comes_after_the_baseline_moves_no_line(
    kind: Kind, rules: str, values: list[int], later: list[int]
) -> None:
    before = analyse(plain(*values), kind, rules, screening=False)
    after = analyse(plain(*values, *later), kind, rules, screening=False, baseline=len(values))
    assert lines(after) == lines(before)


@by_rules
@few
@given(values=VALUES, places=st.sets(st.integers(0, 40), max_size=6))
def test_gaps_end_no_run_and_no_trend(kind: Kind, rules: str, values: list[int], places: set[int]) -> None:
    gapped: list[float | None] = list(values)
    for place in sorted(places, reverse=True):
        gapped.insert(min(place, len(gapped)), None)
    # The baseline ends before any gap can touch a moving range, so the lines are the same.
    points = plain(*values[:12], *gapped)
    plainly = analyse(plain(*values[:12], *values), kind, rules, screening=False, baseline=12)
    found = analyse(points, kind, rules, screening=False, baseline=12)
    assert [point.signals for point in found.points if point.value is not None] == [
        point.signals for point in plainly.points
    ]


@by_rules
@few
@given(values=st.lists(st.integers(-50, 50), max_size=9))
def test_under_the_minimum_nothing_is_said(kind: Kind, rules: str, values: list[int]) -> None:
    found = chart(values, kind, rules)
    assert found.signals == ()
    assert found.missing >= RULE_SETS[rules].minimum - len(values) > 0
    assert found.variation is Variation.TOO_EARLY


@given(values=VALUES)
def test_every_point_of_a_signal_bears_its_name_and_no_other_point_does(values: list[int]) -> None:
    for kind, rules in CHARTS:
        found = chart(values, kind, rules)
        told = {(signal.name, period) for signal in found.signals for period in signal.periods}
        assert told == {(name, point.period) for point in found.points for name in point.signals}
        assert all(before < now for signal in found.signals for before, now in pairwise(signal.periods))


@given(
    kind=st.sampled_from(list(Kind)),
    given_=st.lists(st.one_of(st.none(), st.integers(1, 100)), max_size=30),
    screening=st.booleans(),
    target=st.one_of(st.none(), st.integers(0, 100)),
    baseline=st.one_of(st.none(), st.integers(2, 20)),
    direction=st.sampled_from(list(Direction)),
)
def test_every_chart_of_sound_points_is_drawn(
    kind: Kind,
    given_: list[int | None],
    target: int | None,
    baseline: int | None,
    direction: Direction,
    *,
    screening: bool,
) -> None:
    sized = kind in {Kind.P, Kind.P_PRIME, Kind.U, Kind.U_PRIME}
    points = [
        Point(day(number))
        if value is None
        else Point(day(number), numerator=value, denominator=100)
        if sized
        else Point(day(number), value)
        for number, value in enumerate(given_)
    ]
    rules = "ihi-run" if kind is Kind.RUN else "western-electric"
    found = analyse(points, kind, rules, screening=screening, direction=direction, target=target, baseline=baseline)
    assert len(found.points) == len(points)
    for point in found.points:
        if point.lower is not None and point.upper is not None and point.centre is not None:
            assert point.lower - 1e-9 <= point.centre <= point.upper + 1e-9
