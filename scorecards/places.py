"""To which division a unit's numbers belong on a day.

Ordinarily the one it was in that day. Numbers never vanish with a unit: before it began they belong to its
first division, after it ended to that of the unit it went into, else to its last. A unit nobody has told of yet
stands in a division of its own, `unknown`, until its event comes.
"""

from collections.abc import Iterator
from datetime import date

from services.kernel.units import Directory, Unit

UNKNOWN = "unknown"


def division_of(directory: Directory, code: str, day: date) -> str:
    """The division's code, or UNKNOWN."""
    for unit in line_of(directory, code):
        if not unit.periods:
            return UNKNOWN
        there = unit.division_on(day)
        if there is not None:
            return there
        if day < unit.periods[0].start:
            return unit.periods[0].division
        if unit.merged_into is None:
            return unit.periods[-1].division
    return UNKNOWN


def ever_in(directory: Directory, code: str, division: str) -> bool:
    """Whether a unit's numbers may belong to a division on some day."""
    for unit in line_of(directory, code):
        if not unit.periods:
            break
        if any(period.division == division for period in unit.periods):
            return True
        if unit.merged_into is None:
            return False
    return division == UNKNOWN


def line_of(directory: Directory, code: str) -> Iterator[Unit]:
    """The unit, the one it went into, and so on, each once; ends at one that nobody has told of yet."""
    seen: set[str] = set()
    while code not in seen and (unit := directory.units.get(code)):
        seen.add(code)
        yield unit
        code = unit.merged_into or code
