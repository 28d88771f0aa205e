"""The periods that goals, follow-ups and measurements are of: how they are written, and the days they have.

One period has one name: 2018 a year, 2018-H1 a half, 2018-T1 a third, 2018-Q1 a quarter, 2018-01 a month, 2018-W05 an
ISO week, 2018-01-31 a day. Files of the offices around us also say 31.1.2018 and 1/2018. Names of one grain sort by
time.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schemas.fields import Entry, refuse
from schemas.messages import N_

EARLIEST, LATEST = 1900, 2200


class Grain(StrEnum):
    """How long a period is, the shortest first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    THIRD = "third"
    HALF = "half"
    YEAR = "year"


# The grains that are so many months, and the letter in their names.
MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.THIRD: 4, Grain.HALF: 6, Grain.YEAR: 12}
LETTERS = {Grain.QUARTER: "Q", Grain.THIRD: "T", Grain.HALF: "H"}
_GRAINS = {letter: grain for grain, letter in LETTERS.items()}


@dataclass(frozen=True, order=True)
class Period:
    """The days from `first` to `last`, both within."""

    first: date
    last: date
    grain: Grain

    @property
    def text(self) -> str:
        """Its name."""
        year, month = self.first.year, self.first.month
        if self.grain is Grain.DAY:
            return self.first.isoformat()
        if self.grain is Grain.WEEK:
            week_year, week, _ = self.first.isocalendar()
            return f"{week_year}-W{week:02}"
        if self.grain is Grain.YEAR:
            return f"{year}"
        if self.grain is Grain.MONTH:
            return f"{year}-{month:02}"
        return f"{year}-{LETTERS[self.grain]}{(month - 1) // MONTHS[self.grain] + 1}"

    def next(self) -> "Period":
        """The one after it, equally long."""
        return holding(self.last + timedelta(days=1), self.grain)

    def within(self, grain: Grain) -> Iterator["Period"]:
        """The periods of a grain that end in it, oldest first."""
        each = holding(self.first, grain)
        while each.last <= self.last:
            if each.last >= self.first:
                yield each
            each = each.next()


def holding(day: date, grain: Grain) -> Period:
    """The period of that grain which a day lies in."""
    if grain is Grain.DAY:
        return Period(day, day, grain)
    if grain is Grain.WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=6), grain)
    months = MONTHS[grain]
    begins = (day.month - 1) // months * months + 1
    ends = begins + months - 1
    return Period(date(day.year, begins, 1), date(day.year, ends, monthrange(day.year, ends)[1]), grain)


def parse(text: str) -> Period:
    """The period of that name; raises ValueError for what is none."""
    for pattern, read in _READERS:
        if match := pattern.fullmatch(text.strip()):
            found = read(match)
            if EARLIEST <= found.first.year <= LATEST:
                return found
    raise ValueError("no period")


def _part(letter: str, year: str, number: str) -> Period:
    grain = _GRAINS[letter.upper()]
    return holding(date(int(year), (int(number) - 1) * MONTHS[grain] + 1, 1), grain)


# How a period may be written, and what makes one of it; what cannot be, such as a 13th month, raises ValueError.
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...] = (
    (re.compile(r"(\d{4})"), lambda it: holding(date(int(it[1]), 1, 1), Grain.YEAR)),
    (re.compile(r"(\d{4})-([QTHqth])(\d)"), lambda it: _part(it[2], it[1], it[3])),
    (re.compile(r"(\d{4})-?[WwVv](\d{1,2})"), lambda it: holding(_monday(it[1], it[2]), Grain.WEEK)),
    (re.compile(r"(\d{4})-(\d{1,2})"), lambda it: holding(date(int(it[1]), int(it[2]), 1), Grain.MONTH)),
    (re.compile(r"(\d{1,2})/(\d{4})"), lambda it: holding(date(int(it[2]), int(it[1]), 1), Grain.MONTH)),
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), lambda it: _day(it[1], it[2], it[3])),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), lambda it: _day(it[3], it[2], it[1])),
)


def _monday(year: str, week: str) -> date:
    return date.fromisocalendar(int(year), int(week), 1)


def _day(year: str, month: str, day: str) -> Period:
    return holding(date(int(year), int(month), int(day)), Grain.DAY)


NOT_A_PERIOD = N_("Write a period: 2026, 2026-H1, 2026-T1, 2026-Q1, 2026-11, 2026-W47, or a day such as 2026-11-21.")


class PeriodField(Entry[Period]):
    """A period by its name. Where `shortest` is given, a shorter one is read as that which its first day lies in."""

    def __init__(self, shortest: Grain = Grain.DAY, **options: object) -> None:
        super().__init__(**{"metadata": {"description": "2026, 2026-Q1, 2026-11, 2026-W47 or a day"}, **options})  # type: ignore[arg-type] # marshmallow's own options
        self.shortest = shortest

    def _read(self, value: object) -> Period:
        try:
            found = parse(value if isinstance(value, str) else "")
        except ValueError:
            refuse(NOT_A_PERIOD)
        grains = list(Grain)
        short = grains.index(found.grain) < grains.index(self.shortest)
        return holding(found.first, self.shortest) if short else found
