"""Why a result is unknown: the numbers that somebody would have to give, in the order of the map.

`arithmetic` gives None where a number is missing. A reader who is told only "unknown" gives up; one who is told
which wait to measure goes and measures it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from services.observations.arithmetic import Demand, Metrics, Step, critical_path, measured

RESULTS = tuple(each.name for each in fields(Metrics) if each.name != "critical_path")


@dataclass(frozen=True)
class Gap:
    """What is missing: a field of the step at a place, or without a place something that the whole map needs.

    The fields without a place: `quantity`, `available_minutes`, `person_minutes`, which are not given or 0 where
    they divide, and `lead_minutes`, which is 0 where it divides.
    """

    field: str
    place: int | None = None


def gaps(steps: Sequence[Step], demand: Demand) -> dict[str, list[Gap]]:
    """What is missing for each result that is unknown, by its name in `Metrics`, of steps without flaws."""
    metrics = measured(steps, demand)
    path = critical_path(steps)
    way = list(_undecided(steps)) if path is None else []
    places = path.places if path else ()
    process, lead = (
        _missing(steps, places, "process_minutes"),
        _missing(steps, places, "wait_before_minutes", "process_minutes"),
    )
    # With the path and every number on it there, only ways that are equally long leave a share unknown.
    everywhere = range(len(steps))
    accurate = _missing(steps, places, "complete_accurate_percent") or _missing(
        steps, everywhere, "complete_accurate_percent"
    )
    value = _missing(steps, places, "value") or _missing(steps, everywhere, "value")
    nothing = [Gap("lead_minutes")] if metrics.lead_minutes == 0 else []
    takt = [("quantity", not demand.quantity), ("available_minutes", demand.available_minutes is None)]
    staff = [("quantity", demand.quantity is None), ("person_minutes", not demand.person_minutes)]
    found = {
        "process_minutes": way or process,
        "lead_minutes": way or lead,
        "activity_ratio_percent": way or lead or nothing,
        "rolled_complete_accurate_percent": way or accurate,
        "process_cycle_efficiency_percent": way or lead or nothing or value,
        "takt_minutes": [Gap(name) for name, missing in takt if missing],
        "staff_needed": way + process + [Gap(name) for name, missing in staff if missing],
    }
    return {name: found[name] for name in RESULTS if getattr(metrics, name) is None}


def _missing(steps: Sequence[Step], places: Iterable[int], *names: str) -> list[Gap]:
    return [Gap(name, place) for place in places for name in names if getattr(steps[place], name) is None]


def _undecided(steps: Sequence[Step]) -> Iterator[Gap]:
    """The times without which it is unknown which way is the longest."""
    for place, step in enumerate(steps):
        if step.lead is not None:
            continue
        # It is one of them when the way stays unknown with all the others given.
        others = [each if other == place else _filled(each) for other, each in enumerate(steps)]
        if critical_path(others) is None:
            yield from _missing(steps, [place], "wait_before_minutes", "process_minutes")


def _filled(step: Step) -> Step:
    return replace(
        step,
        process_minutes=0 if step.process_minutes is None else step.process_minutes,
        wait_before_minutes=0 if step.wait_before_minutes is None else step.wait_before_minutes,
    )
