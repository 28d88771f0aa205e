"""Puts together what a scorecard says of follow-ups: of the region by division, of a division by unit, of a unit."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from schemas.messages import N_
from schemas.vocabulary import ADOPTED
from scorecards import queries as counts
from scorecards.following import queries
from scorecards.following.measures import Followed, counted, total
from scorecards.following.queries import Place, Places
from scorecards.measures import running
from scorecards.places import UNKNOWN
from scorecards.queries import Standing
from scorecards.reader import Reader
from services.kernel.errors import NotFound

# The row of what is the region's or the division's own and no unit's.
OWN = ""


@dataclass(frozen=True)
class Line:
    """One row: a division, a unit, or what is the whole's own (OWN)."""

    code: str
    name: str
    followed: Followed


@dataclass(frozen=True)
class Perspective:
    """A perspective under the name that it had last, and how many open goals it has."""

    code: str
    name: str
    number: int


@dataclass(frozen=True)
class Report:
    """What is followed up, as on a day."""

    code: str
    name: str
    standing: Standing
    day: date
    whole: Followed
    lines: list[Line]
    perspectives: list[Perspective]


def region(reader: Reader, unknown_name: str, own_name: str) -> Report:
    """The region, a row per division, and one for its own."""
    there = {code for code, division in reader.directory.divisions.items() if division.holds(reader.today)}

    def row(unit: str, division: str) -> str:
        return reader.division_of(unit) if unit else division

    def name(code: str) -> str:
        return reader.name_of(code, unknown_name) if code else own_name

    return _report(reader, "", "", _lines(reader, None, None, row, name, there))


def division(reader: Reader, code: str, unknown_name: str, own_name: str) -> Report:
    """A division, a row per unit, and one for its own; raises NotFound for one that nobody knows."""
    units = reader.units_of(code)
    there = {each.code for each in reader.directory.in_division(code, reader.today)}

    def name(unit: str) -> str:
        return reader.unit_name(unit) if unit else own_name

    whose = places_of(reader, division=code)
    lines = _lines(reader, whose, units, lambda unit, _: unit, name, there)
    if not lines:
        known(reader, division=code)
    return _report(reader, code, reader.name_of(code, unknown_name), lines)


def unit(reader: Reader, code: str) -> Report:
    """A unit by itself, without rows; raises NotFound for one that nobody knows."""
    lines = _lines(reader, {(code, "")}, [code], lambda each, _: each, reader.unit_name, set())
    if not lines:
        known(reader, unit=code)
    found = _report(reader, code, reader.unit_name(code), lines)
    return Report(code, found.name, found.standing, found.day, found.whole, [], found.perspectives)


def known(reader: Reader, division: str | None = None, unit: str | None = None) -> None:
    """Raise NotFound for a division or unit that nobody has told of; asked where nothing is followed up."""
    if division not in {None, *reader.directory.divisions}:
        raise NotFound(N_("There is no such division. Choose one from the region's scorecard."))
    if unit not in {None, *reader.directory.units}:
        raise NotFound(N_("There is no such unit. Choose one from the scorecard of its division."))


def answer(reader: Reader, division: str | None = None, unit: str | None = None) -> Followed:
    """What the one line on the main scorecard of a place needs."""
    units = [unit] if unit else None if division is None else reader.units_of(division)
    found = _by_place(reader, places_of(reader, division, unit), units)
    return total(found.values())


def places_of(reader: Reader, division: str | None = None, unit: str | None = None, *, own: bool = False) -> Places:
    """Whose goals and indicators are meant: a unit's, a division's with its units', everybody's; `own`: no unit's."""
    if unit:
        return {(unit, "")}
    if own or division:
        units = [] if own else [each for each, _ in queries.places(reader.session) if each]
        return {("", division or ""), *((each, "") for each in units if reader.division_of(each) == division)}
    return None


def _lines(
    reader: Reader,
    whose: Places,
    units: Sequence[str] | None,
    row: Callable[[str, str], str],
    name: Callable[[str], str],
    there: Collection[str],
) -> list[Line]:
    """A row for each of what `row` says of a (unit, division): those that are there, and those with any number."""
    rows: defaultdict[str, list[Followed]] = defaultdict(list)
    for place, followed in _by_place(reader, whose, units).items():
        rows[row(*place)].append(followed)
    lines = [Line(code, name(code), total(rows[code])) for code in {*there, *rows}]
    return sorted(lines, key=lambda line: (line.code == OWN, line.code == UNKNOWN, line.name.casefold(), line.code))


def _by_place(reader: Reader, whose: Places, units: Collection[str] | None) -> dict[Place, Followed]:
    """What is followed up in each place; improvements count where they belong."""
    goals = queries.goals(reader.session, reader.counted_day, whose)
    indicators = queries.indicators(reader.session, reader.counted_day, whose)
    serving = queries.serving(reader.session, reader.counted_day, units)
    there = counts.counts_by_unit(reader.session, counts.known_units(reader.session) if units is None else units)
    improvements = {(unit, ""): _improvements(states, serving.get(unit, Counter())) for unit, states in there.items()}
    return {
        place: Followed(
            counted(goals.get(place, {})), counted(indicators.get(place, {})), improvements.get(place, Counter())
        )
        for place in {*goals, *indicators, *improvements}
    }


def _improvements(states: Counter[str], serving: Counter[str]) -> Counter[str]:
    """Those of measures.IMPROVEMENTS, from the numbers in each state and those that serve a goal."""
    return Counter(running=running(states), solved=sum(states[state] for state in ADOPTED)) + serving


def _report(reader: Reader, code: str, name: str, lines: list[Line]) -> Report:
    whole = total(line.followed for line in lines)
    names = queries.perspectives(reader.session)
    perspectives = [
        Perspective(value, names.name(value, reader.language), number)
        for (key, value), number in whole.goals.items()
        if key == "perspective"
    ]
    perspectives.sort(key=lambda each: (each.name.casefold(), each.code))
    return Report(code, name, reader.standing(), reader.counted_day, whole, lines, perspectives)
