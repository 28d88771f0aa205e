"""How operations get hold of an observation: locked until the end of their work, with what it was taken for."""

from sqlalchemy import select

from schemas.messages import N_
from services.kernel.errors import NotFound
from services.kernel.work import Work
from services.observations.noting.model import Coding, Observation

MISSING = N_("There is no such observation. Check the address.")


def locked(work: Work, identifier: str) -> Observation:
    """The observation, locked: of two who write at once the second sees the first. Raises NotFound."""
    found = work.session.scalar(select(Observation).where(Observation.id == identifier).with_for_update())
    if found is None:
        raise NotFound(MISSING)
    return found


def codings_of(work: Work, identifier: str) -> list[Coding]:
    """What it was taken for, oldest first."""
    wanted = select(Coding).where(Coding.observation == identifier).order_by(Coding.number)
    return list(work.session.scalars(wanted))
