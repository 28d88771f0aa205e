"""Draws how long several units take, on one axis: a bar for each, its process times full and its waits empty.

It has no view box: lengths are shares of the width it is given and letters stay as large as they are, so it reads on a
phone and on paper alike. Every text is escaped; the words come from the caller.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.kernel.svg import Caption, framed

ROW, BAR, TOP = 58, 18, 24
# The longest bar leaves room for nothing beside it: what it comes to stands above, at the right.
_LEAST = 0.15


@dataclass(frozen=True)
class Bar:
    """One unit's lead time: what it is called, what it comes to, and (wait, process time) of each step on the way."""

    name: str
    total: str
    spans: Sequence[tuple[float, float]]

    @property
    def length(self) -> float:
        """Its lead time, in minutes."""
        return sum(wait + process for wait, process in self.spans)


def bars(caption: Caption, rows: Sequence[Bar]) -> Markup:
    """Draw the bars, all to the scale of the longest."""
    longest = max(row.length for row in rows) or 1
    parts = [part for index, row in enumerate(rows) for part in _row(row, index * ROW, longest)]
    return framed(caption, {"class": "scale", "width": "100%", "height": len(rows) * ROW}, parts)


def _row(row: Bar, top: int, longest: float) -> Iterator[Markup]:
    yield Markup('<text class="scale-name" x="0" y="{}">{}</text>').format(top + 16, row.name)
    yield Markup('<text class="scale-total" x="100%" y="{}" text-anchor="end">{}</text>').format(top + 16, row.total)
    yield _span("scale-wait", 0, row.length / longest, top + TOP)
    behind = 0.0
    for wait, process in row.spans:
        # A short step is still seen.
        yield _span("scale-process", (behind + wait) / longest, max(process / longest, _LEAST / 100), top + TOP)
        behind += wait + process


def _span(kind: str, start: float, length: float, top: int) -> Markup:
    return Markup('<rect class="{}" x="{:.2f}%" y="{}" width="{:.2f}%" height="{}"/>').format(
        kind, 100 * start, top, 100 * length, BAR
    )
