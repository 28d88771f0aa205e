"""Where the steps of a map stand: columns from left to right, lanes from top to bottom, and the ways between them.

A step stands one column after the last of the steps that it follows, so every way leads to the right. The timeline
critical path keeps the first lane, what runs beside it the lanes below, dead ends among them. A way that passes over
columns keeps a lane free there: no line runs through a step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise

from services.observations.arithmetic import Step, critical_path, predecessors

Cell = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """Where a step stands."""

    column: int
    lane: int


@dataclass(frozen=True)
class Way:
    """What follows what, as places of steps in the map, and in which lane the way runs between their columns."""

    source: int
    target: int
    lane: int
    critical: bool


@dataclass(frozen=True)
class Layout:
    """A map laid out: the place of each step, the ways between them, and the steps of the critical path in order.

    `path` is None when it is unknown which way is the longest.
    """

    places: tuple[Place, ...]
    ways: tuple[Way, ...]
    path: tuple[int, ...] | None

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return 1 + max(place.column for place in self.places)

    def lanes(self, first: int, end: int) -> int:
        """How many lanes are in use from column `first` to before `end`, ways that come from the left among them."""
        stand = [place.lane for place in self.places if first <= place.column < end]
        run = [
            self.lane_at(way, first if self.places[way.source].column < first else end)
            for way in self.ways
            if self.places[way.source].column < end and self.places[way.target].column >= first
        ]
        return 1 + max([*stand, *run], default=0)

    def lane_at(self, way: Way, column: int) -> int:
        """The lane in which a way runs just before a column right of its source."""
        source = self.places[way.source]
        return source.lane if column == source.column + 1 else way.lane


def laid_out(steps: Sequence[Step]) -> Layout:
    """The layout of one or more steps in which `flaws` finds nothing."""
    before = predecessors(steps)
    order = tuple(TopologicalSorter(dict(enumerate(before))).static_order())
    columns: dict[int, int] = {}
    for step in order:
        columns[step] = 1 + max((columns[link] for link in before[step]), default=-1)
    path = critical_path(steps)
    main = path.places if path else _longest(before, columns)
    taken: set[Cell] = set()
    lanes = dict.fromkeys(main, 0)
    taken |= {(columns[step], 0) for step in main}
    following = list(pairwise(main))
    ways = [_way(pair, columns, lanes, taken, critical=path is not None) for pair in following]
    for step in sorted(order, key=lambda each: (columns[each], each)):
        if step not in lanes:
            wanted = max((lanes[link] for link in before[step]), default=1)
            lanes[step] = _free(taken, [columns[step]], max(wanted, 1))
            taken.add((columns[step], lanes[step]))
        beside = [(link, step) for link in before[step] if (link, step) not in following]
        ways += [_way(pair, columns, lanes, taken, critical=False) for pair in beside]
    places = tuple(Place(columns[step], lanes[step]) for step in range(len(steps)))
    return Layout(places, tuple(ways), path.places if path else None)


def _longest(before: Sequence[Sequence[int]], columns: dict[int, int]) -> tuple[int, ...]:
    """The way of most steps, to have something in the first lane when the times do not tell."""
    step = max(columns, key=lambda each: (columns[each], -each))
    way = [step]
    while before[step]:
        step = max(before[step], key=lambda each: (columns[each], -each))
        way.append(step)
    return tuple(reversed(way))


def _way(
    pair: tuple[int, int], columns: dict[int, int], lanes: dict[int, int], taken: set[Cell], *, critical: bool
) -> Way:
    source, target = pair
    between = list(range(columns[source] + 1, columns[target]))
    lane = _free(taken, between, lanes[target]) if between else lanes[target]
    taken |= {(column, lane) for column in between}
    return Way(source, target, lane, critical)


def _free(taken: set[Cell], columns: Sequence[int], wanted: int) -> int:
    """The lane that was wanted, or the first one free below it."""
    lane = wanted
    while any((column, lane) in taken for column in columns):
        lane += 1
    return lane
