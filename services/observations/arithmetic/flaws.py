"""What makes steps no map: told all at once, each with its step and field, so that it can be mended in one go.

A flaw is a code with its parameters and no text: what is said about it, and in which language, is for the pages.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.value_streams import MOST_MINUTES, key_of
from schemas.vocabulary import VALUE_KINDS
from services.observations.arithmetic.order import Links, first_places, predecessors
from services.observations.arithmetic.steps import Step

# The fields that hold a number, with the most each may be; the least is 0.
LIMITS = {"process_minutes": MOST_MINUTES, "wait_before_minutes": MOST_MINUTES, "complete_accurate_percent": 100}


@dataclass(frozen=True)
class Flaw:
    """One thing to mend; steps are told by their places in the map, from 0.

    The codes:
    - `out_of_range`: the number is negative, not finite, or more than `most`;
    - `not_a_kind`: the kind of value is none of `VALUE_KINDS`;
    - `name_twice`: the name is that of an earlier step, `others[0]`;
    - `after_unknown`: entry `entry` of `after`, from 0, names no step of the map;
    - `after_itself`: entry `entry` of `after` names the step itself;
    - `cycle`: the step waits for itself through `others`, the shortest way round, each after the next.
    """

    step: int
    field: str
    code: str
    most: int | None = None
    entry: int | None = None
    others: tuple[int, ...] = ()


def flaws(steps: Sequence[Step]) -> list[Flaw]:
    """All that has to be mended before the steps can be measured, step by step; empty when they can."""
    places, before = first_places(steps), predecessors(steps)
    return [
        flaw
        for place, step in enumerate(steps)
        for flaw in (*_of_name(place, step, places), *_of_values(place, step), *_of_order(place, step, places, before))
    ]


def _of_name(place: int, step: Step, places: dict[str, int]) -> Iterator[Flaw]:
    first = places[key_of(step.name)]
    if first != place:
        yield Flaw(place, "name", "name_twice", others=(first,))


def _of_values(place: int, step: Step) -> Iterator[Flaw]:
    for field, most in LIMITS.items():
        number = getattr(step, field)
        # Said this way round because NaN is in no range.
        if number is not None and not 0 <= number <= most:
            yield Flaw(place, field, "out_of_range", most=most)
    if step.value is not None and step.value not in VALUE_KINDS:
        yield Flaw(place, "value", "not_a_kind")


def _of_order(place: int, step: Step, places: dict[str, int], before: Links) -> Iterator[Flaw]:
    for entry, name in enumerate(step.after):
        if key_of(name) == key_of(step.name):
            yield Flaw(place, "after", "after_itself", entry=entry)
        elif key_of(name) not in places:
            yield Flaw(place, "after", "after_unknown", entry=entry)
    way = _round(place, before)
    if way:
        yield Flaw(place, "after", "cycle", others=way)


def _round(place: int, before: Links) -> tuple[int, ...]:
    """The other steps on the shortest way from a step back to itself; empty when there is none."""
    ways: dict[int, tuple[int, ...]] = {place: ()}
    waiting = deque([place])
    while waiting:
        each = waiting.popleft()
        for link in before[each]:
            if link == place and each != place:
                return ways[each]
            if link not in ways:
                ways[link] = (*ways[each], link)
                waiting.append(link)
    return ()
