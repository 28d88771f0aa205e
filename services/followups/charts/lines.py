"""The drawn lines of a chart: values, centre, limits, target and where phases begin.

Limits have steps where denominators differ; while they are trial they are
broken lines with nothing shaded between them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from markupsafe import Markup

from services.followups.charts.elements import written
from services.followups.charts.frame import Frame
from services.followups.charts.signs import signs
from services.followups.control import Analysis, Judged

# Points nearer to each other than this share of a sign are told by the line alone, and still nearer ones by a thin one.
DOTS_FROM, THIN_BELOW = 0.8, 0.4
Corner = tuple[float, float]


def plot(frame: Frame, analysis: Analysis) -> Iterator[Markup]:
    """Everything within the frame, what matters most on top."""
    for order, mark in enumerate(frame.marks):
        kind = "control-grid" if order else "control-base"
        yield rule((frame.left, frame.y(mark)), (frame.right, frame.y(mark)), kind)
    for number in range(len(analysis.phases)):
        yield from _limits(frame, analysis, number)
    for number in range(len(analysis.phases)):
        yield _path(_steps(frame, _of(analysis, number), lambda point: point.centre), "control-centre")
    if analysis.target is not None:
        yield rule((frame.left, frame.y(analysis.target)), (frame.right, frame.y(analysis.target)), "control-target")
    for cell, _ in begun(frame, analysis):
        yield rule((frame.edge(cell), frame.top), (frame.edge(cell), frame.bottom), "control-phase")
    yield from _values(frame, analysis.points)
    yield from signs(frame, analysis)


def begun(frame: Frame, analysis: Analysis) -> list[tuple[int, str]]:
    """The cell that each phase after the first begins with, and why it was begun."""
    return [
        (frame.cells[now.period], analysis.phases[now.phase].reason)
        for before, now in pairwise(analysis.points)
        if now.phase != before.phase
    ]


def rule(start: Corner, end: Corner, kind: str) -> Markup:
    """A straight line."""
    return written('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>', kind, *start, *end)


def _of(analysis: Analysis, phase: int) -> list[Judged]:
    return [point for point in analysis.points if point.phase == phase]


def _limits(frame: Frame, analysis: Analysis, number: int) -> Iterator[Markup]:
    points, trial = _of(analysis, number), analysis.phases[number].trial
    upper = _steps(frame, points, lambda point: point.upper)
    lower = _steps(frame, points, lambda point: point.lower)
    if not trial:
        between = [above + below[::-1] for above, below in zip(upper, lower, strict=True)]
        yield _path(between, "control-band")
    yield _path(upper + lower, "control-limit control-trial" if trial else "control-limit")


def _steps(frame: Frame, points: Sequence[Judged], height: Callable[[Judged], float | None]) -> list[list[Corner]]:
    """The corners of a line that holds for a cell at a time: a stretch for each row of cells that have it."""
    stretches: list[list[Corner]] = []
    reached = -1
    for point in points:
        value, cell = height(point), frame.cells[point.period]
        if value is None:
            continue
        y, end = frame.y(value), (frame.edge(cell + 1), frame.y(value))
        if cell != reached or not stretches:
            stretches.append([(frame.edge(cell), y), end])
        elif stretches[-1][-1][1] == y:
            stretches[-1][-1] = end
        else:
            stretches[-1] += [(frame.edge(cell), y), end]
        reached = cell + 1
    return stretches


def _values(frame: Frame, points: Sequence[Judged]) -> Iterator[Markup]:
    """The line, broken at gaps, and a dot for each point that has no sign of its own."""
    places = [
        (frame.cells[point.period], point, (frame.x(frame.cells[point.period]), frame.y(point.value)))
        for point in points
        if point.value is not None
    ]
    stretches = [[place] for _, _, place in places[:1]]
    for (before, _, _), (cell, _, place) in pairwise(places):
        if cell == before + 1:
            stretches[-1].append(place)
        else:
            stretches.append([place])
    yield _path(stretches, "control-line" if frame.step >= THIN_BELOW * frame.sign else "control-line control-dense")
    if frame.step >= DOTS_FROM * frame.sign:
        yield _path([[place] for _, point, place in places if not point.signals], "control-dots")


def _path(stretches: Sequence[Sequence[Corner]], kind: str) -> Markup:
    """One path of all stretches."""
    if not stretches:
        return Markup()
    return written('<path class="{}" d="{}"/>', kind, "".join(_stretch(stretch) for stretch in stretches))


def _stretch(corners: Sequence[Corner]) -> str:
    """A move and what follows; one corner alone becomes a dot, as the round ends of a line without length are drawn."""
    places = [(f"{x:.1f}", f"{y:.1f}") for x, y in corners]
    drawn = "M{} {}".format(*places[0]) + "h0" * (len(places) == 1)
    for (x, y), (to_x, to_y) in pairwise(places):
        drawn += f"H{to_x}" if to_y == y else f"V{to_y}" if to_x == x else f"L{to_x} {to_y}"
    return drawn
