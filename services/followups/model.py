"""What all tables of the followups service share, and whose a goal or an indicator is."""

from datetime import timedelta
from typing import Literal, Protocol

from sqlalchemy.orm import DeclarativeBase

from schemas import roles
from services.kernel.identity import Principal
from services.kernel.mapped import AsRow

# A follow-up or a value is in time when it is written within two weeks after its period has ended.
GRACE = timedelta(days=14)
Level = Literal["unit", "division", "region"]


class Base(AsRow, DeclarativeBase):
    """The followups service's own tables."""


class Placed(Protocol):
    """What belongs to a unit, a division (by code), or neither: then to the region."""

    unit: str | None
    division: str | None


def level_of(unit: str | None, division: str | None) -> Level:
    """Of which part of the region something is."""
    return "unit" if unit else "division" if division else "region"


def decides(principal: Principal, unit: str | None, division: str | None) -> bool:
    """Whether this principal sets goals and indicators there. `division` of a unit is its division today.

    In a unit its lead, its division's leader, a coach and the administrator; in a division its leader; in the region
    a leader without a division. API clients that integrate do for what they were given.
    """
    if principal.has(roles.ADMIN):
        return True
    of_region = principal.has(roles.DIVISION_LEADER) and not principal.divisions
    if unit is None and division is None:
        return of_region or (principal.has(roles.INTEGRATION) and principal.everywhere)
    if unit is None:
        given = principal.everywhere or division in principal.divisions
        return of_region or (principal.has(roles.DIVISION_LEADER, roles.INTEGRATION) and given)
    if principal.has(roles.COACH) and principal.kind == "person":
        return True
    within = principal.covers(unit, division)
    return of_region or (
        within and principal.has(roles.UNIT_LEAD, roles.DIVISION_LEADER, roles.INTEGRATION, roles.COACH)
    )
