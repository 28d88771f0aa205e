"""The arithmetic of one improvement's spread; no I/O (design.md §6, domain.md §2.9).

R is the set of units it was declared relevant for. Without R there are counts and never a percentage. What is known
of a unit may contradict itself (two units that say they learned from each other), and still everything here ends.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schemas.vocabulary import ADOPTED, STAGES
from scorecards.measures import percent

Periods = Sequence[tuple[date, str]]


@dataclass(frozen=True)
class Adopter:
    """One unit's standing with an improvement of another."""

    unit: str
    stage: str
    # The day on which it adopted the improvement; of one that has not, the day of its present stage.
    at: date
    # The (day, stage) it entered, oldest first.
    periods: Periods
    learned_from: str | None
    # Its division on that day, and whether the improvement's unit was in another then.
    division: str
    crosses: bool
    adapted: str | None = None
    reason: str | None = None

    @property
    def adopted(self) -> bool:
        """Whether it has adopted the improvement now."""
        return self.stage in ADOPTED


@dataclass(frozen=True)
class Spread:
    """An improvement's spread as of one moment."""

    # The units it comes from, the one it belongs to first.
    origins: tuple[str, ...]
    implemented_on: date | None
    relevant: frozenset[str]
    # Each unit once, by day and code.
    adopters: tuple[Adopter, ...]
    # The units that have the same problem now, by code.
    same_problem: tuple[str, ...]

    @property
    def reached(self) -> dict[str, int]:
        """How many units are in each stage."""
        found = Counter(each.stage for each in self.adopters)
        return {stage: found[stage] for stage in STAGES}

    @property
    def adopted(self) -> int:
        """How many other units have adopted it."""
        return sum(each.adopted for each in self.adopters)

    @property
    def adopted_relevant(self) -> int:
        """How many of those are in R."""
        return sum(each.adopted and each.unit in self.relevant for each in self.adopters)

    @property
    def adoption_percent(self) -> float | None:
        """The adopters in R as a share of R; None without R."""
        return percent(self.adopted_relevant, len(self.relevant))

    @property
    def cross_division(self) -> int:
        """How many adopters were in another division than the improvement's unit on the day of adoption."""
        return sum(each.adopted and each.crosses for each in self.adopters)

    @property
    def cross_division_percent(self) -> float | None:
        """Those as a share of all adopters; None without any."""
        return percent(self.cross_division, self.adopted)

    @property
    def curve(self) -> list[tuple[date, int]]:
        """How many adopters there were at the end of each day on which that changed."""
        return curve(each.periods for each in self.adopters)

    @property
    def not_reached(self) -> list[str]:
        """The units of R that nothing is known of, by code."""
        return sorted(self.relevant - {each.unit for each in self.adopters})

    def days(self, adopter: Adopter) -> int | None:
        """Days from the day it was implemented where it began to that of the adopter; None where one is missing."""
        if self.implemented_on is None or not adopter.adopted:
            return None
        return (adopter.at - self.implemented_on).days

    def half_days(self) -> int | None:
        """Within how many days half of the adopters had it."""
        known = sorted(days for each in self.adopters if (days := self.days(each)) is not None)
        return known[(len(known) - 1) // 2] if known else None


def curve(lives: Iterable[Periods]) -> list[tuple[date, int]]:
    """How many units have it adopted at the end of each day on which that changed; who stopped counts until then."""
    changed: Counter[date] = Counter()
    for periods in lives:
        had, newest = False, date.min
        for day, stage in periods:
            has, newest = stage in ADOPTED, max(day, newest)
            changed[newest] += has - had
            had = has
    number, found = 0, []
    for day in sorted(changed):
        if changed[day]:
            number += changed[day]
            found.append((day, number))
    return found


def generations(learned: Mapping[str, str | None], origins: Collection[str]) -> dict[str, int | None]:
    """How many times it was passed on until it reached each unit: 1 for who learned from an origin.

    `learned` is unit → whom it learned from. None where the way back leads to somebody who has not told, to a unit
    that is not there, or round in a circle.
    """
    found: dict[str, int | None] = dict.fromkeys(origins, 0)
    for unit in learned:
        way: dict[str, None] = {}
        here: str | None = unit
        while here is not None and here not in found and here not in way:
            way[here] = None
            here = learned.get(here)
        number = found.get(here) if here is not None else None
        for each in reversed(way):
            number = None if number is None else number + 1
            found[each] = number
    return {unit: found[unit] for unit in learned}
