"""The timeline critical path: the way through the map that its sums are taken along.

A way goes from a step that follows none to an end. Ends are the steps that none follows. A dead end is no end, and
what is reached only through one belongs to it; where every branch runs into dead ends, the last steps before them are
the ends. Only where nothing is left without them, dead ends count as other steps do.

The longest lead time wins. Between ways of the same lead time, in this order: the most process time, the lowest share
complete and accurate, the least value-adding time, what stands first in the map. So neither names nor the order in
which branches are written decide a number.

Which way is the longest is unknown when a lead time is missing on a step that some ways have and others do not. A step
that all ways share may lack it: it makes all of them longer alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from graphlib import TopologicalSorter

from services.observations.arithmetic.order import Links, followers, predecessors
from services.observations.arithmetic.steps import Step


@dataclass(frozen=True)
class Path:
    """A way through the map: the places of its steps, and what is decided between ways by.

    `lead` and `process` are minutes, with 0 for what is missing on a step that all ways share. `accurate` (0 to 1)
    and `value_adding` (minutes) are None when missing, or when another way of the same times could have taken its
    place, had a number not been missing, with another result.
    """

    places: tuple[int, ...] = ()
    lead: Fraction = Fraction()
    process: Fraction = Fraction()
    accurate: Fraction | None = Fraction(1)
    value_adding: Fraction | None = Fraction()

    def then(self, place: int, step: Step) -> "Path":
        """The way that goes on to one more step."""
        accurate, adding = step.accurate, step.value_adding
        return Path(
            (*self.places, place),
            self.lead + (step.lead or 0),
            self.process + (step.process or 0),
            None if self.accurate is None or accurate is None else self.accurate * accurate,
            None if self.value_adding is None or adding is None else self.value_adding + adding,
        )


def critical_path(steps: Sequence[Step]) -> Path | None:
    """The timeline critical path of steps without flaws; None when it is unknown or there are no steps.

    Raises graphlib.CycleError for steps that wait for each other.
    """
    before = predecessors(steps)
    order = tuple(TopologicalSorter(dict(enumerate(before))).static_order())
    before, ends = _timeline(steps, before, order)
    if not ends or any(steps[place].lead is None for place in _competing(before, ends, order)):
        return None
    best: dict[int, Path] = {}
    for place in order:
        ways = [best[link] for link in before[place]] or [Path()]
        best[place] = _first(ways).then(place, steps[place])
    return _first([best[end] for end in ends])


def _timeline(steps: Sequence[Step], before: Links, order: Iterable[int]) -> tuple[Links, list[int]]:
    """The links of the map without those from dead ends, and its ends."""
    alive: set[int] = set()
    for place in order:
        links = before[place]
        if not steps[place].dead_end and (not links or alive.intersection(links)):
            alive.add(place)
    alive = alive or set(range(len(steps)))
    kept = tuple(tuple(link for link in links if link in alive) for links in before)
    after = followers(before)
    ends = [place for place in sorted(alive) if not after[place]]
    return kept, ends or [place for place in sorted(alive) if not alive.intersection(after[place])]


def _competing(before: Links, ends: Sequence[int], order: Sequence[int]) -> Iterable[int]:
    """The steps that some ways to the ends have and others do not."""
    ways_to: dict[int, int] = {}
    for place in order:
        ways_to[place] = sum(ways_to[link] for link in before[place]) or 1
    ways_on = dict.fromkeys(order, 0) | dict.fromkeys(ends, 1)
    for place in reversed(order):
        for link in before[place]:
            ways_on[link] += ways_on[place]
    every = sum(ways_to[end] for end in ends)
    return (place for place in order if 0 < ways_to[place] * ways_on[place] < every)


def _first(ways: Sequence[Path]) -> Path:
    """The way that wins; what a missing number could have decided otherwise is unknown unless all agree."""
    longest = max((way.lead, way.process) for way in ways)
    tied = [way for way in ways if (way.lead, way.process) == longest]
    results = [(way.accurate, way.value_adding) for way in tied]
    known = [(accurate, adding) for accurate, adding in results if accurate is not None and adding is not None]
    if len(known) == len(tied):
        return tied[known.index(min(known))]
    accurate, adding = ({each[index] for each in results} for index in (0, 1))
    return replace(
        tied[0],
        accurate=accurate.pop() if len(accurate) == 1 else None,
        value_adding=adding.pop() if len(adding) == 1 else None,
    )
