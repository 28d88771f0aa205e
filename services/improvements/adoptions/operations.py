"""What can be done with adoptions. The improvement is locked meanwhile, so that they follow each other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from schemas.events.spread import ADOPTION_VERBS
from schemas.vocabulary import ADOPTED
from services.improvements import loading, scope
from services.improvements.adoptions import model, queries
from services.improvements.adoptions.model import Adoption
from services.improvements.model import Improvement, refuse_merged
from services.improvements.notices import operations as notices
from services.kernel import people, places
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

Past = list[tuple[str, datetime]]


def take_over(
    work: Work, principal: Principal, directory: Directory, identifier: str, fields: dict[str, Any]
) -> tuple[Adoption, bool]:
    """Bring a unit into a stage, or tell more of the one it is in; answers the adoption and whether it is new.

    `fields` are those of schemas.spread.TakingOver. The same once more changes nothing.
    Raises NotFound, Conflict, NotAllowed or Invalid.
    """
    improvement = loading.locked(work, identifier)
    refuse_merged(improvement)
    others = queries.of(work.session, identifier)
    made = record_adoption(work, principal, directory, improvement, others, fields)
    work.commit(made)
    return made


def record_adoption(
    work: Work,
    principal: Principal,
    directory: Directory,
    improvement: Improvement,
    others: Sequence[Adoption],
    fields: dict[str, Any],
    past: Past | None = None,
) -> tuple[Adoption, bool]:
    """Write an adoption without committing; `others` are all of the improvement so far.

    `past` are the stages a new one went through before, ending with the one in `fields`; then nobody is told.
    """
    unit, stage = fields["unit"], fields["stage"]
    present = next((each for each in others if each.unit == unit), None)
    scope.refuse_not_another(work, principal, directory, improvement, unit, known=present is not None)
    model.refuse_stage(principal, unit, places.division_today(work, directory, unit), stage, present)
    told = model.as_told(fields, present)
    source = told["learned_from"]
    if source is not None and not (present and present.learned_from == source):
        model.refuse_source(improvement, others, unit, source)
    if present:
        _move_on(work, principal, improvement, present, stage, told)
        return present, False
    adoption = Adoption(id=str(uuid7()), version=1, improvement=improvement.id, unit=unit, **told)
    for entered, at in past or [(stage, work.now)]:
        adoption.enter(entered, at, principal.id)
    people.remember(work, principal)
    work.insert(*adoption.row())
    emit(work, ADOPTION_VERBS[stage], adoption, principal.id)
    if stage in ADOPTED and not past:
        _credit(work, improvement, unit)
    return adoption, True


def restate(work: Work) -> set[str]:
    """State every adoption anew, after a restore; the caller commits."""
    seen: set[str] = set()
    for adoption in work.session.scalars(select(Adoption).order_by(Adoption.id)):
        adoption.version += 1
        emit(work, "restated", adoption, adoption.periods[-1]["actor"])
        seen.add(adoption.id)
    return seen


def emit(work: Work, verb: str, adoption: Adoption, actor: str) -> None:
    """Tell of an adoption; it belongs to its improvement."""
    work.emit(
        type_of("adoption", verb),
        subject=adoption.id,
        key=adoption.improvement,
        version=adoption.version,
        data=adoption.public_state(actor),
    )


def _move_on(
    work: Work, principal: Principal, improvement: Improvement, adoption: Adoption, stage: str, told: dict[str, Any]
) -> None:
    """Change what is there, if anything changes."""
    moves = stage != adoption.stage
    if not moves and all(getattr(adoption, name) == value for name, value in told.items()):
        return
    first_time = stage in ADOPTED and not adoption.ever_adopted
    if moves:
        adoption.enter(stage, work.now, principal.id)
    for name, value in told.items():
        setattr(adoption, name, value)
    adoption.version += 1
    people.remember(work, principal)
    emit(work, ADOPTION_VERBS[stage] if moves else "edited", adoption, principal.id)
    if first_time:
        _credit(work, improvement, adoption.unit)


def _credit(work: Work, improvement: Improvement, adopter: str) -> None:
    """Tell where it comes from that somebody uses it."""
    notices.give(work, "taken_over", improvement, improvement.home, by_unit=adopter)
