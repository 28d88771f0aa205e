"""Where units stand, for counts that are kept by division: on a day, and at the ends of months.

The replica of the organisation may be changed by another worker at the same time. Whoever counts by division first
takes `share`, whoever works a change of the organisation in takes `alone`, and both read the replica afterwards.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from scorecards.measures import last_day, month_of_day
from scorecards.model import Tables
from scorecards.places import division_of, line_of
from services.kernel import units
from services.kernel.units import Directory

# A month before every month.
EVER = -1
_SHARED, _ALONE = "ROW EXCLUSIVE", "EXCLUSIVE"


class Places:
    """The units as one look at the replica has them, and the days of the region's time zone."""

    def __init__(self, directory: Directory, zone: ZoneInfo) -> None:
        self._directory = directory
        self._zone = zone
        self._days: dict[tuple[str, date], str] = {}
        self._lines: dict[str, list[tuple[int, str]]] = {}

    def on(self, unit: str, day: date) -> str:
        """The division to which a unit's numbers belong on a day."""
        key = (unit, day)
        if key not in self._days:
            self._days[key] = division_of(self._directory, unit, day)
        return self._days[key]

    def at(self, unit: str, moment: datetime) -> str:
        """The same on the day of a moment."""
        return self.on(unit, moment.astimezone(self._zone).date())

    def with_merged(self, codes: Iterable[str]) -> set[str]:
        """These units, and those that went into one of them, over any number of steps: they stand where it stands."""
        found: set[str] = set()
        following = set(codes)
        while following:
            found |= following
            following = {code for code, unit in self._directory.units.items() if unit.merged_into in following} - found
        return found

    def line(self, unit: str) -> list[tuple[int, str]]:
        """(first month, division) at the ends of months, from EVER on; each division differs from the one before."""
        if unit not in self._lines:
            self._lines[unit] = self._drawn(unit)
        return self._lines[unit]

    def _drawn(self, unit: str) -> list[tuple[int, str]]:
        drawn = [(EVER, self.on(unit, date.min))]
        for month in sorted(set(self._turns(unit))):
            there = self.on(unit, last_day(month))
            if there != drawn[-1][1]:
                drawn.append((month, there))
        return drawn

    def _turns(self, unit: str) -> Iterator[int]:
        """The months in which the unit, or one it went into, changed its place."""
        for known in line_of(self._directory, unit):
            for period in known.periods:
                for day in (period.start, period.end):
                    if day is not None and day.year < date.max.year:
                        yield month_of_day(day)


class Look:
    """The last look at the replica, good as long as the organisation's events have not been read further."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._counted: tuple[units.Counted, ...] | None = None
        self._places = Places(Directory(), zone)

    def share(self, connection: Connection, tables: Tables) -> Places:
        """Places for counting, until the transaction ends."""
        _lock(connection, tables, _SHARED)
        counted = units.counted_until(connection)
        if counted != self._counted:
            self._places, self._counted = Places(units.directory(connection), self.zone), counted
        return self._places

    def alone(self, connection: Connection, tables: Tables) -> Places:
        """Places for working a change in; nobody else counts until the transaction ends."""
        _lock(connection, tables, _ALONE)
        # The batch's own change shows in the positions only at its end.
        self._counted = None
        return Places(units.directory(connection), self.zone)


def _lock(connection: Connection, tables: Tables, mode: str) -> None:
    # SQLite has one writer at a time anyway.
    if connection.dialect.name == "postgresql":
        connection.execute(text(f'LOCK TABLE "{tables.pair.name}" IN {mode} MODE'))
