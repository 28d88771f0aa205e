"""The part of the region that a goal is of, in words and as a form's choice: `unit:E01`, `division:SURG`, `region`."""

from dataclasses import dataclass

from services.followups.asker import may_decide
from services.followups.model import Placed
from services.followups.placing import NOT_YOURS
from services.kernel.clock import now
from services.kernel.errors import NotAllowed
from services.kernel.web.context import gettext, language, principal
from services.kernel.web.naming import directory, unit_choices, unit_name

REGION = "region"


@dataclass
class Place:
    """A unit, a division, or neither: the region."""

    unit: str | None = None
    division: str | None = None

    @property
    def value(self) -> str:
        """As a form's choice."""
        return f"unit:{self.unit}" if self.unit else f"division:{self.division}" if self.division else REGION


def parsed(value: str) -> Place:
    """The place of a form's choice; the region for anything else."""
    kind, _, code = value.partition(":")
    return Place(unit=code) if kind == "unit" else Place(division=code) if kind == "division" else Place()


def name(unit: str | None, division: str | None) -> str:
    """What it is called."""
    if unit:
        return unit_name(unit)
    return directory().division_name(division, language().code) if division else gettext("The region")


def name_of(placed: Placed) -> str:
    """What the place of something is called."""
    return name(placed.unit, placed.division)


def choices() -> list[tuple[str, str]]:
    """(choice, name) of every place where the asker decides: the region, divisions, units."""
    return [(place.value, name_of(place)) for place in _all() if may_decide(place)]


def division_choices() -> list[tuple[str, str]]:
    """(code, name) of today's divisions, by name."""
    today, code = now().date(), language().code
    found = [(each.code, each.name[code]) for each in directory().divisions.values() if each.holds(today)]
    return sorted(found, key=lambda each: each[1].casefold())


def own() -> Place:
    """The asker's own: the home unit, else the first division, else the region."""
    asker = principal()
    if asker.home_unit:
        return Place(unit=asker.home_unit)
    return Place(division=asker.divisions[0]) if asker.divisions else Place()


def deciding() -> Place:
    """Where the asker most likely decides: the own place, else the widest there is; raises NotAllowed without any."""
    found = next((place for place in (own(), *_all()) if may_decide(place)), None)
    if found is None:
        raise NotAllowed(NOT_YOURS)
    return found


def _all() -> list[Place]:
    divisions = [Place(division=code) for code, _ in division_choices()]
    return [Place(), *divisions, *(Place(unit=code) for code, _ in unit_choices())]
