"""Charts drawn on the server, as SVG that stands in the page.

A chart made here needs no script, prints whole, and is read aloud: its title and description are its accessible name.
It carries classes instead of colours, so the stylesheet decides them for light, dark, paper and forced colours.
Labels stand at what they name; there is no legend, and no meaning rests on colour alone. Every text is escaped.

Lengths are units of the drawing's own view box, which grows or shrinks to the width it is given.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.kernel.svg import Caption, framed

Point = tuple[str, float]
# A place along the axis and the value from there on.
Step = tuple[float, float]

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 84, 96, 64, 64
SMALL_WIDTH, SMALL_HEIGHT, SMALL_MARGIN = 160, 40, 5
BAR_ROW, BAR_HEIGHT, BAR_RIGHT = 60, 16, 104
MOST_TICKS, MOST_LABELS = 6, 4
# The widest a sign of a number becomes, on a phone.
SIGN = 18
# A smaller span, relative to the values, is rounding and gets an axis of one unit.
FLAT = 1e-9


@dataclass(frozen=True)
class Axis:
    """How values are measured: from `floor` to `ceiling` (None: the largest value), in `unit`, written by `number`.

    No step of the axis is smaller than `finest`: 1 for things that are counted.
    """

    unit: str = ""
    finest: float = 0.0
    floor: float = 0.0
    ceiling: float | None = None
    number: Callable[[float], str] = "{:g}".format


PLAIN = Axis()


def ticks(floor: float, ceiling: float, finest: float = 0.0) -> list[float]:
    """Return two to six evenly spaced values that enclose floor and ceiling, in steps of 1, 2 or 5 and none finer."""
    span = ceiling - floor
    if span <= FLAT * max(1.0, abs(floor), abs(ceiling)):
        span = 1.0
    step = max(10.0 ** math.floor(math.log10(span / MOST_TICKS)), finest)
    for factor in (1, 2, 5, 10, 20, 50):
        first = math.floor(floor / (step * factor))
        last = math.ceil((floor + span) / (step * factor))
        if last - first < MOST_TICKS:
            break
    return [float(f"{index * step * factor:.12g}") for index in range(first, last + 1)]


def line_chart(caption: Caption, points: Sequence[Point], axis: Axis = PLAIN) -> Markup:
    """Draw points, oldest first, as one line, 16:9; the newest value is written at its end."""
    if not points:
        return _drawing(caption, "chart", WIDTH, HEIGHT, [])
    values = [value for _, value in points]
    ceiling = axis.floor if axis.ceiling is None else axis.ceiling
    marks = ticks(min(axis.floor, *values), max(ceiling, *values), axis.finest)
    ys = _scale(values, (marks[0], marks[-1]), (HEIGHT - BOTTOM, TOP))
    start, end = _inner(marks, values[-1], axis)
    xs = _spread(len(points), start, end)
    parts = [
        *_value_axis(marks, axis, (start, end)),
        *_label_axis([label for label, _ in points], xs),
        _line(xs, ys),
        *(_dot(x, y, "chart-dot", 3.5) for x, y in zip(xs[:-1], ys[:-1], strict=True)),
        _dot(xs[-1], ys[-1], "chart-end", 6),
        _text((xs[-1] + 14, ys[-1]), axis.number(values[-1]), "chart-direct"),
    ]
    return _drawing(caption, "chart", WIDTH, HEIGHT, parts)


def step_chart(
    caption: Caption, steps: Sequence[Step], span: Sequence[Point], top: Point | None = None, axis: Axis = PLAIN
) -> Markup:
    """Draw a value that holds until it changes, places true to scale, 16:9; the newest value is written at its end.

    `span` labels places along the axis, the first and last of which are its ends. `top` names what the value may
    reach and draws a broken line there.
    """
    places = [place for _, place in span]
    heights = [value for _, value in steps] + ([top[1]] if top else [])
    marks = ticks(min(axis.floor, *heights), max(axis.ceiling or 0, *heights), axis.finest)
    start, end = _inner(marks, steps[-1][1], axis)
    inner = (places[0], places[-1]), (start, end)
    xs = _scale([*(place for place, _ in steps), places[-1]], *inner)
    ys = _scale([value for _, value in steps], (marks[0], marks[-1]), (HEIGHT - BOTTOM, TOP))
    corners = [(xs[0], ys[0])]
    for x, y, until in zip(xs, ys, xs[1:], strict=False):
        corners += [(x, y), (until, y)]
    parts = [
        *_value_axis(marks, axis, (start, end)),
        *_label_ends([label for label, _ in span], _scale(places, *inner)),
        *(_top_line(top, marks, (start, end)) if top else []),
        _line(*zip(*corners, strict=True)),
        _dot(xs[-1], ys[-1], "chart-end", 6),
        _text((xs[-1] + 14, ys[-1]), axis.number(steps[-1][1]), "chart-direct"),
    ]
    return _drawing(caption, "chart", WIDTH, HEIGHT, parts)


def small_line(caption: Caption, values: Sequence[float], ceiling: float, floor: float = 0.0) -> Markup:
    """Draw a line without labels; lines to be compared share floor and ceiling."""
    width, height, margin = SMALL_WIDTH, SMALL_HEIGHT, SMALL_MARGIN
    base = height - margin
    parts = [_rule((margin, base), (width - margin, base), "chart-base")]
    if values:
        xs = _spread(len(values), margin, width - margin)
        ys = _scale(values, (floor, max(ceiling, *values)), (base, margin))
        parts += [_line(xs, ys), _dot(xs[-1], ys[-1], "chart-end", 3.5)]
    return _drawing(caption, "chart-small", width, height, parts)


def bars(caption: Caption, rows: Sequence[Point], total: float | None = None, axis: Axis = PLAIN) -> Markup:
    """Draw a bar from zero for each row, its label above and its value beside it.

    With `total`, a paler track behind each bar shows the whole that it is a share of.
    """
    length = WIDTH - BAR_RIGHT
    longest = max([total or 0, axis.ceiling or 0, *(value for _, value in rows)], default=0) or 1
    parts = []
    for index, (label, value) in enumerate(rows):
        y = index * BAR_ROW + 34
        reach = length * max(value, 0) / longest
        whole = length * total / longest if total else 0
        parts += [
            _text((0, y - 10), label, "chart-label"),
            _bar(y, whole, "chart-whole") if whole else Markup(),
            _bar(y, reach, "chart-bar"),
            _text((max(reach, whole) + 12, y + BAR_HEIGHT / 2), axis.number(value), "chart-direct"),
        ]
    return _drawing(caption, "chart", WIDTH, max(len(rows), 1) * BAR_ROW, parts)


def _drawing(caption: Caption, kind: str, width: int, height: int, parts: Sequence[Markup]) -> Markup:
    return framed(caption, {"class": kind, "viewBox": f"0 0 {width} {height}"}, parts)


def _inner(marks: Sequence[float], newest: float, axis: Axis) -> tuple[float, float]:
    """Where the drawing within the labels begins and ends: long numbers take more than the usual margins."""
    before, after = max(len(axis.number(mark)) for mark in marks), len(axis.number(newest))
    return max(LEFT, 10 + SIGN * before), WIDTH - max(RIGHT, 20 + SIGN * after)


def _value_axis(marks: Sequence[float], axis: Axis, inner: tuple[float, float]) -> Iterator[Markup]:
    heights = _scale(marks, (marks[0], marks[-1]), (HEIGHT - BOTTOM, TOP))
    yield _text((0, 26), axis.unit, "chart-unit")
    for order, (mark, y) in enumerate(zip(marks, heights, strict=True)):
        yield _rule((inner[0], y), (inner[1], y), "chart-grid" if order else "chart-base")
        yield _text((inner[0] - 10, y), axis.number(mark), "chart-level", "end")


def _label_axis(labels: Sequence[str], xs: Sequence[float]) -> Iterator[Markup]:
    """Write the newest label and as many of the others, evenly, as there is room for; a phone keeps the outermost."""
    stride = math.ceil(len(labels) / MOST_LABELS)
    shown = range(len(labels) - 1, -1, -stride)
    for index in shown:
        kind = "chart-mark" if index in (shown[0], shown[-1]) else "chart-spare"
        yield _text((xs[index], HEIGHT - 8), labels[index], kind, "middle")


def _label_ends(labels: Sequence[str], xs: Sequence[float]) -> Iterator[Markup]:
    """Write labels at their places, the outermost within the axis; only these stay on a phone."""
    for order, (label, x) in enumerate(zip(labels, xs, strict=True)):
        anchor = {0: "start", len(labels) - 1: "end"}.get(order)
        yield _text((x, HEIGHT - 8), label, "chart-mark" if anchor else "chart-spare", anchor or "middle")


def _top_line(top: Point, marks: Sequence[float], inner: tuple[float, float]) -> Iterator[Markup]:
    (y,) = _scale([top[1]], (marks[0], marks[-1]), (HEIGHT - BOTTOM, TOP))
    yield _rule((inner[0], y), (inner[1], y), "chart-top")
    yield _text((inner[0] + 4, y - 10), top[0], "chart-over")


def _scale(values: Sequence[float], domain: tuple[float, float], target: tuple[float, float]) -> list[float]:
    (low, high), (start, end) = domain, target
    return [start + (end - start) * (value - low) / ((high - low) or 1) for value in values]


def _spread(count: int, start: float, end: float) -> list[float]:
    """Return `count` places from start to end; a single one stands at the end, where the newest always is."""
    return [end - (end - start) * back / max(count - 1, 1) for back in range(count - 1, -1, -1)]


def _line(xs: Sequence[float], ys: Sequence[float]) -> Markup:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    return Markup('<polyline class="chart-line" points="{}"/>').format(corners)


def _dot(x: float, y: float, kind: str, radius: float) -> Markup:
    return Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"/>').format(kind, x, y, radius)


def _rule(start: tuple[float, float], end: tuple[float, float], kind: str) -> Markup:
    return Markup('<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>').format(kind, *start, *end)


def _bar(y: float, length: float, kind: str) -> Markup:
    return Markup('<rect class="{}" x="0" y="{:.1f}" width="{:.1f}" height="{}" rx="3"/>').format(
        kind, y, length, BAR_HEIGHT
    )


def _text(at: tuple[float, float], text: str, kind: str, anchor: str = "start") -> Markup:
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(kind, *at, anchor, text)
