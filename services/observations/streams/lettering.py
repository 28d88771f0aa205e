"""Breaks words into the lines of a box: SVG does not do it, and nothing may stand outside."""

from dataclasses import dataclass

# How many letters fit a line of a box, and how high it is, by the kind of text.
WIDTHS = {"map-name": 13, "map-note": 18, "map-word": 18}
HEIGHTS = {"map-name": 16, "map-note": 14, "map-word": 15}


@dataclass(frozen=True)
class Line:
    """One line: its text, its class in the stylesheet, its height, and how far in it begins."""

    text: str
    kind: str
    height: int
    indent: int = 0


def wrapped(text: str, kind: str, most: int, indent: int = 0) -> list[Line]:
    """The text in at most so many lines; what does not fit is left out, which `…` says."""
    width = WIDTHS[kind] - (2 if indent else 0)
    lines: list[str] = []
    for word in text.split():
        rest = word
        if lines and len(lines[-1]) + 1 + len(rest) <= width:
            lines[-1] += f" {rest}"
            continue
        while len(rest) > width:
            lines.append(f"{rest[: width - 1]}-")
            rest = rest[width - 1 :]
        lines.append(rest)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: width - 1]}…"]
    return [Line(line, kind, HEIGHTS[kind], indent) for line in lines]
