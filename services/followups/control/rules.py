"""The rules that find signals: each takes the points of one phase, without gaps, and answers what it found.

A rule knows of a point only its value, the side of the centre it is on and how many sigma bounds it is beyond, so the
same rules serve every chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise


class Ties(StrEnum):
    """What a point on the centre does to a shift, and an equal neighbour to a trend: nothing, or it ends them."""

    SKIP = "skip"
    BREAK = "break"


@dataclass(frozen=True)
class Placed:
    """A point as rules see it: `side` 1 above, -1 below, 0 on the centre; `zone` 0 to 3 sigma bounds beyond."""

    value: float
    side: int
    zone: int = 0
    astronomical: bool = False


@dataclass(frozen=True)
class Found:
    """A signal: the indexes of its points, none if it is of the phase as a whole.

    `side` is 1 if it is high or rising, -1 if it is low or falling, 0 if neither.
    """

    points: tuple[int, ...]
    side: int


Points = Sequence[Placed]
WHOLE = Found((), 0)


def outside(points: Points) -> list[Found]:
    """Each point beyond three sigma (Shewhart, Economic Control of Quality of Manufactured Product, 1931)."""
    return [Found((index,), point.side) for index, point in enumerate(points) if point.zone == 3]


def astronomical(points: Points) -> list[Found]:
    """Each point that a person marked (Perla, Provost & Murray, BMJ Quality & Safety 2011;20:46-51, fourth rule)."""
    return [Found((index,), point.side) for index, point in enumerate(points) if point.astronomical]


def runs(points: Points, ties: Ties) -> list[list[int]]:
    """The indexes of points in a row on one side of the centre; those on it belong to no run."""
    found: list[list[int]] = []
    before = 0
    for index, point in enumerate(points):
        if point.side == 0 and ties is Ties.SKIP:
            continue
        if point.side and point.side == before:
            found[-1].append(index)
        elif point.side:
            found.append([index])
        before = point.side
    return found


def shift(points: Points, *, length: int, ties: Ties) -> list[Found]:
    """At least `length` points in a row on one side of the centre.

    Six in Perla, Provost & Murray 2011; seven in NHS England's Making Data Count; eight in Western Electric 1956.
    """
    return [Found(tuple(run), points[run[0]].side) for run in runs(points, ties) if len(run) >= length]


def trend(points: Points, *, length: int, ties: Ties) -> list[Found]:
    """At least `length` points in a row, each above the one before, or each below; the first of them counts.

    Five in Perla, Provost & Murray 2011; seven (six steps) in NHS England's Making Data Count. Where ties are skipped,
    equal neighbours count once and the first stands for them.
    """
    kept = [
        index
        for index, point in enumerate(points)
        if index == 0 or ties is Ties.BREAK or point.value != points[index - 1].value
    ]
    steps = [(before, now, _sign(points[now].value - points[before].value)) for before, now in pairwise(kept)]
    found = []
    for direction, group in groupby(steps, key=lambda step: step[2]):
        rows = list(group)
        run = (rows[0][0], *(now for _, now, _ in rows))
        if direction and len(run) >= length:
            found.append(Found(run, direction))
    return found


def most_of(points: Points, *, count: int, window: int, zone: int, making_data_count: bool = False) -> list[Found]:
    """At least `count` of `window` points in a row beyond `zone` sigma on the same side; those are its points.

    Two of three beyond two sigma, four of five beyond one: Western Electric, Statistical Quality Control Handbook,
    1956. Making Data Count counts no point outside the limits, and all of the window must be on one side of the centre.
    """
    found: list[Found] = []
    for side in (1, -1):
        latest: set[int] = set()
        for start in range(len(points) - window + 1):
            row = range(start, start + window)
            if making_data_count and any(points[index].side != side for index in row):
                continue
            hits = {index for index in row if points[index].side == side and points[index].zone >= zone}
            if making_data_count:
                hits = {index for index in hits if points[index].zone < 3}
            if len(hits) < count:
                continue
            # Windows that share a point tell of the same signal.
            if latest & hits:
                hits |= latest
                found.pop()
            latest = hits
            found.append(Found(tuple(sorted(hits)), side))
    return found


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
