"""Published series and how to make points of numbers; what a source printed stands beside its numbers."""

from collections.abc import Sequence
from datetime import date

from services.followups.control import Kind, Point
from services.followups.control.points import Reading, read


def day(number: int) -> date:
    """The first day of the `number`-th month since April 2016."""
    return date(2016 + (number + 3) // 12, (number + 3) % 12 + 1, 1)


def plain(*values: float | None) -> list[Point]:
    """A point a month; None is a gap."""
    return [Point(day(number), value) for number, value in enumerate(values)]


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> list[Point]:
    """A point a month."""
    pairs = zip(numerators, denominators, strict=True)
    return [Point(day(number), numerator=above, denominator=below) for number, (above, below) in enumerate(pairs)]


def base(points: Sequence[Point], kind: Kind) -> list[Reading | None]:
    """The points as the charts read them."""
    return read(points, kind)


# Montgomery, Introduction to Statistical Quality Control, example 6.5: weekly cost, the first 20 points.
COSTS = (310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304)
# Example 7.1: nonconforming of 50 in each of 30 samples; prints centre 0.2313, limits 0.0524 and 0.4102.
CANS = (12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6)
# Table 7.4: samples of different sizes; prints centre 0.096, and limits 0.007 and 0.184 where the sample is 100.
ORDERS = (12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9)
ORDER_SIZES = (
    *(100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120),
    *(120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90),
)
# Example 7.3: nonconformities of 26 samples; prints centre 19.85, limits 6.48 and 33.22.
BOARDS = (21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15)
# Nonconformities of 20 samples of five personal computers; prints centre 1.93, limits 0.07 and 3.79.
COMPUTERS = (10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5)
# Example 7.6: hours between valve failures, and the same to the power 0.2777 as printed.
FAILURES = (286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96)
FAILURE_POWERS = (4.80986, 6.70903, 5.72650, 3.81367, 6.43541, 6.23705, 1.46958, 3.96768, 5.39007, 1.78151)

# NHSRplotthedots, vignette "deviations".
DEVIATIONS = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)

# NHSRdatasets (CC0), ae_attendances: organisation RRK, type 1, April 2016 to March 2018.
RRK_ATTENDANCES = (
    *(9044, 10199, 9608, 9842, 9584, 9578, 10075, 9422, 9449, 9640, 8753, 10032),
    *(9427, 10122, 9505, 10189, 9685, 9693, 10348, 9522, 9667, 10083, 9322, 9936),
)
RRK_BREACHES = (
    *(1195, 1843, 1397, 1333, 1771, 1751, 2013, 1759, 2179, 2585, 1654, 1543),
    *(1632, 1558, 1190, 1357, 1279, 1683, 2190, 1804, 986, 2181, 2048, 2154),
)
