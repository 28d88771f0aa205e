"""Which units an improvement may name, and for which a client may write."""

from typing import Any

from schemas.messages import N_
from services.improvements.model import Improvement
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

UNKNOWN_UNIT = N_("There is no such unit today. Choose one from the list of units.")


def division_today(work: Work, directory: Directory, unit: str) -> str | None:
    """The division of a unit; None for one that does not exist today."""
    return directory.division_on(unit, work.now.date())


def refuse_unknown_units(
    work: Work, directory: Directory, fields: dict[str, Any], kept: set[str] | None = None
) -> None:
    """Raise Invalid for units that do not exist today; one that was there before may stay."""
    errors = {}
    for name in ("unit", "relevant_units", "origins"):
        codes = fields.get(name) or []
        codes = [codes] if isinstance(codes, str) else codes
        unknown = [code for code in codes if code not in (kept or ()) and division_today(work, directory, code) is None]
        if unknown:
            errors[name] = [UNKNOWN_UNIT]
    if errors:
        raise Invalid(errors)


def refuse_out_of_scope(principal: Principal, unit: str, division: str | None) -> None:
    """Raise NotAllowed for an API client outside its units; people submit in any unit."""
    if principal.kind == "client" and not principal.covers(unit, division):
        raise NotAllowed(N_("This API client was not made for that unit."))


def refuse_not_another(
    work: Work, principal: Principal, directory: Directory, improvement: Improvement, unit: str, *, known: bool = False
) -> None:
    """Raise what keeps a unit from having to do with an improvement of others; `known` when it has to already."""
    refuse_unknown_units(work, directory, {"unit": unit}, kept={unit} if known else None)
    refuse_out_of_scope(principal, unit, division_today(work, directory, unit))
    if unit in improvement.home:
        raise Invalid({"unit": [N_("The improvement comes from this unit. Choose a unit it can spread to.")]})
