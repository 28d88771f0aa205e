"""Reads divisions and units: one, a list as of a day, the whole region as a tree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from schemas.messages import N_
from services.kernel.errors import NotFound
from services.organisation.region.model import Division, Unit, UnitPeriod

NO_UNIT = N_("There is no unit with this code.")
NO_DIVISION = N_("There is no division with this code.")


@dataclass(frozen=True)
class Branch:
    """A division with its units of a day."""

    division: Division
    units: tuple[Unit, ...]


def unit(session: Session, code: str, *, lock: bool = False) -> Unit:
    """One unit; raises NotFound. `lock` keeps others from changing it until the transaction ends."""
    found = session.get(Unit, code, with_for_update=lock or None)
    if found is None:
        raise NotFound(NO_UNIT)
    return found


def division(session: Session, code: str, *, lock: bool = False) -> Division:
    """One division; raises NotFound. `lock` as for `unit`."""
    found = session.get(Division, code, with_for_update=lock or None)
    if found is None:
        raise NotFound(NO_DIVISION)
    return found


def units_on(session: Session, day: date, after: str = "", limit: int | None = None) -> Sequence[Unit]:
    """The units that exist that day, by code; those after a code, at most so many."""
    there = select(UnitPeriod.unit).where(
        UnitPeriod.start <= day, or_(UnitPeriod.until.is_(None), UnitPeriod.until > day)
    )
    chosen = select(Unit).where(Unit.code.in_(there), Unit.code > after).order_by(Unit.code)
    return session.scalars(chosen.limit(limit)).all()


def divisions_on(session: Session, day: date, after: str = "", limit: int | None = None) -> Sequence[Division]:
    """The divisions that exist that day, by code; those after a code, at most so many."""
    there = and_(Division.valid_from <= day, or_(Division.valid_until.is_(None), Division.valid_until > day))
    chosen = select(Division).where(there, Division.code > after).order_by(Division.code)
    return session.scalars(chosen.limit(limit)).all()


def tree(session: Session, day: date) -> list[Branch]:
    """Every division of a day with its units of that day."""
    inside: defaultdict[str | None, list[Unit]] = defaultdict(list)
    for each in units_on(session, day):
        inside[each.division_on(day)].append(each)
    return [Branch(each, tuple(inside[each.code])) for each in divisions_on(session, day)]


def merged_into(session: Session, code: str) -> Sequence[Unit]:
    """The units that another one went on for."""
    return session.scalars(select(Unit).where(Unit.merged_into == code).order_by(Unit.code)).all()


def unknown_units(session: Session, codes: Sequence[str]) -> list[str]:
    """Those of the codes that no unit has, in their order."""
    known = set(session.scalars(select(Unit.code).where(Unit.code.in_(codes))))
    return [code for code in codes if code not in known]


def unknown_divisions(session: Session, codes: Sequence[str]) -> list[str]:
    """Those of the codes that no division has, in their order."""
    known = set(session.scalars(select(Division.code).where(Division.code.in_(codes))))
    return [code for code in codes if code not in known]
