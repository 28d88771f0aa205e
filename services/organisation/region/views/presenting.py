"""Divisions and units as they are shown, the same facts for both doors."""

from datetime import date
from typing import Any

from flask import request

from schemas.organisation import AsOf, DivisionOutput, UnitOutput, UnitWithPeriods
from services.kernel.clock import now
from services.kernel.web import doors, forms
from services.kernel.web.context import language, runtime
from services.kernel.web.doors import Answer
from services.organisation.region.model import Division, Names, Unit

DIVISIONS = "/api/v1/divisions"
UNITS = "/api/v1/units"

_division = DivisionOutput()
_unit = UnitOutput()
_whole_unit = UnitWithPeriods()


def today() -> date:
    """The present day in the region."""
    return now().astimezone(runtime().settings.zone).date()


def day_asked() -> date:
    """The day a list is asked of: `as_of`, else today; raises Invalid."""
    asked: date | None = forms.load(AsOf(), {"as_of": request.args.get("as_of", "")})["as_of"]
    return asked or today()


def name_of(thing: Division | Unit) -> str:
    """Its name in the reader's language."""
    return said(thing.name)


def said(names: Names) -> str:
    """A name in the reader's language."""
    return names[language().code]


def division(thing: Division) -> dict[str, Any]:
    """A division as the API gives it."""
    dumped: dict[str, Any] = _division.dump(_named(thing))
    return dumped


def unit(thing: Unit, day: date) -> dict[str, Any]:
    """A unit as of a day, as the API gives it in lists."""
    dumped: dict[str, Any] = _unit.dump(_dated(thing, day))
    return dumped


def whole_unit(thing: Unit) -> dict[str, Any]:
    """A unit with its past, as of today."""
    dumped: dict[str, Any] = _whole_unit.dump(_dated(thing, today()) | {"periods": thing.periods})
    return dumped


def _named(thing: Division | Unit) -> dict[str, Any]:
    return {
        "code": thing.code,
        "name": name_of(thing),
        "names": thing.name,
        "valid_from": thing.valid_from,
        "valid_until": thing.valid_until,
        "version": thing.version,
    }


def _dated(thing: Unit, day: date) -> dict[str, Any]:
    return _named(thing) | {"division": thing.division_on(day), "merged_into": thing.merged_into}


def new_division(thing: Division) -> Answer:
    """The answer to adding one."""
    return doors.created(division(thing), f"{DIVISIONS}/{thing.code}", thing.version)


def present_division(thing: Division) -> Answer:
    """The answer with one as it is."""
    return doors.current(division(thing), thing.version)


def new_unit(thing: Unit) -> Answer:
    """The answer to adding one."""
    return doors.created(whole_unit(thing), f"{UNITS}/{thing.code}", thing.version)


def present_unit(thing: Unit) -> Answer:
    """The answer with one as it is."""
    return doors.current(whole_unit(thing), thing.version)
