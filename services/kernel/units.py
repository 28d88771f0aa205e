"""Looks up units and divisions in a service's replica: names, today's division, and the division of a past day."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from services.kernel import tables

Names = dict[str, str]


@dataclass(frozen=True)
class Period:
    """A unit's time in one division: from a day, to before another (None: still)."""

    division: str
    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Unit:
    """A unit as the replica knows it."""

    code: str
    name: Names
    merged_into: str | None
    periods: tuple[Period, ...]

    def division_on(self, day: date) -> str | None:
        """The division it belonged to that day; None before it began or after it ended."""
        return next((period.division for period in self.periods if period.holds(day)), None)


@dataclass(frozen=True)
class Division:
    """A division as the replica knows it."""

    code: str
    name: Names
    valid_from: date
    valid_until: date | None

    def holds(self, day: date) -> bool:
        """Whether it exists that day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True)
class Directory:
    """All units and divisions at one look."""

    units: dict[str, Unit] = field(default_factory=dict)
    divisions: dict[str, Division] = field(default_factory=dict)

    def division_on(self, unit: str, day: date) -> str | None:
        """The division of a unit on a day; None for an unknown unit."""
        known = self.units.get(unit)
        return known.division_on(day) if known else None

    def valid_on(self, day: date) -> list[Unit]:
        """The units that exist that day, by code."""
        return sorted((unit for unit in self.units.values() if unit.division_on(day)), key=lambda unit: unit.code)

    def in_division(self, division: str, day: date) -> list[Unit]:
        """The units of a division that day, by code."""
        return [unit for unit in self.valid_on(day) if unit.division_on(day) == division]

    def unit_name(self, code: str, language: str) -> str:
        """A unit's name, or its code while nothing more is known."""
        known = self.units.get(code)
        return known.name[language] if known else code

    def division_name(self, code: str, language: str) -> str:
        """A division's name, or its code while nothing more is known."""
        known = self.divisions.get(code)
        return known.name[language] if known else code


def directory(session: Session | Connection) -> Directory:
    """Read the whole replica: some hundreds of rows."""
    # Units first: where this is no snapshot, one that comes meanwhile is unknown rather than known without a place.
    known = session.execute(select(tables.unit).where(~tables.unit.c.withdrawn)).all()
    periods: defaultdict[str, list[Period]] = defaultdict(list)
    membership = tables.membership.c
    for row in session.execute(select(tables.membership).order_by(membership.unit, membership.from_)).all():
        periods[row.unit].append(Period(row.division, row.from_, row.until))
    units = {row.code: Unit(row.code, row.name, row.merged_into, tuple(periods[row.code])) for row in known}
    divisions = {
        row.code: Division(row.code, row.name, row.valid_from, row.valid_until)
        for row in session.execute(select(tables.division).where(~tables.division.c.withdrawn)).all()
    }
    return Directory(units, divisions)


class Counted(NamedTuple):
    """How far one partition of the organisation's events has been read into the replica."""

    partition: int
    position: int
    caught_up: bool


def counted_until(session: Session | Connection) -> tuple[Counted, ...]:
    """How far the replica goes; it is ready when every partition has been read to its end once, were it empty."""
    offset = tables.offset.c
    rows = session.execute(
        select(offset.partition, offset.position, offset.caught_up_at.is_not(None))
        .where(offset.topic == "organisation")
        .order_by(offset.partition)
    )
    return tuple(Counted(*row) for row in rows)
