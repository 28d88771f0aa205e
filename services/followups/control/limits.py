"""What the charts have in common: a centre, limits at multiples of sigma, and sigma from moving ranges.

We divide the mean moving range by 1.128 (d2 of two values, Montgomery, Introduction to Statistical Quality Control,
appendix VI) and take three times that. Sources that print the product as 2.66 differ from us in the fourth digit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.followups.control.points import Reading

D2 = 1.128
# D4 of two values: the upper limit of moving ranges, in mean moving ranges.
D4 = 3.267
# Limits from fewer points are called trial (NHSRplotthedots, vignette "number of points required").
FIRM_FROM = 12
MULTIPLES = (1, 2, 3)
# Sums of floats end a few units of the last place beside the exact one: closer than this, relative to the largest
# value, a point is on the line.
ROUNDING = 1e-12

Base = Sequence[Reading | None]


def present(base: Base) -> list[Reading]:
    """The readings without the gaps."""
    return [reading for reading in base if reading is not None]


def in_order(base: Base) -> list[float | None]:
    """The values as they came, None for a gap."""
    return [None if reading is None else reading.value for reading in base]


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean, summed exactly."""
    return math.fsum(values) / len(values)


@dataclass(frozen=True)
class MovingRanges:
    """The mean of the moving ranges, and how many were screened out before it was taken."""

    mean: float
    screened: int = 0

    @property
    def sigma(self) -> float:
        """The standard deviation that they estimate."""
        return self.mean / D2


def moving_ranges(values: Sequence[float | None], *, screening: bool) -> MovingRanges | None:
    """The absolute differences of neighbours; none is taken across a gap, and without any the answer is None.

    Screening drops, once, every range that reaches 3.267 times their mean (Nelson, Control charts for individual
    measurements, Journal of Quality Technology 1982;14:172-3; Provost & Murray, The Health Care Data Guide).
    """
    ranges = [abs(now - before) for before, now in pairwise(values) if before is not None and now is not None]
    if not ranges:
        return None
    first = mean(ranges)
    if not screening or first == 0:
        return MovingRanges(first)
    kept = [each for each in ranges if each < D4 * first]
    return MovingRanges(mean(kept), len(ranges) - len(kept))


@dataclass(frozen=True)
class Zones:
    """The lines at one point: the centre, and below and above it the bounds at one, two and three sigma, if any."""

    centre: float
    bounds: tuple[tuple[float, float], ...] = ()

    @property
    def lower(self) -> float | None:
        """The lower limit."""
        return self.bounds[-1][0] if self.bounds else None

    @property
    def upper(self) -> float | None:
        """The upper limit."""
        return self.bounds[-1][1] if self.bounds else None

    def side(self, value: float, rounding: float) -> int:
        """1 above the centre, -1 below it, 0 on it."""
        return (value > self.centre + rounding) - (value < self.centre - rounding)

    def zone(self, value: float, rounding: float) -> int:
        """How many of the three bounds on its side the value is beyond."""
        return sum(value < lower - rounding or value > upper + rounding for lower, upper in self.bounds)


@dataclass(frozen=True)
class Fit:
    """What a baseline says of all points of its phase.

    Bounds are `(middle ± k·sigma/√size) ** power`, kept between `floor` and `ceiling` before the power is taken; the
    size is the denominator if the chart is `sized`. Without sigma there are no bounds.
    """

    centre: float
    middle: float
    sigma: float | None = None
    sized: bool = False
    floor: float = -math.inf
    ceiling: float = math.inf
    power: float = 1.0
    ranges: MovingRanges | None = None

    def zones(self, reading: Reading | None) -> Zones:
        """The lines at a reading; at a gap those that do not depend on its size."""
        if self.sigma is None or (self.sized and reading is None):
            return Zones(self.centre)
        size = reading.denominator if self.sized and reading else 1.0
        sigma = self.sigma / math.sqrt(size)
        bounds = ((self.middle - times * sigma, self.middle + times * sigma) for times in MULTIPLES)
        return Zones(self.centre, tuple((self._drawn(lower), self._drawn(upper)) for lower, upper in bounds))

    def _drawn(self, bound: float) -> float:
        return float(min(max(bound, self.floor), self.ceiling) ** self.power)
