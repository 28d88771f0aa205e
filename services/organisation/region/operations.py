"""What is done to divisions and units: add, rename, move, close, merge, open again."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from schemas import roles
from schemas.events import type_of
from schemas.messages import N_, Message
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.work import Work
from services.organisation.changes import Done, record
from services.organisation.region import queries
from services.organisation.region.model import Division, Unit, UnitPeriod, complete

Fields = dict[str, Any]
TAKEN = N_("This code is taken, if only with other capital letters. Codes are never used twice.")
NO_SUCH_DIVISION = N_("There is no division %(code)s.")
NO_SUCH_UNIT = N_("There is no unit %(code)s.")
ENDS_FIRST = N_("The last day must come after the first.")
NOT_YOURS = N_("This API client may not write here: it was made for other units or divisions.")
STILL_HERE = N_("Units belong to it outside these days: %(units)s. Move or close them first.")
ONE_AT_A_TIME = N_("Give only one of division, merged_into and valid_until at a time.")


def add_division(work: Work, who: Principal, fields: Fields, today: date) -> Division:
    """Add a division; `fields` as DivisionInput gives them."""
    _check_may(who, None, fields["code"])
    start, until = _days(fields, today)
    _check_free(work, Division, fields["code"])
    division = Division(
        code=fields["code"],
        code_key=fields["code"].casefold(),
        name=complete(fields["name"]),
        valid_from=start,
        valid_until=until,
        version=1,
    )
    work.session.add(division)
    work.session.flush()
    _tell(work, who, division, "created", None)
    return division


def change_division(work: Work, who: Principal, code: str, fields: Fields, asked: int | None) -> Division:
    """Change a division's names and days; `fields` as DivisionChange gives them, `asked` the version it is based on."""
    _check_may(who, None, code)
    division = queries.division(work.session, code, lock=True)
    work.expect(division.version, asked)
    before = division.state()
    division.name = complete(fields.get("name", {}), division.name)
    division.valid_from = fields.get("valid_from", division.valid_from)
    division.valid_until = fields.get("valid_until", division.valid_until)
    if division.valid_until and division.valid_until <= division.valid_from:
        raise Invalid({"valid_until": [ENDS_FIRST]})
    with work.session.no_autoflush:
        periods = work.session.scalars(select(UnitPeriod).where(UnitPeriod.division == code))
        outside = sorted({each.unit for each in periods if not division.covers(each)})
    if outside:
        field = "valid_until" if "valid_until" in fields else "valid_from"
        raise Invalid({field: [Message(STILL_HERE, units=", ".join(outside))]})
    _tell(work, who, division, "changed", before)
    return division


def add_unit(work: Work, who: Principal, fields: Fields, today: date) -> Unit:
    """Add a unit; `fields` as UnitInput gives them."""
    code = fields["code"]
    _check_may(who, code, fields["division"])
    start, until = _days(fields, today)
    _check_free(work, Unit, code)
    period = UnitPeriod(unit=code, start=start, until=until, division=fields["division"])
    _division(work, fields["division"]).check_covers(period, "valid_from")
    unit = Unit(
        code=code,
        code_key=code.casefold(),
        name=complete(fields["name"]),
        merged_into=None,
        version=1,
        periods=[period],
    )
    work.session.add(unit)
    work.session.flush()
    _tell(work, who, unit, "created", None)
    return unit


def change_unit(work: Work, who: Principal, code: str, fields: Fields, asked: int | None, *, today: date) -> Unit:
    """Rename a unit, and move, merge, close or open it again; `fields` as UnitChange gives them."""
    unit = queries.unit(work.session, code, lock=True)
    _check_may(who, code, unit.division_on(today))
    work.expect(unit.version, asked)
    before = unit.state()
    acts = [name for name in ACTS if name in fields]
    if len(acts) > 1:
        raise Invalid({name: [ONE_AT_A_TIME] for name in acts})
    for name in acts:
        ACTS[name](work, unit, fields[name], fields.get("from_", today))
    if "division" in fields:
        _check_may(who, code, fields["division"])
    unit.name = complete(fields.get("name", {}), unit.name)
    _tell(work, who, unit, _verb(fields), before)
    return unit


def check_known(work: Work, fields: Fields, home_unit: str | None = None) -> None:
    """Raise Invalid, naming the codes, where `units`, `divisions` or the home unit are not of this region."""
    found = {
        "units": (NO_SUCH_UNIT, queries.unknown_units(work.session, fields.get("units", []))),
        "divisions": (NO_SUCH_DIVISION, queries.unknown_divisions(work.session, fields.get("divisions", []))),
        "home_unit": (NO_SUCH_UNIT, queries.unknown_units(work.session, [home_unit] if home_unit else [])),
    }
    unknown = {name: [Message(text, code=code) for code in codes] for name, (text, codes) in found.items() if codes}
    if unknown:
        raise Invalid(unknown)


def _move(work: Work, unit: Unit, division: str, day: date) -> None:
    unit.move(_division(work, division), day)


def _merge(work: Work, unit: Unit, into: str, day: date) -> None:
    other = work.session.get(Unit, into)
    if other is None:
        raise Invalid({"merged_into": [Message(NO_SUCH_UNIT, code=into)]})
    unit.merge(other, day)


def _close(work: Work, unit: Unit, until: date | None, _: date) -> None:
    if until is None:
        unit.reopen(_division(work, unit.periods[-1].division))
    else:
        unit.close(until)


ACTS: dict[str, Callable[[Work, Unit, Any, date], None]] = {
    "division": _move,
    "merged_into": _merge,
    "valid_until": _close,
}


def _verb(fields: Fields) -> str:
    """What was done, for the record."""
    if "valid_until" in fields:
        return "closed" if fields["valid_until"] else "reopened"
    return "moved" if "division" in fields else "merged" if "merged_into" in fields else "renamed"


def _days(fields: Fields, today: date) -> tuple[date, date | None]:
    start, until = fields.get("valid_from") or today, fields.get("valid_until")
    if until and until <= start:
        raise Invalid({"valid_until": [ENDS_FIRST]})
    return start, until


def _check_may(who: Principal, unit: str | None, division: str | None) -> None:
    """Administrators may write everywhere, an integration client what it was made for."""
    covered = who.everywhere or unit in who.units or division in who.divisions
    if not (who.has(roles.ADMIN) or (who.has(roles.INTEGRATION) and covered)):
        raise NotAllowed(NOT_YOURS)


def _check_free(work: Work, kind: type[Division | Unit], code: str) -> None:
    taken = work.session.scalar(select(kind.code).where(kind.code_key == code.casefold()))
    if taken is not None:
        raise Invalid({"code": [TAKEN]})


def _division(work: Work, code: str) -> Division:
    # Locked, so that nobody ends the division between this look and the commit.
    found = work.session.get(Division, code, with_for_update=True)
    if found is None:
        raise Invalid({"division": [Message(NO_SUCH_DIVISION, code=code)]})
    return found


def _tell(work: Work, who: Principal, thing: Division | Unit, verb: str, before: dict[str, Any] | None) -> None:
    """Note and tell a change; one that changed nothing is none."""
    after = thing.state()
    if before == after:
        return
    if before is not None:
        thing.version += 1
    kind = "division" if isinstance(thing, Division) else "unit"
    record(work, who, Done(kind, thing.code, verb, before, after))
    happened = type_of(kind, "created" if before is None else "changed")
    work.session.flush()
    work.emit(happened, subject=thing.code, key=thing.code, version=thing.version, data=after)
