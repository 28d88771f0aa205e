"""Draws who learned from whom, as SVG that stands in the page: time runs from left to right, line below line.

It has no view box: places along the time are shares of the width it is given, everything else is as large as letters
are, so it can be read on a phone and on paper alike. Names stand above their lines; where there is room, the
stylesheet gives them a column to the left of the time. Shapes carry the meaning, never colour alone: a square began it,
a diamond stands across a border of divisions, a circle on this side of it; full has adopted it, empty has not.
A broken line leads to who has not told. Every text is escaped; the texts come from the caller.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from scorecards.spread.lineage import Line, Node
from services.kernel.svg import Caption, framed

LINE, HEAD, NAME, TRACK = 36, 34, 13, 25
NOTE = NAME + 14
# By how many per cent of the width each stands further right than whom it learned from, were it the same day.
STEP = 1.5
# Longer names would leave a phone's screen; they stand whole in the table. Many differ at their ends only.
LONGEST_NAME, NAME_END = 32, 10
_SHAPES = {
    "began": '<path d="M-8-8H8V8H-8Z"/>',
    "beyond": '<path d="M0-8.5 8.5 0 0 8.5-8.5 0Z"/>',
    "inside": '<circle r="6.5"/>',
}


@dataclass(frozen=True)
class Words:
    """The texts of the picture: what a line is called, and what stands below its name where there is room."""

    name: Callable[[Line], str]
    note: Callable[[Line], str]
    day: Callable[[date], str]


def lineage(caption: Caption, lines: Sequence[Line], until: date, words: Words) -> Markup:
    """Draw the lines; time ends with `until`, or later if they do."""
    days = [line.at for line in lines] + [each.at for line in lines if line.node for each in line.node.adopters]
    since, until = min(days), max(until, *days)
    xs = list(_places(lines, since, until))
    ys = [HEAD + index * LINE + TRACK for index in range(len(lines))]
    parts = [
        _shapes(caption.name),
        *_time(words.day(since), words.day(until), ys[-1]),
        *(Markup('<line class="lineage-track" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(y) for y in ys),
        *_ways(lines, xs, ys),
        *_texts(lines, words),
        *_marks(lines, ys, _Time(since, until)),
        *(_sign(caption.name, line, x, y) for line, x, y in zip(lines, xs, ys, strict=True)),
    ]
    return framed(caption, {"class": "lineage", "width": "100%", "height": ys[-1] + LINE - TRACK}, parts)


@dataclass(frozen=True)
class _Time:
    since: date
    until: date

    def place(self, day: date) -> float:
        """Where a day stands, in per cent of the width."""
        return 100 * (day - self.since).days / ((self.until - self.since).days or 1)


def _places(lines: Sequence[Line], since: date, until: date) -> Iterator[float]:
    """Where each line's sign stands: at its day, and right of whom it learned from, so that the way can be seen."""
    time = _Time(since, until)
    xs: list[float] = []
    for line in lines:
        source = 0 if line.untold else line.parent
        x = time.place(line.at)
        xs.append(x if source is None else max(x, xs[source] + STEP))
    widest = max(100.0, *xs)
    return (100 * x / widest for x in xs)


def _time(since: str, until: str, bottom: float) -> Iterator[Markup]:
    for place, day, anchor in ((0, since, "start"), (100, until, "end")):
        yield Markup('<line class="lineage-day" x1="{0}%" x2="{0}%" y1="20" y2="{1}"/>').format(place, bottom)
        yield Markup('<text class="lineage-when" x="{}%" y="13" text-anchor="{}">{}</text>').format(place, anchor, day)


def _ways(lines: Sequence[Line], xs: Sequence[float], ys: Sequence[float]) -> Iterator[Markup]:
    """From whom each learned: down, then along to its day. One downward line serves all who learned from the same."""
    lowest: dict[tuple[int, bool], int] = {}
    for index, line in enumerate(lines):
        if line.node is None:
            continue
        source = line.parent or 0
        lowest[source, line.untold] = index
        yield _way((xs[source], xs[index]), (ys[index], ys[index]), untold=line.untold)
    for (source, untold), index in lowest.items():
        yield _way((xs[source], xs[source]), (ys[source], ys[index]), untold=untold)


def _way(xs: tuple[float, float], ys: tuple[float, float], *, untold: bool) -> Markup:
    kind = "lineage-way lineage-untold" if untold else "lineage-way"
    return Markup('<line class="{}" x1="{:.2f}%" x2="{:.2f}%" y1="{}" y2="{}"/>').format(kind, *xs, *ys)


def _texts(lines: Sequence[Line], words: Words) -> Iterator[Markup]:
    for index, line in enumerate(lines):
        y = HEAD + index * LINE + NAME
        kind = "lineage-name" if line.node else "lineage-name lineage-first"
        yield Markup('<text class="{}" y="{}">{}</text>').format(kind, y, shortened(words.name(line)))
        yield Markup('<text class="lineage-note" y="{}">{}</text>').format(y + NOTE - NAME, words.note(line))


def shortened(name: str) -> str:
    """The name, or its beginning and end where it is too long for a line."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - NAME_END - 1].rstrip()}…{name[-NAME_END:].lstrip()}"


def _marks(lines: Sequence[Line], ys: Sequence[float], time: _Time) -> Iterator[Markup]:
    """A stroke for each unit on the line of its division: hundreds, so written without the care that texts need."""
    for line, y in zip(lines, ys, strict=True):
        if line.node and line.node.division is not None:
            strokes = ((time.place(each.at), 9 if each.adopted else 4) for each in line.node.adopters)
            yield Markup(  # noqa: S704 (nothing but numbers)
                "".join(
                    f'<line class="lineage-mark" x1="{x:.2f}%" x2="{x:.2f}%" y1="{y - reach}" y2="{y + reach}"/>'
                    for x, reach in strokes
                )
            )


def _shapes(name: str) -> Markup:
    shapes: Mapping[str, str] = _SHAPES
    drawn = (
        Markup('<g id="{}-{}">{}</g>').format(name, shape, Markup(path))  # noqa: S704 (our own shapes)
        for shape, path in shapes.items()
    )
    return Markup("<defs>{}</defs>").format(Markup().join(drawn))


def _sign(name: str, line: Line, x: float, y: float) -> Markup:
    node = line.node
    shape = "began" if node is None else "beyond" if node.crosses else "inside"
    kind = "lineage-sign" if node is None or _has_it(node) else "lineage-sign lineage-open"
    return Markup('<use class="{}" href="#{}-{}" x="{:.2f}%" y="{}"/>').format(kind, name, shape, x, y)


def _has_it(node: Node) -> bool:
    return any(each.adopted for each in node.adopters)
