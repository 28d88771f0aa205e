"""The one way in: `analyse` takes points and settings and answers everything that a chart of them says.

The settings that change limits (screening, baseline, phases, rule set) stand in the answer, so that a chart can always
tell how it was made. Nothing here begins a phase by itself: that is a person's decision (Making Data Count).
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.followups.control.analysis import Analysis, Judged, PhaseLimits, Signal
from services.followups.control.phases import Judgement, Lines, draw, judge
from services.followups.control.points import CannotJudge, Kind, Phase, Point, Problem, Reading, read
from services.followups.control.rule_sets import PRIORITY, Name, rule_set
from services.followups.control.verdicts import Direction, Variation, assurance, special_cause

SHORTEST_BASELINE = 2


@dataclass(frozen=True)
class _Part:
    """One phase's share of the chart."""

    number: int
    phase: Phase | None
    points: Sequence[Point]
    readings: Sequence[Reading | None]
    lines: Lines | None
    judgement: Judgement


def analyse(
    points: Sequence[Point],
    kind: Kind,
    rules: str,
    *,
    screening: bool,
    direction: Direction = Direction.NEUTRAL,
    target: float | None = None,
    baseline: int | None = None,
    phases: Sequence[Phase] = (),
) -> Analysis:
    """Chart `points` (in order of their periods) as `kind` and judge them by the rule set named `rules`.

    `screening` drops outlying moving ranges once, where the chart has any; tools differ in it and limits with it, so it
    has no default. `baseline`: the first so many values of each phase make its limits (None: all).
    Raise `CannotJudge`, naming the point, for what makes no chart. Too few points are no error: see `missing`.
    """
    judging = rule_set(rules, kind)
    _check(points, target, baseline, phases)
    readings = read(points, kind)
    parts = []
    for number, (phase, part) in enumerate(_cut(points, phases)):
        lines = draw(readings[part], kind, baseline, screening=screening)
        judgement = judge(readings[part], lines, judging)
        parts.append(_Part(number, phase, points[part], readings[part], lines, judgement))
    judged = [_judged(part, direction) for part in parts]
    return Analysis(
        kind=kind,
        rules=rules,
        screening=screening,
        baseline=baseline,
        direction=direction,
        target=target,
        points=tuple(point for part in judged for point in part),
        phases=tuple(_limits(part) for part in parts),
        signals=tuple(signal for part in parts for signal in _signals(part)),
        variation=_variation(parts[-1].judgement, judged[-1]),
        assurance=assurance(_last_limits(judged[-1]), target, direction, early=parts[-1].judgement.missing > 0),
    )


def _check(points: Sequence[Point], target: float | None, baseline: int | None, phases: Sequence[Phase]) -> None:
    if target is not None and not math.isfinite(target):
        raise CannotJudge(Problem.TARGET_NOT_FINITE)
    if baseline is not None and baseline < SHORTEST_BASELINE:
        raise CannotJudge(Problem.BASELINE_TOO_SHORT)
    for phase in phases:
        if not phase.reason.strip():
            raise CannotJudge(Problem.PHASE_WITHOUT_REASON, phase.start)
        if not points or not points[0].period < phase.start <= points[-1].period:
            raise CannotJudge(Problem.PHASE_OUTSIDE, phase.start)
    for before, now in pairwise(phases):
        if now.start <= before.start:
            raise CannotJudge(Problem.PHASE_OUT_OF_ORDER, now.start)


def _cut(points: Sequence[Point], phases: Sequence[Phase]) -> Iterator[tuple[Phase | None, slice]]:
    """The stretch of points of each phase, the one before all given phases first."""
    starts = [0, *(sum(point.period < phase.start for point in points) for phase in phases), len(points)]
    for phase, (start, end) in zip((None, *phases), pairwise(starts), strict=True):
        yield phase, slice(start, end)


def _judged(part: _Part, direction: Direction) -> list[Judged]:
    sides: dict[int, dict[Name, int]] = defaultdict(dict)
    for rule, found in part.judgement.found:
        for index in found.points:
            # A turning point belongs to two trends; it is labelled by the one that led to it.
            sides[index].setdefault(rule.name, found.side)
    rows = []
    for index, (point, reading) in enumerate(zip(part.points, part.readings, strict=True)):
        zones = part.lines.zones[index] if part.lines else None
        rows.append(
            Judged(
                point.period,
                part.number,
                value=reading.value if reading else None,
                centre=zones.centre if zones else None,
                lower=zones.lower if zones else None,
                upper=zones.upper if zones else None,
                signals=tuple(sorted(sides[index], key=PRIORITY.index)),
                variation=_point_variation(part.judgement, sides[index], direction) if reading else None,
            )
        )
    return rows


def _point_variation(judgement: Judgement, sides: dict[Name, int], direction: Direction) -> Variation:
    if judgement.missing:
        return Variation.TOO_EARLY
    if not sides:
        return Variation.COMMON_CAUSE
    return special_cause(sides[min(sides, key=PRIORITY.index)], direction)


def _variation(judgement: Judgement, judged: Sequence[Judged]) -> Variation:
    """That of the newest value; if it has no signal, rules about the whole phase still may."""
    if judgement.missing:
        return Variation.TOO_EARLY
    newest = next(point.variation for point in reversed(judged) if point.variation)
    if newest is Variation.COMMON_CAUSE and any(rule.whole for rule, _ in judgement.found):
        return Variation.UNDIRECTED
    return newest


def _last_limits(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    return [(point.lower, point.upper) for point in judged if point.lower is not None and point.upper is not None]


def _signals(part: _Part) -> list[Signal]:
    return [
        Signal(rule.name, part.number, tuple(part.points[index].period for index in found.points), found.side)
        for rule, found in part.judgement.found
    ]


def _limits(part: _Part) -> PhaseLimits:
    start, reason = (part.phase.start, part.phase.reason) if part.phase else (None, "")
    values = sum(reading is not None for reading in part.readings)
    if part.lines is None:
        return PhaseLimits(start, reason, values, part.judgement.missing)
    newest = max(index for index, reading in enumerate(part.readings) if reading is not None)
    zones, ranges = part.lines.zones[newest], part.lines.fit.ranges
    return PhaseLimits(
        start,
        reason,
        values,
        part.judgement.missing,
        trial=part.lines.trial,
        centre=zones.centre,
        lower=zones.lower,
        upper=zones.upper,
        moving_range_mean=ranges.mean if ranges else None,
        screened=ranges.screened if ranges else 0,
        not_judged=part.judgement.not_judged,
    )
