"""What becomes of adoptions when their improvement goes into another: each ends here and begins there anew."""

from uuid_utils import uuid7

from schemas.events.spread import ADOPTION_VERBS
from services.improvements.adoptions import queries
from services.improvements.adoptions.model import FURTHER, Adoption, closes_circle
from services.improvements.adoptions.operations import emit
from services.improvements.model import Improvement
from services.kernel import people
from services.kernel.identity import Principal
from services.kernel.work import Work

WHAT_MOVES = ("stage", "since", "periods", "learned_from", "adapted", "reason", "effect", "asked_since")


def move(work: Work, principal: Principal, merged: Improvement, target: Improvement) -> None:
    """Bring the adoptions of a merged improvement to the one it went into, without committing.

    Of two adoptions of one unit the further stands; where the unit is the other's own, its adoption just ends.
    """
    there = {each.unit: each for each in queries.of(work.session, target.id)}
    leaving = queries.of(work.session, merged.id)
    for adoption in leaving:
        if adoption.unit not in target.home:
            there[adoption.unit] = _brought(work, principal, adoption, target, there)
        adoption.moved_to = target.id if adoption.unit in target.home else there[adoption.unit].id
        adoption.version += 1
        emit(work, "moved", adoption, principal.id)
    if leaving:
        people.remember(work, principal)


def _brought(
    work: Work, principal: Principal, adoption: Adoption, target: Improvement, there: dict[str, Adoption]
) -> Adoption:
    """The adoption as it stands at the target."""
    present = there.get(adoption.unit)
    if present and FURTHER.index(present.stage) >= FURTHER.index(adoption.stage):
        return present
    arrived = present or Adoption(id=str(uuid7()), version=0, improvement=target.id, unit=adoption.unit)
    for name in WHAT_MOVES:
        setattr(arrived, name, getattr(adoption, name))
    if arrived.learned_from and closes_circle(list(there.values()), arrived.unit, arrived.learned_from):
        # Each learned it from the other, here and there: whoever comes second has not told.
        arrived.learned_from = None
    arrived.version += 1
    if present is None:
        work.insert(*arrived.row())
    emit(work, ADOPTION_VERBS[arrived.stage], arrived, principal.id)
    return arrived
