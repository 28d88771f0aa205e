"""Which units a thing may name when it is written, and for which of them a client may write: the same everywhere."""

from collections.abc import Collection, Mapping

from schemas.messages import N_
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

UNKNOWN_UNIT = N_("There is no such unit today. Choose one from the list of units.")


def division_today(work: Work, directory: Directory, unit: str) -> str | None:
    """The division of a unit; None for one that does not exist today."""
    return directory.division_on(unit, work.now.date())


def refuse_unknown_units(
    work: Work, directory: Directory, named: Mapping[str, Collection[str]], kept: Collection[str] = ()
) -> None:
    """Raise Invalid for fields that name units which do not exist today; one that was there before may stay."""

    def unknown(code: str) -> bool:
        return code not in kept and division_today(work, directory, code) is None

    if errors := {field: [UNKNOWN_UNIT] for field, codes in named.items() if any(map(unknown, codes))}:
        raise Invalid(errors)


def refuse_out_of_scope(work: Work, principal: Principal, directory: Directory, unit: str) -> None:
    """Raise NotAllowed for an API client outside its units; people write in any unit."""
    if principal.kind == "client" and not principal.covers(unit, division_today(work, directory, unit)):
        raise NotAllowed(N_("This API client was not made for that unit."))
