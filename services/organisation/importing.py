"""Units and people from a file. The caller reads the file, commits in batches and names the rows that fail.

A row about a code or user name that is there already brings it up to date; one that says nothing new changes
nothing. A unit's history is told in several rows, oldest first: one that names another division with a later
`valid_from` moves the unit on that day. A division that is not there yet is made, and begins with its first unit.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema

from schemas.messages import N_, Message
from schemas.organisation import PersonInput, UnitRow
from services.kernel.errors import Invalid
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work
from services.organisation.people import operations as people
from services.organisation.people import passwords
from services.organisation.people import queries as accounts
from services.organisation.region import operations as region
from services.organisation.region.model import Division, Unit, UnitPeriod

# Since when a unit is taken to exist that does not say: before anything that is counted.
ALWAYS = date(2000, 1, 1)
SINCE_WHEN = N_("The unit is in %(division)s since %(day)s. Give the later day on which it moves.")

Fields = dict[str, Any]


class UnitImporter:
    """Writes one unit a row, and its division where that is new."""

    kind = "units"
    lists: frozenset[str] = frozenset()

    def __init__(self, principal: Principal, _: Directory) -> None:
        self.principal = principal

    def schema(self, _: ZoneInfo, /) -> Schema:
        """What a row may hold."""
        return UnitRow(exclude=("names",))

    def record(self, work: Work, fields: Fields) -> str:
        """Write one unit without committing; answers its code. Raises Invalid, Conflict or NotAllowed."""
        division = self._division(work, fields)
        unit = work.session.get(Unit, fields["code"])
        if unit is not None:
            self._bring_up_to_date(work, unit, fields)
        else:
            start = fields["valid_from"] or division.valid_from
            unit = region.add_unit(work, self.principal, fields | {"valid_from": start}, start)
        return unit.code

    def _division(self, work: Work, fields: Fields) -> Division:
        code, start = fields["division"], fields["valid_from"]
        division = work.session.get(Division, code)
        if division is None:
            name = fields["division_name"] or {"sv": code}
            return region.add_division(work, self.principal, {"code": code, "name": name}, start or ALWAYS)
        if start and start < division.valid_from:
            region.change_division(work, self.principal, code, {"valid_from": start}, None)
        return division

    def _bring_up_to_date(self, work: Work, unit: Unit, fields: Fields) -> None:
        period = _told(unit, fields["division"], fields["valid_from"])
        if period is None:
            self._move(work, unit, fields)
        elif period is not unit.periods[-1]:
            # It speaks of the past, which is known.
            return
        self._change(work, unit, name=fields["name"])
        if fields["valid_until"] not in {None, unit.valid_until}:
            self._change(work, unit, valid_until=fields["valid_until"])

    def _move(self, work: Work, unit: Unit, fields: Fields) -> None:
        last, day = unit.periods[-1], fields["valid_from"]
        if day is None or day <= last.start:
            text = Message(SINCE_WHEN, division=last.division, day=last.start.isoformat())
            raise Invalid({"valid_from": [text]})
        if unit.valid_until == day:
            self._change(work, unit, valid_until=None)
        self._change(work, unit, division=fields["division"], from_=day)

    def _change(self, work: Work, unit: Unit, **fields: object) -> None:
        region.change_unit(work, self.principal, unit.code, fields, None, today=work.now.date())


def _told(unit: Unit, division: str, start: date | None) -> UnitPeriod | None:
    """The unit's time that a row speaks of, the latest where it does not say since when; None when it is new."""
    told = (each for each in reversed(unit.periods) if each.division == division and start in {None, each.start})
    return next(told, None)


class PersonImporter:
    """Writes one person a row; without a password they cannot sign in with one."""

    kind = "people"
    lists = frozenset({"roles", "units", "divisions"})

    def __init__(self, principal: Principal, _: Directory) -> None:
        self.principal = principal

    def schema(self, _: ZoneInfo, /) -> Schema:
        """What a row may hold."""
        return PersonInput(exclude=("active",))

    def record(self, work: Work, fields: Fields) -> str:
        """Write one person without committing; answers the id. Raises Invalid or Conflict."""
        known = accounts.named(work.session, fields["name"])
        if known is None:
            return people.add_person(work, self.principal, fields).id
        told = {name: value for name, value in fields.items() if name != "name"}
        if "password" in told and passwords.fits(known.password_hash, told["password"]):
            del told["password"]
        return people.change_person(work, self.principal, known.id, told, None).id
