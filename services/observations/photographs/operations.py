"""What can be done with the photograph of an observation. Nothing of it is in events, and no version changes by it."""

from sqlalchemy import delete

from schemas.messages import N_
from services.kernel import places
from services.kernel.errors import NotAllowed
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work
from services.observations.noting import loading, model
from services.observations.photographs.images import Picture
from services.observations.photographs.model import Photograph


def keep(work: Work, principal: Principal, observation: str, picture: Picture) -> None:
    """Write the photograph of an observation in place of the one it had, without committing."""
    _forget(work, observation)
    photograph = Photograph(
        observation=observation,
        jpeg=picture.jpeg,
        width=picture.width,
        height=picture.height,
        taken_by=principal.id,
        kept_at=work.now,
    )
    work.insert(*photograph.row())


def attach(work: Work, principal: Principal, directory: Directory, identifier: str, picture: Picture) -> str:
    """Give an observation its photograph, or another one; answers its id. Raises NotFound or NotAllowed."""
    _refuse_others(work, principal, directory, identifier)
    keep(work, principal, identifier, picture)
    work.commit(identifier)
    return identifier


def remove(work: Work, principal: Principal, directory: Directory, identifier: str) -> str:
    """Take the photograph away; one that has none stays as it is. Raises NotFound or NotAllowed."""
    _refuse_others(work, principal, directory, identifier)
    _forget(work, identifier)
    work.commit(identifier)
    return identifier


def _forget(work: Work, observation: str) -> None:
    work.session.execute(delete(Photograph).where(Photograph.observation == observation))


def _refuse_others(work: Work, principal: Principal, directory: Directory, identifier: str) -> None:
    """Hold the observation until the work ends; who may change it may change what is seen of it."""
    observation = loading.locked(work, identifier)
    if not model.may_change(principal, observation, places.division_today(work, directory, observation.unit)):
        raise NotAllowed(N_("Only who noted it, the unit's lead or a coach can change its photograph."))
