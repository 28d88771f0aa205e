"""Puts together what a scorecard says of waste: twelve months by kind, by division or unit, by step and by month."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from schemas.messages import N_
from schemas.value_streams import key_of
from scorecards.measures import last_months
from scorecards.places import UNKNOWN
from scorecards.queries import Standing
from scorecards.reader import Reader
from scorecards.reports import MONTHS
from scorecards.waste import queries
from scorecards.waste.measures import KINDS, Waste, from_parts, total
from scorecards.waste.queries import Where
from services.kernel.errors import NotFound

Cells = Mapping[queries.Key, Counter[str]]


@dataclass(frozen=True)
class Line:
    """One row: a division, a unit, or a kind of waste."""

    code: str
    name: str
    waste: Waste
    # How many observations in each month.
    trend: list[int]
    # How many value streams are drawn.
    maps: int = 0


@dataclass(frozen=True)
class Step:
    """One step of a value stream, under the names that people gave; empty where they gave none."""

    value_stream: str
    step: str
    waste: Waste


@dataclass(frozen=True)
class Map:
    """A unit's map of a value stream, in its current drawing; None where a number is missing."""

    id: str
    name: str
    unit: str
    unit_name: str
    time_basis: str
    drawn_at: datetime
    lead_minutes: float | None
    activity_ratio_percent: float | None
    incomplete: bool


@dataclass(frozen=True)
class Report:
    """What was seen in the last twelve months."""

    code: str
    name: str
    standing: Standing
    months: list[int]
    whole: Waste
    kinds: list[Line]
    lines: list[Line]
    steps: list[Step]
    history: list[tuple[int, Waste]]
    # Of a division or a unit; the region only says how many there are.
    maps: list[Map] = field(default_factory=list)

    @property
    def drawn(self) -> int:
        """How many value streams are drawn."""
        return len(self.maps) or sum(line.maps for line in self.lines)


def region(reader: Reader, unknown_name: str) -> Report:
    """The region, a row per division as it was on the day."""
    maps: Counter[str] = Counter()
    for unit, number in queries.value_streams_by_unit(reader.session).items():
        maps[reader.division_of(unit)] += number
    there = {code for code, division in reader.directory.divisions.items() if division.holds(reader.today)}
    return _report(reader, _twelve_months(reader), "division", _named(reader, unknown_name), maps, there)


def division(reader: Reader, code: str, unknown_name: str) -> Report:
    """A division, a row per unit that was in it; raises NotFound for one that nobody knows."""
    drawing = [each for each in queries.value_streams_by_unit(reader.session) if reader.division_of(each) == code]
    maps = _maps(reader, drawing)
    there = {each.code for each in reader.directory.in_division(code, reader.today)}
    counted = Counter(each.unit for each in maps)
    name = reader.name_of(code, unknown_name)
    found = _report(reader, _twelve_months(reader, division=code), "unit", reader.unit_name, counted, there)
    if not found.lines:
        known(reader, Where((), division=code))
    return replace(found, code=code, name=name, maps=maps)


def unit(reader: Reader, code: str) -> Report:
    """A unit by itself, in whatever division it was; raises NotFound for one that nobody knows."""
    maps = _maps(reader, [code])
    found = _report(reader, _twelve_months(reader, unit=code), "unit", reader.unit_name, Counter(), set())
    if not found.lines and not maps:
        known(reader, Where((), unit=code))
    return replace(found, code=code, name=reader.unit_name(code), maps=maps, lines=[])


def known(reader: Reader, where: Where) -> None:
    """Raise NotFound for a division or unit that nobody has told of; asked where nothing was seen."""
    if where.division not in {None, *reader.directory.divisions}:
        raise NotFound(N_("There is no such division. Choose one from the region's scorecard."))
    if where.unit not in {None, *reader.directory.units}:
        raise NotFound(N_("There is no such unit. Choose one from the scorecard of its division."))


def _twelve_months(reader: Reader, division: str | None = None, unit: str | None = None) -> Where:
    return Where(last_months(reader.today, MONTHS), division, unit)


