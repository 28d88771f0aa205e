"""Puts a scorecard together: counts by unit, divisions by day, twelve months, how improvements spread, and waste."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.messages import N_
from scorecards import queries
from scorecards.measures import figures, first_day, last_months, running, total
from scorecards.places import UNKNOWN
from scorecards.queries import Standing
from scorecards.reader import Reader
from scorecards.spreading import measures as spreading
from scorecards.spreading import queries as spread_queries
from scorecards.spreading.measures import Benefit, Spread
from scorecards.waste import measures as waste
from scorecards.waste import queries as waste_queries
from scorecards.waste.measures import Waste
from scorecards.waste.queries import Where
from services.kernel.errors import NotFound

__all__ = ["Line", "Reader", "Report", "Trend", "by_dimension", "division", "month_text", "region", "unit"]

MONTHS = 12
Trend = list[tuple[int, Counter[str]]]


@dataclass(frozen=True)
class Line:
    """One row of a scorecard: a division or a unit."""

    code: str
    name: str
    counts: Counter[str]
    # How many ran at the end of each month; of the present month, now.
    trend: list[int]
    spread: Spread
    # Seen in these months; of a unit of a division, what was seen while it was there.
    waste: Waste = field(default_factory=Waste)

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
    spread: Spread = field(default_factory=Spread)
    benefit: list[Benefit] = field(default_factory=list)
    waste: Waste = field(default_factory=Waste)

    @property
    def figures(self) -> dict[str, int]:
        """Running and every state."""
        return figures(self.counts)

    @property
    def months(self) -> list[int]:
        """The months of its history."""
        return [month for month, _ in self.trend]

    def public(self) -> dict[str, Any]:
        """As the schemas give it."""
        return {
            "as_of": self.standing.as_of,
            "events": self.standing.events,
            "incomplete": self.standing.incomplete,
            "unreadable": self.standing.unreadable,
            "history": [{"month": month_text(month), **figures(counts)} for month, counts in self.trend],
            "spread": self.spread.public(),
            "islands": self.spread.islands,
            "benefit": self.benefit,
        }

    def rows(self) -> list[dict[str, Any]]:
        """Its rows as the schemas give them."""
        return [
            {
                "code": line.code,
                "name": line.name,
                **line.figures,
                "spread": line.spread.public(),
                "islands": line.spread.islands,
            }
            for line in self.lines
        ]


def month_text(month: int) -> str:
    """2026-11."""
    return first_day(month).isoformat()[:7]


def region(reader: Reader, unknown_name: str) -> Report:
    """The region, a row per division."""
    by_unit = queries.counts_by_unit(reader.session, queries.known_units(reader.session))
    spread_by_unit = spreads(reader)
    months = last_months(reader.today, MONTHS)
    levels = queries.history(reader.session, months)
    counts = {code: total(each) for code, each in reader.by_division(by_unit).items()}
    spread = {code: spreading.total(each) for code, each in reader.by_division(spread_by_unit).items()}
    codes = {code for code, division in reader.directory.divisions.items() if division.holds(reader.today)}
    codes |= {code for code, division_counts in counts.items() if division_counts}
    codes |= {code for code, each in spread.items() if each.figures.total()}
    wastes = waste_queries.wastes_by(reader.session, Where(months), "division")
    lines = [
        _line(
            code,
            reader.name_of(code, unknown_name),
            counts.get(code, Counter()),
            [running(levels[code][month]) if code in levels else 0 for month in months],
            spread.get(code, Spread()),
            wastes.get(code, Waste()),
        )
        for code in codes | wastes.keys()
    ]
    lines.sort(key=lambda line: (line.code == UNKNOWN, line.name.casefold()))
    whole = total(counts.values())
    return Report(
        "",
        "",
        reader.standing(),
        lines,
        whole,
        _trend(months, {month: total(each[month] for each in levels.values()) for month in months}, whole),
        sorted(by_unit.keys() | spread_by_unit.keys()),
        spreading.total(spread.values()),
        spread_queries.benefit(reader.session),
        waste.total(wastes.values()),
    )


def division(reader: Reader, code: str, unknown_name: str) -> Report:
    """A division, a row per unit; raises NotFound for one that nobody knows."""
    units = reader.units_of(code)
    counts, spread = queries.counts_by_unit(reader.session, units), spreads(reader, units)
    there = {each.code for each in reader.directory.in_division(code, reader.today)}
    units = [each for each in units if each in there or each in counts or each in spread]
    months = last_months(reader.today, MONTHS)
    wastes = waste_queries.wastes_by(reader.session, Where(months, division=code), "unit")
    if code not in reader.directory.divisions and not units and not wastes:
        raise NotFound(N_("There is no such division. Choose one from the region's scorecard."))
    trends = queries.running_by_unit(reader.session, months, units)
    lines = [
        _line(
            each,
            reader.directory.unit_name(each, reader.language),
            counts.get(each, Counter()),
            trends.get(each, [0] * MONTHS),
            spread.get(each, Spread()),
            wastes.get(each, Waste()),
        )
        for each in units
    ]
    lines.sort(key=lambda line: line.name.casefold())
    whole = total(counts.values())
    return Report(
        code,
        reader.name_of(code, unknown_name),
        reader.standing(),
        lines,
        whole,
        _trend(months, queries.history(reader.session, months, division=code).get(code, {}), whole),
        units,
        spreading.total(spread.values()),
        spread_queries.benefit(reader.session, units),
        waste.total(wastes.values()),
    )


def unit(reader: Reader, code: str) -> Report:
    """A unit by itself, without rows; raises NotFound for one that nobody knows."""
    counts, spread = queries.counts_by_unit(reader.session, [code]), spreads(reader, [code])
    months = last_months(reader.today, MONTHS)
    wastes = waste_queries.wastes_by(reader.session, Where(months, unit=code), "unit")
    if code not in reader.directory.units and not counts and not spread and not wastes:
        raise NotFound(N_("There is no such unit. Choose one from the scorecard of its division."))
    whole = counts.get(code, Counter())
    return Report(
        code,
        reader.directory.unit_name(code, reader.language),
        reader.standing(),
        [],
        whole,
        _trend(months, queries.history(reader.session, months, unit=code).get(code, {}), whole),
        [code],
        spread.get(code, Spread()),
        spread_queries.benefit(reader.session, [code]),
        waste.total(wastes.values()),
    )


def spreads(reader: Reader, units: Sequence[str] | None = None) -> dict[str, Spread]:
    """How the improvements of some units (None: all) spread, by unit."""
    found = spread_queries.figures_by_unit(reader.session, units)
    islands = spread_queries.islands_by_unit(reader.session, reader.island_since, units)
    return {each: Spread(counted, islands[each]) for each, counted in found.items()}


def by_dimension(reader: Reader, dimension: str, units: Sequence[str]) -> dict[str, int]:
    """The running improvements of some units by waste or value stream, most first."""
    found = queries.counts_by(reader.session, dimension, units)
    numbers = {value: number for value, counts in found.items() if (number := running(counts))}
    return dict(sorted(numbers.items(), key=lambda item: (-item[1], item[0])))


def _line(code: str, name: str, counts: Counter[str], trend: Sequence[int], spread: Spread, wasted: Waste) -> Line:
    """A row; what runs now is the present month's number."""
    return Line(code, name, counts, [*trend[:-1], running(counts)], spread, wasted)


def _trend(months: Sequence[int], levels: Mapping[int, Counter[str]], now: Counter[str]) -> Trend:
    """Each month's numbers at its end, from the changes; those of the present month are the present ones."""
    return [*((month, levels.get(month, Counter())) for month in months[:-1]), (months[-1], now)]
