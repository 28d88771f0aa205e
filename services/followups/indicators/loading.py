"""How operations get hold of an indicator: locked until the end of their work, for who decides there."""

from collections.abc import Collection

from sqlalchemy import select

from schemas.messages import N_
from services.followups import placing
from services.followups.indicators.model import Indicator, PhaseStart
from services.kernel.errors import NotFound
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

MISSING = N_("There is no such indicator. Check the address.")


def locked(work: Work, identifier: str) -> Indicator:
    """The indicator, locked: of two who write at once the second sees the first. Raises NotFound."""
    found = several(work, [identifier])
    if not found:
        raise NotFound(MISSING)
    return found[0]


def several(work: Work, identifiers: Collection[str]) -> list[Indicator]:
    """Those of them that are there, locked in one order for all."""
    wanted = select(Indicator).where(Indicator.id.in_(identifiers)).order_by(Indicator.id)
    return list(work.session.scalars(wanted.with_for_update()))


def changeable(work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None) -> Indicator:
    """The indicator, locked, for who decides there and has read it as it is. Raises NotFound, Stale, NotAllowed."""
    found = locked(work, identifier)
    work.expect(found.version, asked)
    placing.refuse_others(work, principal, directory, found.unit, found.division)
    return found


def phases_of(work: Work, identifier: str) -> list[PhaseStart]:
    """Where new limits begin, oldest first."""
    wanted = select(PhaseStart).where(PhaseStart.indicator == identifier).order_by(PhaseStart.start)
    return list(work.session.scalars(wanted))
