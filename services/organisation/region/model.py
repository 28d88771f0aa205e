"""Divisions and units: where a unit has belonged, and what may not be said about it.

A unit's times in divisions follow each other without a gap, the last one open until the unit is closed or merged.
What is past stays as it was: a move ends the present time on a day and begins another.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from schemas.messages import N_, Message
from services.kernel.errors import Conflict, Invalid
from services.organisation.model import Base

LANGUAGES = ("sv", "fi", "en")
Names = dict[str, str]

BEGINS_LATER = N_("%(division)s begins on %(day)s; choose that day or a later one.")
ENDS_BEFORE = N_("%(division)s ends on %(day)s; this would go on longer.")
LATER = N_("Choose a day after %(day)s, when its present time in %(division)s began.")
ENDS = N_("This unit ends on %(day)s. Open it again first.")


class Division(Base):
    """A division of the region, from a day, to before another. `version` counts its changes and is its ETag."""

    __tablename__ = "division"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    code_key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Names] = mapped_column(JSON)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(Integer)

    def state(self) -> dict[str, Any]:
        """As events tell it."""
        return {
            "code": self.code,
            "name": self.name,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": _iso(self.valid_until),
        }

    def check_covers(self, period: "UnitPeriod", field: str) -> None:
        """Raise Invalid at `field` unless the division exists throughout; a time without end goes on for ever."""
        if period.start < self.valid_from:
            text = Message(BEGINS_LATER, division=self.code, day=self.valid_from.isoformat())
            raise Invalid({field: [text]})
        if self.valid_until and (period.until is None or period.until > self.valid_until):
            text = Message(ENDS_BEFORE, division=self.code, day=self.valid_until.isoformat())
            raise Invalid({field: [text]})

    def covers(self, period: "UnitPeriod") -> bool:
        """Whether the division exists throughout."""
        ends = self.valid_until is None or (period.until is not None and period.until <= self.valid_until)
        return self.valid_from <= period.start and ends


class UnitPeriod(Base):
    """A unit's time in one division: from a day, to before another (None: still)."""

    __tablename__ = "unit_period"

    unit: Mapped[str] = mapped_column(String(20), ForeignKey("unit.code"), primary_key=True)
    start: Mapped[date] = mapped_column("from", Date, primary_key=True)
    until: Mapped[date | None] = mapped_column(Date)
    division: Mapped[str] = mapped_column(String(20), ForeignKey("division.code"), index=True)

    def holds(self, day: date) -> bool:
        """Whether the day lies within."""
        return self.start <= day and (self.until is None or day < self.until)


class Unit(Base):
    """A unit with every division it has belonged to. `version` counts its changes and is its ETag."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    code_key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[Names] = mapped_column(JSON)
    merged_into: Mapped[str | None] = mapped_column(String(20), ForeignKey("unit.code"))
    version: Mapped[int] = mapped_column(Integer)
    periods: Mapped[list[UnitPeriod]] = relationship(
        order_by=UnitPeriod.start, cascade="all, delete-orphan", lazy="selectin"
    )

    def state(self) -> dict[str, Any]:
        """As events tell it."""
        return {
            "code": self.code,
            "name": self.name,
            "periods": [
                {"division": each.division, "from": each.start.isoformat(), "until": _iso(each.until)}
                for each in self.periods
            ],
            "merged_into": self.merged_into,
        }

    @property
    def valid_from(self) -> date:
        """Its first day."""
        return self.periods[0].start

    @property
    def valid_until(self) -> date | None:
        """The first day on which it is no more; None while it goes on."""
        return self.periods[-1].until

    def division_on(self, day: date) -> str | None:
        """The code of its division that day; None before it began and after it ended."""
        return next((each.division for each in self.periods if each.holds(day)), None)

    def has_been_in(self, division: str, start: date) -> bool:
        """Whether its time in that division, begun that day, is known already."""
        return any(each.division == division and each.start == start for each in self.periods)

    def move(self, division: Division, day: date) -> None:
        """Let it belong to another division from a day; a move on the day its present time began corrects that one."""
        last = self._open_period("from")
        if day != last.start:
            self._check_later(last, day, "from")
        following = UnitPeriod(unit=self.code, division=division.code, start=day, until=None)
        division.check_covers(following, "from")
        if day == last.start:
            last.division = division.code
        else:
            last.until = day
            self.periods.append(following)

    def close(self, day: date, field: str = "valid_until") -> None:
        """Let it end: `day` is the first day on which it is no more."""
        last = self._open_period(field)
        self._check_later(last, day, field)
        last.until = day

    def merge(self, into: "Unit", day: date) -> None:
        """Let it end, and another unit go on for it."""
        if into.code == self.code or into.division_on(day) is None:
            text = Message(N_("%(unit)s does not exist that day, or is this unit itself."), unit=into.code)
            raise Invalid({"merged_into": [text]})
        self.close(day, "from")
        self.merged_into = into.code

    def reopen(self, division: Division) -> None:
        """Let it go on where it ended; `division` is its last one."""
        last = self.periods[-1]
        division.check_covers(UnitPeriod(start=last.start, until=None), "valid_until")
        last.until = None
        self.merged_into = None

    def _open_period(self, field: str) -> UnitPeriod:
        last = self.periods[-1]
        if last.until is not None:
            text = Message(ENDS, day=last.until.isoformat())
            raise Conflict(text, {field: [text]})
        return last

    @staticmethod
    def _check_later(last: UnitPeriod, day: date, field: str) -> None:
        if day <= last.start:
            text = Message(LATER, day=last.start.isoformat(), division=last.division)
            raise Invalid({field: [text]})


def complete(given: Names, present: Names | None = None) -> Names:
    """The name in all three languages: as given, else as it was, else as given in another language."""
    known = (present or {}) | given
    spare = next(known[code] for code in LANGUAGES if code in known)
    return {code: known.get(code, spare) for code in LANGUAGES}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
