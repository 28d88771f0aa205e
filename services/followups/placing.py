"""Where a goal or an indicator may be placed, and by whom: in a unit, in a division, or in the region as a whole."""

from schemas.messages import N_
from services.followups import model
from services.followups.model import Placed
from services.kernel import places
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

NOT_YOURS = N_("Only who leads this part of the region, or a coach in a unit, decides this.")
BOTH = N_("Give a unit or a division, not both. Without both it is the region's.")
UNKNOWN_DIVISION = N_("There is no such division today. Choose one from the list of divisions.")


def division_of(work: Work, directory: Directory, unit: str | None, division: str | None) -> str | None:
    """The division it lies in today: its own, or the unit's; None for the region."""
    return places.division_today(work, directory, unit) if unit else division


def refuse_elsewhere(
    work: Work, principal: Principal, directory: Directory, unit: str | None, division: str | None
) -> None:
    """Raise Invalid for a place that is none today, NotAllowed for one where this principal does not decide."""
    if unit and division:
        raise Invalid({"division": [BOTH]})
    if unit:
        places.refuse_unknown_units(work, directory, {"unit": [unit]})
    known = directory.divisions.get(division) if division else None
    if division and not (known and known.holds(work.now.date())):
        raise Invalid({"division": [UNKNOWN_DIVISION]})
    refuse_others(work, principal, directory, unit, division)


def refuse_others(
    work: Work, principal: Principal, directory: Directory, unit: str | None, division: str | None
) -> None:
    """Raise NotAllowed where this principal does not decide."""
    if not decides(work, principal, directory, unit, division):
        raise NotAllowed(NOT_YOURS)


def decides(work: Work, principal: Principal, directory: Directory, unit: str | None, division: str | None) -> bool:
    """Whether somebody decides in a unit, in a division, or without both in the region."""
    return model.decides(principal, unit, division_of(work, directory, unit, division))


def holds(work: Work, directory: Directory, larger: Placed, unit: str | None, division: str | None) -> bool:
    """Whether `larger` is of a larger part of the region than this place, and this place lies in it."""
    if larger.unit:
        return False
    if larger.division:
        return unit is not None and places.division_today(work, directory, unit) == larger.division
    return unit is not None or division is not None
