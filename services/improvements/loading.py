"""How operations get hold of an improvement: locked until the end of their work, with its steps."""

from sqlalchemy import select

from schemas.messages import N_
from services.improvements.model import Improvement, Step
from services.kernel.errors import NotFound
from services.kernel.work import Work


def locked(work: Work, identifier: str, other: str | None = None) -> Improvement:
    """The improvement, locked until the end of the work: of two who write at once the second sees the first.

    So is the other it goes into, in one order for all: two cannot go into each other. Raises NotFound.
    """
    both = select(Improvement).where(Improvement.id.in_({identifier, other or identifier}))
    rows = {each.id: each for each in work.session.scalars(both.order_by(Improvement.id).with_for_update())}
    found = rows.get(identifier)
    if found is None:
        raise NotFound(N_("There is no such improvement. Check the address."))
    return found


def steps_of(work: Work, identifier: str) -> list[Step]:
    """Its steps, oldest first."""
    return list(work.session.scalars(select(Step).where(Step.improvement == identifier).order_by(Step.number)))
