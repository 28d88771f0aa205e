"""Where a value of a period stands in the drawing: one cell a period, the point in its middle."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from services.followups.charts.periods import length
from services.followups.control import Analysis
from services.followups.control.points import PROPORTIONS
from services.kernel.charts import ticks

# Values that differ less than this, relative to the largest, stand at one height.
FLAT = 1e-6


@dataclass(frozen=True)
class Frame:
    """The sides of the plot in units of the drawing, the periods along it, and the marks of its axis, lowest first.

    `sign` is how far the largest signs reach from their point.
    """

    left: float
    right: float
    top: float
    bottom: float
    periods: Sequence[date]
    marks: Sequence[float]
    sign: float

    @cached_property
    def cells(self) -> dict[date, int]:
        """The number of each period's cell."""
        return {period: index for index, period in enumerate(self.periods)}

    @property
    def step(self) -> float:
        """How wide a cell is."""
        return (self.right - self.left) / max(len(self.periods), 1)

    def edge(self, cell: int) -> float:
        """The left side of a cell; that of the one after the last is the right side of the plot."""
        return self.left + cell * self.step

    def x(self, cell: int) -> float:
        """The middle of a cell."""
        return self.edge(cell) + self.step / 2

    def y(self, value: float) -> float:
        """The height of a value."""
        low, high = self.marks[0], self.marks[-1]
        return self.bottom - (self.bottom - self.top) * ((value - low) / (high - low))

    def at(self, day: date) -> float:
        """Where within its period's cell a day stands; the day is within the periods."""
        cell = bisect_right(self.periods, day) - 1
        begin = self.periods[cell]
        last = cell + 1 == len(self.periods)
        days = length(self.periods) if last else (self.periods[cell + 1] - begin).days
        return self.edge(cell) + self.step * min((day - begin).days / days, 1.0)


def axis(analyses: Iterable[Analysis]) -> list[float]:
    """The marks of one axis that holds everything these charts draw, from their data and not from zero."""
    charts = list(analyses)
    drawn = [value for analysis in charts for value in _values(analysis)]
    if not drawn:
        return [0.0, 1.0]
    low, high = min(drawn), max(drawn)
    largest = max(abs(low), abs(high))
    if high - low <= FLAT * largest:
        low, high = low - (largest / 10 or 1.0), high + (largest / 10 or 1.0)
    if min(drawn) >= 0 and max(drawn) <= 1 and all(analysis.kind in PROPORTIONS for analysis in charts):
        low, high = max(low, 0.0), min(high, 1.0)
    marks = ticks(low, high)
    # Where the highest value is a mark itself, sums of floats may end just above it and ask for one mark more.
    return marks[:-1] if len(marks) > 2 and marks[-2] >= high else marks


def _values(analysis: Analysis) -> list[float]:
    of_points = (each for point in analysis.points for each in (point.value, point.centre, point.lower, point.upper))
    return [each for each in (analysis.target, *of_points) if each is not None]
