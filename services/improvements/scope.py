"""The units that an improvement names, and which of them may have to do with it."""

from typing import Any

from schemas.messages import N_
from services.improvements.model import Improvement
from services.kernel import places
from services.kernel.errors import Invalid
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work


def named(fields: dict[str, Any]) -> dict[str, list[str]]:
    """The codes of units in the fields of an improvement, by field."""
    own = {"unit": [fields["unit"]]} if "unit" in fields else {}
    return own | {name: fields[name] for name in ("relevant_units", "origins") if fields.get(name)}


def refuse_not_another(
    work: Work, principal: Principal, directory: Directory, improvement: Improvement, unit: str, *, known: bool = False
) -> None:
    """Raise what keeps a unit from having to do with an improvement of others; `known` when it has to already."""
    places.refuse_unknown_units(work, directory, {"unit": [unit]}, kept=[unit] if known else ())
    places.refuse_out_of_scope(work, principal, directory, unit)
    if unit in improvement.home:
        raise Invalid({"unit": [N_("The improvement comes from this unit. Choose a unit it can spread to.")]})
