"""What follows what: `after` names the steps before a step; without it the map is a line."""

from collections.abc import Sequence

from schemas.value_streams import key_of
from services.observations.arithmetic.steps import Step

# For each step, by its place in the map, the places of others.
Links = tuple[tuple[int, ...], ...]


def predecessors(steps: Sequence[Step]) -> Links:
    """For each step the places of those right before it, ascending.

    With `after` anywhere, a step without it is a start. With `after` nowhere the steps are a line: each follows the
    one before it. A dead end of a line hangs on it: the next step follows the last one that is not a dead end.

    Names that no step has are passed over, as `flaws` tells them; of steps with one name, the first is meant.
    """
    if not any(step.after for step in steps):
        return _line(steps)
    places = first_places(steps)
    named = [{key_of(name) for name in step.after} for step in steps]
    return tuple(tuple(sorted(places[name] for name in names if name in places)) for names in named)


def first_places(steps: Sequence[Step]) -> dict[str, int]:
    """The place of the first step of each name, by the name's key."""
    places: dict[str, int] = {}
    for place, step in enumerate(steps):
        places.setdefault(key_of(step.name), place)
    return places


def followers(before: Links) -> Links:
    """For each step the places of those right after it."""
    after: list[list[int]] = [[] for _ in before]
    for place, links in enumerate(before):
        for link in links:
            after[link].append(place)
    return tuple(tuple(links) for links in after)


def _line(steps: Sequence[Step]) -> Links:
    only_dead_ends = all(step.dead_end for step in steps)
    links: list[tuple[int, ...]] = []
    last: tuple[int, ...] = ()
    for place, step in enumerate(steps):
        links.append(last)
        if only_dead_ends or not step.dead_end:
            last = (place,)
    return tuple(links)
