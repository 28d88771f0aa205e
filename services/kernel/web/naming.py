"""The names that every page shows alike: of units and divisions, and of those who wrote in this service."""

from collections.abc import Collection, Iterable

from services.kernel import people
from services.kernel.clock import now
from services.kernel.units import Directory
from services.kernel.web.context import language, principal, runtime


def directory() -> Directory:
    """Units and divisions as this service knows them."""
    return runtime().known.directory()


def directory_with(units: Collection[str]) -> Directory:
    """The same, read anew when one of the units only just came."""
    return runtime().known.directory_with(set(units))


def division_today(unit: str) -> str | None:
    """Code of the division of a unit; None for one that does not exist today."""
    return directory().division_on(unit, now().date())


def unit_name(unit: str) -> str:
    """The unit's name in the reader's language, its code while nothing more is known."""
    return directory().unit_name(unit, language().code)


def unit_choices() -> list[tuple[str, str]]:
    """(code, name) of today's units, by name."""
    choices = [(unit.code, unit.name[language().code]) for unit in directory().valid_on(now().date())]
    return sorted(choices, key=lambda choice: choice[1].casefold())


def units_by_division() -> list[tuple[str, list[tuple[str, str]]]]:
    """(division name, [(unit code, unit name)]) of today, by name."""
    units, today, code = directory(), now().date(), language().code
    found = [
        (division.name[code], sorted((each.code, each.name[code]) for each in units.in_division(division.code, today)))
        for division in units.divisions.values()
    ]
    return sorted((each for each in found if each[1]), key=lambda each: each[0].casefold())


def units_asked(division: str | None, unit: str | None) -> list[str] | None:
    """The codes of the units that a filter by division, by unit or by both leaves; None where it leaves all."""
    if division is None:
        return None if unit is None else [unit]
    units = [each.code for each in directory().in_division(division, now().date())]
    return units if unit is None else [unit] if unit in units else []


def names_of(identifiers: Iterable[str]) -> dict[str, str]:
    """Names by id. Who asks is known without asking the database, which may not have committed the name yet."""
    asker = principal()
    others = set(identifiers) - {asker.id}
    if not others:
        return {asker.id: asker.name}
    with runtime().database.reading() as session:
        return people.names(session, others) | {asker.id: asker.name}
