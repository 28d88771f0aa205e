"""Puts a scorecard together: counts by unit, divisions by day, twelve months."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from schemas.messages import N_
from scorecards import queries
from scorecards.measures import figures, first_day, last_day, last_months, running, total
from scorecards.places import UNKNOWN, division_of
from scorecards.queries import Standing
from services.kernel.errors import NotFound
from services.kernel.units import Directory

MONTHS = 12
TOPICS = ("improvements", "organisation")
Trend = list[tuple[int, Counter[str]]]


@dataclass(frozen=True)
class Reader:
    """What a report is made with: the database, the units, the reader's language and the present day."""

    session: Session
    directory: Directory
    language: str
    today: date

    def standing(self) -> Standing:
        """How far the counts go."""
        return queries.standing(self.session, TOPICS)

    def name_of(self, division: str, unknown: str) -> str:
        """A division's name; `unknown` for units nobody has told of."""
        return unknown if division == UNKNOWN else self.directory.division_name(division, self.language)


@dataclass(frozen=True)
class Line:
    """One row of a scorecard: a division or a unit."""

    code: str
    name: str
    counts: Counter[str]
    trend: Trend

    @property
    def figures(self) -> dict[str, int]:
        """Running and every state."""
        return figures(self.counts)


@dataclass(frozen=True)
class Report:
    """A scorecard: its rows by name, the whole, and how far the counts go."""

    code: str
    name: str
    standing: Standing
    lines: list[Line]
    counts: Counter[str]
    trend: Trend
    units: list[str]

    @property
    def figures(self) -> dict[str, int]:
        """Running and every state."""
        return figures(self.counts)

    def public(self) -> dict[str, Any]:
        """As the schemas give it."""
        return {
            "as_of": self.standing.as_of,
            "events": self.standing.events,
            "incomplete": self.standing.incomplete,
            "unreadable": self.standing.unreadable,
            "history": [{"month": month_text(month), **figures(counts)} for month, counts in self.trend],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Its rows as the schemas give them."""
        return [{"code": line.code, "name": line.name, **line.figures} for line in self.lines]


def month_text(month: int) -> str:
    """2026-11."""
    return first_day(month).isoformat()[:7]


def region(reader: Reader, unknown_name: str) -> Report:
    """The region, a row per division."""
    standing = reader.standing()
    by_unit = queries.counts_by_unit(reader.session)
    months = last_months(reader.today, MONTHS)
    history = queries.history_by_unit(reader.session, months)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for unit, unit_counts in by_unit.items():
        counts[division_of(reader.directory, unit, reader.today)].update(unit_counts)
    trends = _trends_by_division(reader, history, months)
    codes = {code for code, division in reader.directory.divisions.items() if division.holds(reader.today)}
    codes |= {code for code, division_counts in counts.items() if division_counts}
    lines = [
        Line(code, reader.name_of(code, unknown_name), counts[code], trends.get(code) or _flat(months))
        for code in codes
    ]
    lines.sort(key=lambda line: (line.code == UNKNOWN, line.name.casefold()))
    return Report(
        "", "", standing, lines, total(counts.values()), _sum(months, [line.trend for line in lines]), sorted(by_unit)
    )


def division(reader: Reader, code: str, unknown_name: str) -> Report:
    """A division, a row per unit; raises NotFound for one that nobody knows."""
    units = units_of(reader, code)
    if code not in reader.directory.divisions and not units:
        raise NotFound(N_("There is no such division. Choose one from the region's scorecard."))
    months = last_months(reader.today, MONTHS)
    counts = queries.counts_by_unit(reader.session, units)
    history = queries.history_by_unit(reader.session, months)
    lines = [
        Line(
            unit,
            reader.directory.unit_name(unit, reader.language),
            counts.get(unit, Counter()),
            [(month, history.get(unit, {}).get(month, Counter())) for month in months],
        )
        for unit in units
    ]
    lines.sort(key=lambda line: line.name.casefold())
    trend = _trends_by_division(reader, history, months).get(code) or _flat(months)
    whole = total(line.counts for line in lines)
    return Report(code, reader.name_of(code, unknown_name), reader.standing(), lines, whole, trend, units)


def units_of(reader: Reader, code: str) -> list[str]:
    """The units whose numbers belong to a division today."""
    known = queries.known_units(reader.session) | {
        unit.code for unit in reader.directory.in_division(code, reader.today)
    }
    return sorted(unit for unit in known if division_of(reader.directory, unit, reader.today) == code)


def by_dimension(reader: Reader, dimension: str, units: Sequence[str]) -> dict[str, int]:
    """The running improvements of some units by waste or value stream, most first."""
    found = queries.counts_by(reader.session, dimension, units)
    numbers = {value: number for value, counts in found.items() if (number := running(counts))}
    return dict(sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def _trends_by_division(
    reader: Reader, history: Mapping[str, Mapping[int, Counter[str]]], months: Sequence[int]
) -> dict[str, Trend]:
    """Each month's numbers in the division the unit was in at that month's end: a move leaves the past where it was."""
    found: defaultdict[str, defaultdict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for unit, by_month in history.items():
        for month, counts in by_month.items():
            day = min(last_day(month), reader.today)
            found[division_of(reader.directory, unit, day)][month].update(counts)
    return {code: [(month, by_month[month]) for month in months] for code, by_month in found.items()}


def _flat(months: Sequence[int]) -> Trend:
    return [(month, Counter()) for month in months]


def _sum(months: Sequence[int], trends: Sequence[Trend]) -> Trend:
    return [(month, total(dict(trend)[month] for trend in trends)) for month in months]
