"""The texts of a chart in one size of letters: axis, line names, phases and notes, none upon another."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from services.followups.charts.frame import Frame
from services.followups.charts.lettering import Lettering
from services.followups.charts.lines import rule
from services.followups.charts.periods import Label, labels
from services.followups.charts.words import Noted, Words

# Between texts, and between a line's end and its name.
AIR, LEADER = 8, 12
# How many lines a note stands off its point at most.
FURTHEST = 6
# The middle of a text and half its width.
Box = tuple[float, float, float]


@dataclass(frozen=True)
class LineName:
    """What stands at the right end of a line: with its number where there is room, else a word alone."""

    value: float
    name: str
    number: str
    kind: str
    short: str

    def text(self, *, numbers: bool) -> str:
        """The text where numbers have room, or where they have none."""
        return f"{self.name} {self.number}".strip() if numbers else self.short


@dataclass(frozen=True)
class Sheet:
    """The drawing's size, the frame in it, and its words."""

    width: float
    height: float
    frame: Frame
    words: Words


def levels(sheet: Sheet, lettering: Lettering) -> Iterator[Markup]:
    """The values of the axis; every second, third … where all have no room."""
    frame = sheet.frame
    marks = list(frame.marks)
    apart = (frame.bottom - frame.top) / max(len(marks) - 1, 1)
    for mark in marks[:: int(lettering.line // apart) + 1]:
        at = (frame.left - AIR, frame.y(mark))
        yield lettering.text(at, sheet.words.tick(mark), "control-level", "end", frame.left - AIR)


def periods(sheet: Sheet, lettering: Lettering, y: float) -> Iterator[Markup]:
    """The names of periods below the axis, at `y`, within the drawing."""
    frame = sheet.frame

    def place(label: Label) -> tuple[float, float, str]:
        text = sheet.words.period(frame.periods[label[0]], label[1])
        half = lettering.width(text) / 2
        return min(max(frame.x(label[0]), half), sheet.width - half), half, text

    def fits(found: Sequence[Label]) -> bool:
        # One by one: of thousands the first few tell.
        places = map(place, found)
        return all(x + half + 2 * AIR <= other - more for (x, half, _), (other, more, _) in pairwise(places))

    for label in labels(frame.periods, fits):
        x, _, text = place(label)
        tick = frame.x(label[0])
        yield rule((tick, frame.bottom), (tick, frame.bottom + 5), "control-tick")
        yield lettering.text((x, y), text, "control-period", "middle", sheet.width)


def line_names(
    sheet: Sheet, lettering: Lettering, names: Sequence[LineName], places: Sequence[float], *, numbers: bool
) -> Iterator[Markup]:
    """The names of lines to the right of the plot at their `places`, led to from the lines where they had to move."""
    frame, x = sheet.frame, sheet.frame.right + LEADER
    for name, y in zip(names, places, strict=True):
        if abs(y - frame.y(name.value)) > 2:
            yield rule((frame.right + 1, frame.y(name.value)), (x - 2, y), "control-leader")
        yield lettering.text((x, y), name.text(numbers=numbers), name.kind, room=sheet.width - x)


def reasons(sheet: Sheet, lettering: Lettering, phases: Sequence[tuple[int, str]], y: float) -> Iterator[Markup]:
    """Why phases began, each from its mark on, as far as there is room before the next."""
    ends = [*(sheet.frame.edge(cell) for cell, _ in phases), sheet.width]
    for (_, reason), (start, end) in zip(phases, pairwise(ends), strict=True):
        text = lettering.shortened(reason, end - start - AIR)
        if text:
            yield lettering.text((start, y), text, "control-reason")


def letters(
    sheet: Sheet, lettering: Lettering, notes: Sequence[Noted], heights: Mapping[date, float], away: float
) -> Iterator[Markup]:
    """The letter of each note above its point, or below, or further off where others stand; within the plot.

    `heights` are those of the points, `away` how far their signs reach. Where so many crowd that there is no place,
    the letter stands in the list alone.
    """
    frame, half = sheet.frame, lettering.line / 2
    taken: list[Box] = []
    widest = max((lettering.width(note.letter) for note in notes), default=0) + 4
    for note in notes:
        x, point = frame.x(frame.cells[note.period]), heights.get(note.period, frame.bottom)
        width = lettering.width(note.letter) / 2 + 2
        taken = [other for other in taken if other[0] + widest > x]
        near = away + half
        far = (near + row * lettering.line for row in range(FURTHEST))
        boxes = [(x, point + offset, width) for each in far for offset in (-each, each)]
        inside = (box for box in boxes if frame.top <= box[1] - half and box[1] + half <= frame.bottom)
        box = next((box for box in inside if all(_apart(box, other, lettering) for other in taken)), None)
        if box is None:
            continue
        taken.append(box)
        if box not in boxes[:2]:
            yield rule((x, box[1] + math.copysign(half, point - box[1])), (x, point), "control-leader")
        yield lettering.text((x, box[1]), note.letter, "control-note", "middle")


def _apart(box: Box, other: Box, lettering: Lettering) -> bool:
    return abs(box[0] - other[0]) >= box[2] + other[2] or abs(box[1] - other[1]) >= lettering.line
