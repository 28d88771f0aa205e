"""Which periods are named along the axis: beginnings of days, weeks, months, quarters or years, as many as fit."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from statistics import median


class Grain(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


# How many days lie at most between two periods of a grain, with some that are missing.
_LONGEST = ((Grain.DAY, 3), (Grain.WEEK, 16), (Grain.MONTH, 45), (Grain.QUARTER, 135))
_DAYS = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 31, Grain.QUARTER: 92, Grain.YEAR: 366}
_NUMBERS: dict[Grain, Callable[[date], int]] = {
    Grain.DAY: date.toordinal,
    Grain.WEEK: lambda day: (day.toordinal() - 1) // 7,
    Grain.MONTH: lambda day: day.year * 12 + day.month - 1,
    Grain.QUARTER: lambda day: day.year * 4 + (day.month - 1) // 3,
    Grain.YEAR: lambda day: day.year,
}
# From the finest to the coarsest: a label at every so many of a grain.
_YEARS = tuple((Grain.YEAR, every) for every in (1, 2, 5, 10, 20, 50, 100, 1000))
_MONTHS = ((Grain.MONTH, 1), (Grain.MONTH, 2), (Grain.MONTH, 3), (Grain.MONTH, 6), *_YEARS)
_WEEKS = ((Grain.WEEK, 1), (Grain.WEEK, 2), (Grain.WEEK, 4), *_MONTHS)
_STEPS = {
    Grain.DAY: ((Grain.DAY, 1), (Grain.DAY, 2), *_WEEKS),
    Grain.WEEK: _WEEKS,
    Grain.MONTH: _MONTHS,
    Grain.QUARTER: ((Grain.QUARTER, 1), (Grain.QUARTER, 2), *_YEARS),
    Grain.YEAR: _YEARS,
}
Label = tuple[int, Grain]


def grain(periods: Sequence[date]) -> Grain:
    """How long the periods are, by the middle one of the distances between them; a month where there is but one."""
    if len(periods) < 2:
        return Grain.MONTH
    days = median((after - before).days for before, after in pairwise(periods))
    return next((each for each, longest in _LONGEST if days <= longest), Grain.YEAR)


def length(periods: Sequence[date]) -> int:
    """How many days such a period has, the longest counting."""
    return _DAYS[grain(periods)]


def labels(periods: Sequence[date], fits: Callable[[Sequence[Label]], bool]) -> Sequence[Label]:
    """The finest labels that fit: indexes of periods, and as what to name them; the newest alone if none do."""
    if not periods:
        return []
    newest = [(len(periods) - 1, grain(periods))]
    return next((candidate for candidate in _candidates(periods) if fits(candidate)), newest)


def _candidates(periods: Sequence[date]) -> Iterator[Sequence[Label]]:
    for each, every in _STEPS[grain(periods)]:
        numbers = [_NUMBERS[each](period) // every for period in periods]
        begun = [(index, each) for index, number in enumerate(numbers) if index and number != numbers[index - 1]]
        # The first period is in the middle of a year as often as not; it is named too where there is room.
        yield [(0, each), *begun]
        if begun:
            yield begun
