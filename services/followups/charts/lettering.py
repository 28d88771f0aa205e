"""How large letters are drawn, and where they have room.

A drawing shrinks with the place it is given, and its letters with it. So every chart is laid out twice, once for a wide
place and once for a narrow one, each without overlaps at its own size; the stylesheet shows one of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.followups.charts.elements import written

# The width of a letter in heights, on the broad side of what system typefaces have.
ADVANCE = 0.62
# From the middle of a line of letters down to what they stand on.
MIDDLE = 0.35


@dataclass(frozen=True)
class Lettering:
    """Letters of one size, in units of the drawing; `kind` is the class of everything that is set in it."""

    kind: str
    size: float

    @property
    def line(self) -> float:
        """The height that one line of text needs."""
        return self.size * 1.15

    def width(self, text: str) -> float:
        """About how wide the text is."""
        return len(text) * self.size * ADVANCE

    def shortened(self, text: str, room: float) -> str:
        """The text, or its beginning where there is no room for all; empty where there is room for no word."""
        letters = int(room / (self.size * ADVANCE))
        if len(text) <= letters:
            return text
        return f"{text[: letters - 1].rstrip()}…" if letters > 3 else ""

    def text(
        self, at: tuple[float, float], text: str, kind: str, anchor: str = "start", room: float | None = None
    ) -> Markup:
        """The text with its middle at that height; pressed together if it is wider than `room`."""
        x, y = at
        tight = room is not None and self.width(text) > room
        return written(
            '<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}"{}>{}</text>',
            kind,
            x,
            y + self.size * MIDDLE,
            anchor,
            pressed(room or 0) if tight else "",
            text,
        )

    @property
    def sign(self) -> float:
        """How far the largest signs reach from their point."""
        return self.size * 0.45

    def group(self, parts: Iterable[Markup]) -> Markup:
        """Everything that is set in these letters."""
        return written('<g class="{}" font-size="{:g}">{}</g>', self.kind, self.size, Markup().join(parts))


WIDE = Lettering("control-wide", 16)
NARROW = Lettering("control-narrow", 26)
SMALL = Lettering("control-small", 13)


def pressed(room: float) -> Markup:
    """Attributes that make a text exactly as wide as `room`: a number may be narrow, but never cut."""
    return written(' textLength="{:.1f}" lengthAdjust="spacingAndGlyphs"', room)


def stacked(wanted: Sequence[float], spacing: float, top: float, bottom: float) -> list[float]:
    """Places from `top` to `bottom` at least `spacing` apart (less if there is no room), as near to `wanted` as can be.

    Those that crowd are spread about their common middle, so a mirrored stack is the mirror of the stack.
    """
    spacing = min(spacing, (bottom - top) / max(len(wanted) - 1, 1))
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    blocks: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        block = (wanted[index] - rank * spacing, 1)
        while blocks and blocks[-1][0] > block[0]:
            (place, count), (other, more) = blocks.pop(), block
            block = ((place * count + other * more) / (count + more), count + more)
        blocks.append(block)
    lowest = bottom - (len(wanted) - 1) * spacing
    bases = [min(max(place, top), lowest) for place, count in blocks for _ in range(count)]
    places = [0.0] * len(wanted)
    for rank, (index, base) in enumerate(zip(order, bases, strict=True)):
        places[index] = base + rank * spacing
    return places
