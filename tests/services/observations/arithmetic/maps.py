"""Maps drawn by hand and by chance."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from services.observations.arithmetic import Step

T = TypeVar("T")

# Few times, so that ways of equal length are common.
MINUTES: st.SearchStrategy[float] = st.sampled_from([0, 0.1, 0.2, 0.3, 5, 10, 12.5])
PERCENTS: st.SearchStrategy[float] = st.sampled_from([0, 50, 85.5, 100])
KINDS = st.sampled_from(["va", "nnva", "nva"])


def step(name: str, wait: float | None, process: float | None, *after: str, dead_end: bool = False) -> Step:
    """A value-adding step with all its numbers, %C&A 100."""
    return Step(name, process, wait, 100, "va", after, dead_end)


def published() -> list[Step]:
    """The published case: five steps in a line, waits between them."""
    times = zip([0, 5, 15, 20, 10], [10, 30, 60, 40, 20], [100, 90, 85, 95, 98], strict=True)
    return [Step(f"Step {place}", process, wait, accurate) for place, (wait, process, accurate) in enumerate(times)]


def maps(*, gaps: bool = False) -> st.SearchStrategy[list[Step]]:
    """Lines and branched maps of one to seven steps; with `gaps`, numbers may be missing."""
    return st.integers(1, 7).flatmap(lambda size: _maps(size, gaps=gaps))


def filled(steps: Sequence[Step], draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[Step]:
    """The same map with something drawn for every number that is missing."""
    each: dict[str, st.SearchStrategy[Any]] = {
        "process_minutes": MINUTES,
        "wait_before_minutes": MINUTES,
        "complete_accurate_percent": PERCENTS,
        "value": KINDS,
    }
    return [
        replace(one, **{field: draw(values) for field, values in each.items() if getattr(one, field) is None})
        for one in steps
    ]


@st.composite
def _maps(draw: st.DrawFn, size: int, *, gaps: bool) -> list[Step]:
    def number(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
        return st.one_of(values, values, values, st.none()) if gaps else values

    line = draw(st.booleans())
    return [
        Step(
            f"S{place}",
            draw(number(MINUTES)),
            draw(number(MINUTES)),
            draw(number(PERCENTS)),
            draw(number(KINDS)),
            () if line else tuple(f"S{earlier}" for earlier in range(place) if draw(st.booleans())),
            draw(st.sampled_from([False, False, False, True])),
        )
        for place in range(size)
    ]
