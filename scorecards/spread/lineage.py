"""Puts who learned from whom in lines, for a picture: each below the one it learned from, oldest first.

A picture has room for some twenty lines. Up to then each unit has a line of its own; beyond, each division, which
hangs below the one that its first unit learned from. Nobody is drawn twice, so a circle in what units told ends
where it began.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scorecards.spread.measures import Adopter, Spread

MOST_LINES = 26
# No code of a unit holds a colon.
_DIVISION = "division:"


@dataclass(frozen=True)
class Node:
    """What has a line: a unit, or all units of a division."""

    key: str
    at: date
    # The key of whom it learned from.
    learned_from: str | None
    # Whether a border between divisions was crossed on the way there from where it began.
    crosses: bool
    adopters: tuple[Adopter, ...]
    # The division, where the line stands for all its units.
    division: str | None = None


@dataclass(frozen=True)
class Line:
    """One line of the picture, below the line `parent`."""

    key: str
    at: date
    # None for where it began, and for who has not told.
    parent: int | None
    # None for where it began.
    node: Node | None = None

    @property
    def untold(self) -> bool:
        """Whether it is not known from whom it was learned."""
        return self.node is not None and self.parent is None


def by_division(spread: Spread) -> bool:
    """Whether there are too many units for a line each."""
    return len(spread.adopters) + len(spread.origins) > MOST_LINES


def lines(spread: Spread) -> list[Line]:
    """The lines of the picture; the units where it began come before those who learned from them."""
    nodes = _divisions(spread) if by_division(spread) else _units(spread)
    began = spread.implemented_on or min((each.at for each in spread.adopters), default=date.max)
    return arrange(nodes, [(origin, began) for origin in spread.origins])


def arrange(nodes: Iterable[Node], origins: Sequence[tuple[str, date]]) -> list[Line]:
    """Every origin and node once; `origins` as (key, day)."""
    below: defaultdict[str | None, list[Node]] = defaultdict(list)
    waiting = {node.key: node for node in sorted(nodes, key=lambda node: (node.at, node.key))}
    for node in waiting.values():
        below[node.learned_from].append(node)
    drawn: list[Line] = []
    for origin, day in origins:
        drawn.append(Line(origin, day, None))
        _hang(origin, len(drawn) - 1, below, waiting, drawn)
    untold = [node for node in waiting.values() if node.learned_from not in waiting]
    for node in [*untold, *waiting.values()]:
        if waiting.pop(node.key, None):
            drawn.append(Line(node.key, node.at, None, node))
            _hang(node.key, len(drawn) - 1, below, waiting, drawn)
    return drawn


def _hang(
    key: str, place: int, below: dict[str | None, list[Node]], waiting: dict[str, Node], drawn: list[Line]
) -> None:
    """Draw everybody who learned from `key`, directly or through others, below it."""
    stack = [(node, place) for node in reversed(below[key])]
    while stack:
        node, parent = stack.pop()
        if waiting.pop(node.key, None):
            drawn.append(Line(node.key, node.at, parent, node))
            stack += [(each, len(drawn) - 1) for each in reversed(below[node.key])]


def _units(spread: Spread) -> list[Node]:
    return [Node(each.unit, each.at, each.learned_from, each.crosses, (each,)) for each in spread.adopters]


def _divisions(spread: Spread) -> list[Node]:
    inside: defaultdict[str, list[Adopter]] = defaultdict(list)
    for each in spread.adopters:
        inside[each.division].append(each)
    home = {each.unit: _DIVISION + each.division for each in spread.adopters}
    home |= {origin: origin for origin in spread.origins}
    return [_of_division(division, units, home) for division, units in inside.items()]


def _of_division(division: str, units: Sequence[Adopter], home: dict[str, str]) -> Node:
    """The line of a division begins with the unit that brought it there, else with its first."""
    key = _DIVISION + division
    for each in units:
        source = home.get(each.learned_from or "")
        if source not in {None, key}:
            return Node(key, each.at, source, each.crosses, tuple(units), division)
    return Node(key, units[0].at, None, units[0].crosses, tuple(units), division)