def _named(reader: Reader, unknown_name: str) -> Callable[[str], str]:
    return lambda code: reader.name_of(code, unknown_name)


def _report(
    reader: Reader, where: Where, row: str, name: Callable[[str], str], maps: Counter[str], there: Collection[str]
) -> Report:
    """The numbers, with a row for each of what `row` says: those that are there, have waste, or have maps."""
    cells = queries.by_kind(reader.session, where, row, "waste", "month")
    days = queries.days_by(reader.session, where, row)
    rows, kinds, months = (_sums(cells, place) for place in range(3))
    trends, kind_trends = (_trends(cells, place, where.months) for place in range(2))
    nothing, none = Counter[str](), [0] * len(where.months)
    lines = [
        Line(
            code,
            name(code),
            Waste(rows.get(code, nothing), days.get(code, Counter())),
            trends.get(code, none),
            maps[code],
        )
        for code in {*there, *maps, *rows}
    ]
    return Report(
        "",
        "",
        reader.standing(),
        list(where.months),
        total(line.waste for line in lines),
        [Line(kind, kind, Waste(kinds.get(kind, nothing)), kind_trends.get(kind, none)) for kind in KINDS],
        sorted(lines, key=lambda line: (line.code == UNKNOWN, line.name.casefold(), line.code)),
        steps(reader, where),
        [(month, Waste(months.get(month, nothing))) for month in where.months],
    )


def _sums(cells: Cells, place: int) -> dict[Any, Counter[str]]:
    """The cells added up by what stands at a place of their key."""
    found: defaultdict[Any, Counter[str]] = defaultdict(Counter)
    for key, numbers in cells.items():
        found[key[place]].update(numbers)
    return found


def _trends(cells: Cells, place: int, months: Sequence[int]) -> dict[Any, list[int]]:
    """How many observations in each month, by what stands at a place of the key; the month stands last."""
    found: defaultdict[Any, list[int]] = defaultdict(lambda: [0] * len(months))
    for key, numbers in cells.items():
        found[key[place]][key[-1] - months[0]] += numbers["number"]
    return found


def steps(reader: Reader, where: Where) -> list[Step]:
    """Every step at which waste was seen, by name; the same name in another spelling is one."""
    cells = queries.by_step(reader.session, where, "value_stream", "step")
    names = queries.names(reader.session, {told for told, _ in cells})
    found: defaultdict[tuple[str, str], list[queries.Key]] = defaultdict(list)
    for told, step in sorted(cells):
        found[names.key(told), key_of(step)].append((told, step))
    ordered = sorted(found, key=lambda key: (not key[0], key[0], not key[1], key[1]))
    # A name from a map comes before one that was typed.
    streams = {names.key(told): names.name(told) for told, _ in sorted(cells, key=lambda key: key[0] in names.drawn)}
    return [
        Step(streams[key[0]], found[key][0][1], total(Waste(cells[each]) for each in found[key])) for key in ordered
    ]


def spelled(
    reader: Reader, where: Where, value_stream: str | None, step: str | None
) -> dict[tuple[str, str], Counter[str]]:
    """The figures of a step by (value stream, step) as events spell it; None: any, empty: none named."""
    cells = queries.by_step(reader.session, where, "value_stream", "step")
    names = queries.names(reader.session, {told for told, _ in cells})
    return {
        (told, each): numbers
        for (told, each), numbers in cells.items()
        if (value_stream is None or names.key(told) == key_of(value_stream))
        and (step is None or key_of(each) == key_of(step))
    }


def _maps(reader: Reader, units: Collection[str]) -> list[Map]:
    maps = [
        Map(
            row.id,
            row.name,
            row.unit,
            reader.unit_name(row.unit),
            row.time_basis,
            row.drawn_at,
            from_parts(row.lead),
            from_parts(row.activity_ratio),
            row.incomplete,
        )
        for row in queries.value_streams(reader.session, units)
    ]
    return sorted(maps, key=lambda each: (each.unit_name.casefold(), each.name.casefold(), each.id))
