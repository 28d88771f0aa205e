"""Draws a map as SVG that stands in the page: steps as boxes, what follows what, and the timeline ladder below.

The ladder is the one that practitioners draw by hand along the critical path: waits above, process times below, the
totals at its end. A long map is drawn in rows of a few columns each, one below the other, as large as letters need.
Shapes and words carry the meaning, never colour alone: the critical path is drawn thicker, a dead end has a bar at
its right, the kind of value its own sign. Colours come from the stylesheet. Every text is escaped; the words come from
the caller.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from services.kernel.svg import Caption, framed
from services.observations.streams.layout import Layout, Way
from services.observations.streams.lettering import Line, wrapped

BOX, GAP, EDGE, TURN = 128, 68, 12, 12
PITCH = BOX + GAP
# A screen bears fewer columns in a row than a sheet of A3 does.
MOST_COLUMNS, PAPER_COLUMNS = 6, 10
WAIT_LETTERS = 8
LANE_GAP, ROW_GAP = 26, 34
RUNG, LADDER = 26, 80
_SIGNS = {
    "va": '<circle class="map-sign" cx="5" cy="-4" r="5"/>',
    "nnva": '<path class="map-sign" d="M5-9a5 5 0 0 0 0 10Z"/><circle class="map-ring" cx="5" cy="-4" r="4.25"/>',
    "nva": '<circle class="map-ring" cx="5" cy="-4" r="4.25"/>',
}


@dataclass(frozen=True)
class Words:
    """The texts of the picture. `time` writes minutes, None as unknown; `share` likewise per cent."""

    time: Callable[[float | None], str]
    share: Callable[[float | None], str]
    value: Callable[[str], str]
    done_by: Callable[[str], str]
    systems: Callable[[Sequence[str]], str]
    process: str
    accurate: str
    dead_end: str
    # Lead and process time in all, as a sentence; empty where the way is unknown.
    totals: str


@dataclass(frozen=True)
class _Sheet:
    """What is drawn, and how high a box of it is."""

    steps: Sequence[dict[str, Any]]
    layout: Layout
    words: Words
    texts: Sequence[Sequence[Line]]
    box: int

    @property
    def lane(self) -> int:
        return self.box + LANE_GAP

    def x(self, step: int, first: int) -> int:
        """The left side of a step's box in the row that begins with column `first`."""
        return GAP + (self.layout.places[step].column - first) * PITCH

    def y(self, lane: int) -> float:
        """The middle of a lane, from the top of its row."""
        return lane * self.lane + LANE_GAP + self.box / 2


