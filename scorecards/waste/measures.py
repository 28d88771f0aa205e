"""The arithmetic of waste on scorecards; no I/O. What counts as what stands in projections/waste.py.

Minutes as they were seen and minutes a week are two measures: each says of how many observations it was told, and
nothing adds one to the other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.vocabulary import WASTES
from scorecards.measures import percent

# Minutes are kept as whole thousandths.
PARTS = 1000
# Few can tell these two apart by name, so they stand beside each other, after the others.
ALIKE = ("overproduction", "overprocessing")
KINDS = (*(waste for waste in WASTES if waste not in ALIKE), *ALIKE)


def from_parts(number: int | None) -> float | None:
    """A number that is kept as whole thousandths; None where there is none."""
    return None if number is None else number / PARTS


@dataclass(frozen=True)
class Waste:
    """What some observations come to."""

    # Those of scorecards.waste.model.FIGURES.
    sums: Counter[str] = field(default_factory=Counter)
    # Days from the seeing to the improvement → observations.
    days: Counter[int] = field(default_factory=Counter)

    @property
    def number(self) -> int:
        """How many observations."""
        return self.sums["number"]

    @property
    def told(self) -> int:
        """How many of them told minutes."""
        return self.sums["told"]

    @property
    def minutes(self) -> float:
        """Minutes lost, each time as it was seen."""
        return self.sums["minutes"] / PARTS

    @property
    def weekly_told(self) -> int:
        """How many told minutes and how often a week."""
        return self.sums["weekly_told"]

    @property
    def weekly(self) -> float:
        """Minutes a week."""
        return self.sums["weekly"] / PARTS

    @property
    def led(self) -> int:
        """How many led to an improvement."""
        return self.sums["led"]

    @property
    def led_percent(self) -> float | None:
        """Their share; None of nothing."""
        return percent(self.led, self.number)

    @property
    def dated(self) -> int:
        """Of how many the days are known."""
        return self.days.total()

    @property
    def median_days(self) -> float | None:
        """Days until the improvement, half of them took longer; None where none is known."""
        return median(self.days)

    def public(self) -> dict[str, Any]:
        """As the schemas give it; without what there is none of."""
        told = {"led_percent": self.led_percent, "median_days": self.median_days}
        return {
            "observations": self.number,
            "minutes_told": self.told,
            "minutes_lost": self.minutes,
            "weekly_told": self.weekly_told,
            "minutes_a_week": self.weekly,
            "led": self.led,
            "days_known": self.dated,
        } | {name: number for name, number in told.items() if number is not None}


def flat(waste: Waste) -> dict[str, float | None]:
    """The figures that a review keeps beside the others."""
    return {
        "waste_observations": waste.number,
        "waste_minutes": waste.minutes,
        "waste_minutes_a_week": waste.weekly,
        "waste_led": waste.led,
    }


def total(wastes: Iterable[Waste]) -> Waste:
    """The sum of several."""
    sums: Counter[str] = Counter()
    days: Counter[int] = Counter()
    for each in wastes:
        sums.update(each.sums)
        days.update(each.days)
    return Waste(sums, days)


def median(numbers: Mapping[int, int]) -> float | None:
    """The median of numbers that are given with how many there are of each; None of none."""
    whole = sum(numbers.values())
    if not whole:
        return None
    low, high = (whole - 1) // 2, whole // 2
    passed, found = 0, []
    for number in sorted(numbers):
        found += [number for place in (low, high) if passed <= place < passed + numbers[number]]
        passed += numbers[number]
    return sum(found) / 2
