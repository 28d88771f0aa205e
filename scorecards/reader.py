"""What every scorecard is read with: the database, the units, the reader's language, and the day it is read for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from scorecards import queries
from scorecards.places import UNKNOWN, division_of
from scorecards.queries import Standing
from scorecards.spreading.measures import island_since
from services.kernel.units import Directory

TOPICS = ("followups", "improvements", "observations", "organisation")
T = TypeVar("T")


@dataclass(frozen=True)
class Reader:
    """The database, the units, the reader's language, the present day, and after how many days there is an island."""

    session: Session
    directory: Directory
    language: str
    today: date
    zone: ZoneInfo
    island_days: int

    def standing(self) -> Standing:
        """How far the counts go; asked once."""
        return self._standing

    @cached_property
    def _standing(self) -> Standing:
        return queries.standing(self.session, TOPICS)

    @property
    def counted_day(self) -> date:
        """The day that what changes with time alone is worked out for: that of `as_of`."""
        as_of = self.standing().as_of
        return as_of.astimezone(self.zone).date() if as_of else self.today

    @property
    def island_since(self) -> date:
        """The newest day of implementation that makes an island of what is relevant elsewhere and adopted nowhere."""
        return island_since(self.counted_day, self.island_days)

    def name_of(self, division: str, unknown: str) -> str:
        """A division's name; `unknown` for units nobody has told of."""
        return unknown if division == UNKNOWN else self.directory.division_name(division, self.language)

    def unit_name(self, code: str) -> str:
        """A unit's name."""
        return self.directory.unit_name(code, self.language)

    def division_of(self, unit: str) -> str:
        """The division to which a unit's numbers belong today."""
        return division_of(self.directory, unit, self.today)

    def by_division(self, by_unit: Mapping[str, T]) -> dict[str, list[T]]:
        """What was found for each unit, by division."""
        found: dict[str, list[T]] = {}
        for unit, each in by_unit.items():
            found.setdefault(self.division_of(unit), []).append(each)
        return found

    def units_of(self, code: str) -> list[str]:
        """The units whose numbers, if they have any, belong to a division today."""
        return sorted(unit for unit in self.candidates(code) if self.division_of(unit) == code)

    def candidates(self, code: str) -> Iterable[str]:
        """The units that may ever have belonged to a division: those told of, or those that have numbers."""
        return queries.known_units(self.session) if code == UNKNOWN else self.directory.units