def drawn(
    caption: Caption,
    steps: Sequence[dict[str, Any]],
    layout: Layout,
    words: Words,
    *,
    brief: bool,
    most: int = MOST_COLUMNS,
) -> Markup:
    """Draw steps, as schemas.value_streams.Step gives them, with the ladder, in rows of at most so many columns.

    `brief`: nothing but names in boxes.
    """
    texts = [_texts(step, words, brief=brief) for step in steps]
    box = max(sum(line.height for line in lines) for lines in texts) + 18
    sheet = _Sheet(steps, layout, words, texts, box)
    parts, top = [], 0
    rows = -(-layout.columns // most)
    # Rows alike: of seven columns four and three, not six and one.
    columns = -(-layout.columns // rows)
    for first in range(0, layout.columns, columns):
        end = min(first + columns, layout.columns)
        lanes = layout.lanes(first, end)
        inner = [*_ways(sheet, first, end), *_boxes(sheet, first, end)]
        height = lanes * sheet.lane + LANE_GAP
        if layout.path is not None:
            inner += _ladder(sheet, first, end, height)
            height += LADDER
        parts.append(Markup('<g transform="translate(0 {})">{}</g>').format(top, Markup().join(inner)))
        top += height + ROW_GAP
    width = GAP + columns * PITCH - GAP + EDGE
    if words.totals:
        parts.append(_text(width - EDGE, top - ROW_GAP + 16, words.totals, "map-total", "end"))
        top += 20
    return _svg(caption, "map", width, top - ROW_GAP + 4, parts)


def _svg(caption: Caption, kind: str, width: int, height: int, parts: Sequence[Markup]) -> Markup:
    size = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    return framed(caption, {"class": kind} | size, parts)


def _texts(step: dict[str, Any], words: Words, *, brief: bool) -> list[Line]:
    """What stands in a step's box, line by line."""
    lines = wrapped(step["name"], "map-name", 3)
    if step["dead_end"]:
        lines += wrapped(words.dead_end, "map-word", 2)
    if brief:
        return lines
    if step["done_by"]:
        lines += wrapped(words.done_by(step["done_by"]), "map-note", 2)
    if step["systems"]:
        lines += wrapped(words.systems(step["systems"]), "map-note", 2)
    if step["value"]:
        lines += wrapped(words.value(step["value"]), "map-word", 2, indent=16)
    lines.append(Line(f"{words.process} {words.time(step['process_minutes'])}", "map-number", 20))
    lines.append(Line(f"{words.accurate} {words.share(step['complete_accurate_percent'])}", "map-number", 16))
    return lines


def _boxes(sheet: _Sheet, first: int, end: int) -> Iterator[Markup]:
    path = sheet.layout.path or ()
    for index, (step, place) in enumerate(zip(sheet.steps, sheet.layout.places, strict=True)):
        if not first <= place.column < end:
            continue
        kind = f"map-step map-{step['value'] or 'unsaid'}{' map-critical' if index in path else ''}"
        x, y = sheet.x(index, first), sheet.y(place.lane) - sheet.box / 2
        yield Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="6"/>').format(
            kind, x, y, BOX, sheet.box
        )
        if step["dead_end"]:
            bar = x + BOX + 7
            yield Markup('<path class="map-bar" d="M{} {}v{}"/>').format(bar, y, sheet.box)
        yield from _lettering(sheet.texts[index], x + 8, y + 4, step["value"])
        yield from _wait(sheet.words.time(step["wait_before_minutes"]), x - 10, y + sheet.box / 2 - 8)


def _wait(text: str, x: float, y: float) -> Iterator[Markup]:
    """The wait above its arrow; hours and minutes in two lines, as the way to the next step is short."""
    words = text.split(" ")
    lines = [text] if len(text) <= WAIT_LETTERS else [" ".join(words[:2]), " ".join(words[2:])]
    for back, line in enumerate(reversed(lines)):
        yield _text(x, y - 14 * back, line, "map-wait", "end")


def _lettering(lines: Sequence[Line], x: float, y: float, value: str | None) -> Iterator[Markup]:
    signed = False
    for line in lines:
        y += line.height
        if line.indent and not signed and value:
            signed = True
            sign = Markup(_SIGNS[value])  # noqa: S704 (our own shapes)
            yield Markup('<g transform="translate({} {})">{}</g>').format(x, y, sign)
        yield _text(x + line.indent, y, line.text, line.kind)


def _ways(sheet: _Sheet, first: int, end: int) -> Iterator[Markup]:
    places = sheet.layout.places
    followed = {way.target for way in sheet.layout.ways}
    for way in sheet.layout.ways:
        source, target = places[way.source].column, places[way.target].column
        if source < end and target >= first:
            kind = "map-way map-critical" if way.critical else "map-way"
            yield Markup('<path class="{}" d="{}"/>').format(kind, _line(sheet, way, first, end))
    for index, place in enumerate(places):
        if first <= place.column < end:
            x, y = sheet.x(index, first), sheet.y(place.lane)
            if index not in followed:
                yield Markup('<path class="map-way" d="M{} {}H{}"/>').format(x - GAP + TURN, y, x)
            yield Markup('<path class="map-head" d="M{} {}l-9-5v10Z"/>').format(x, y)


def _line(sheet: _Sheet, way: Way, first: int, end: int) -> str:
    """The part of a way that lies in the row of columns from `first` to before `end`."""
    layout = sheet.layout
    source, target = layout.places[way.source], layout.places[way.target]
    line = f"M{max(0, source.column + 1 - first) * PITCH} {sheet.y(layout.lane_at(way, max(first, source.column + 1)))}"
    # It turns into its own lane right after its source, and into its target's right before that.
    if first <= source.column + 1 < end:
        line += f"H{(source.column + 1 - first) * PITCH + TURN}V{sheet.y(way.lane)}"
    if target.column >= end:
        return f"{line}H{(end - first) * PITCH + EDGE}"
    x = sheet.x(way.target, first)
    return f"{line}H{x - GAP + TURN}V{sheet.y(target.lane)}H{x}"


def _ladder(sheet: _Sheet, first: int, end: int, top: float) -> Iterator[Markup]:
    """The ladder below one row: along the critical path, waits on its upper side and process times on its lower."""
    path, high, low = sheet.layout.path or (), top + 20, top + 20 + RUNG
    if sheet.layout.places[path[-1]].column < first:
        return
    line = f"M0 {high}"
    for index in path:
        if not first <= sheet.layout.places[index].column < end:
            continue
        step, x = sheet.steps[index], sheet.x(index, first)
        line += f"H{x}V{low}H{x + BOX}"
        line += "" if index == path[-1] else f"V{high}"
        yield _text(x - GAP / 2, high - 8, sheet.words.time(step["wait_before_minutes"]), "map-high", "middle")
        yield _text(x + BOX / 2, low + 18, sheet.words.time(step["process_minutes"]), "map-low", "middle")
    if sheet.layout.places[path[-1]].column >= end:
        line += f"H{(end - first) * PITCH + EDGE}"
    yield Markup('<path class="map-ladder" d="{}"/>').format(line)


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> Markup:
    return Markup('<text class="{}" x="{:g}" y="{:g}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, text)
