"""Saying that an improvement is not for a unit, and taking that back; both change the improvement's public state."""

from schemas.events import type_of
from services.improvements import loading, model
from services.improvements.model import Improvement, Step
from services.improvements.relevance.model import Correction, refuse_irrelevant
from services.kernel import people, places
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work


def not_for_us(
    work: Work, principal: Principal, directory: Directory, identifier: str, unit: str, reason: str
) -> tuple[Improvement, list[Step]]:
    """A relevant unit says why it is not; said again, the newest reason stands.

    Raises NotFound, Conflict, Invalid or NotAllowed.
    """
    improvement = _opened(work, principal, directory, identifier, unit)
    refuse_irrelevant(improvement, unit)
    work.session.merge(Correction(improvement=identifier, unit=unit, reason=reason, at=work.now, actor=principal.id))
    people.remember(work, principal)
    return _corrected(work, principal, improvement, {*improvement.not_for, unit})


def take_back(
    work: Work, principal: Principal, directory: Directory, identifier: str, unit: str
) -> tuple[Improvement, list[Step]]:
    """The improvement could be for the unit after all. Raises NotFound, Conflict or NotAllowed."""
    improvement = _opened(work, principal, directory, identifier, unit)
    correction = work.session.get(Correction, (identifier, unit))
    if correction:
        work.session.delete(correction)
        people.remember(work, principal)
    return _corrected(work, principal, improvement, {*improvement.not_for} - {unit})


def _opened(work: Work, principal: Principal, directory: Directory, identifier: str, unit: str) -> Improvement:
    improvement = loading.locked(work, identifier)
    model.refuse_merged(improvement)
    places.refuse_out_of_scope(work, principal, directory, unit)
    return improvement


def _corrected(
    work: Work, principal: Principal, improvement: Improvement, not_for: set[str]
) -> tuple[Improvement, list[Step]]:
    steps = loading.steps_of(work, improvement.id)
    if not_for != set(improvement.not_for):
        improvement.not_for = sorted(not_for)
        improvement.updated_at = work.now
        improvement.version += 1
        work.emit(
            type_of("improvement", "relevance_corrected"),
            subject=improvement.id,
            key=improvement.id,
            version=improvement.version,
            data=model.public_state(improvement, steps, principal.id),
        )
    work.commit((improvement, steps))
    return improvement, steps
