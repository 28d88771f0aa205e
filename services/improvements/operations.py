"""What can be done with improvements. Each verb loads, asks the model, writes state and event, and commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from schemas.messages import N_
from services.improvements import loading, model, search
from services.improvements.adoptions import merging
from services.improvements.adoptions import operations as adoptions
from services.improvements.model import Improvement, Step
from services.improvements.notices import operations as notices
from services.improvements.scope import named
from services.improvements.taps import operations as taps
from services.improvements.taps import queries as tapping
from services.kernel import people, places
from services.kernel.errors import Invalid
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work


def propose_improvement(
    work: Work, principal: Principal, directory: Directory, fields: dict[str, Any]
) -> tuple[Improvement, list[Step]]:
    """Record what a unit submits. `fields` are those of schemas.improvements.NewImprovement."""
    made = record_improvement(work, principal, directory, fields)
    work.commit(made)
    return made


def record_improvement(
    work: Work,
    principal: Principal,
    directory: Directory,
    fields: dict[str, Any],
    past: list[tuple[str, datetime]] | None = None,
) -> tuple[Improvement, list[Step]]:
    """Write a new improvement without committing; `past` are the states it went through elsewhere before."""
    places.refuse_unknown_units(work, directory, named(fields))
    places.refuse_out_of_scope(work, principal, directory, fields["unit"])
    past = past or [("proposed", work.now)]
    improvement = Improvement(
        id=str(uuid7()),
        version=1,
        state=past[-1][0],
        state_since=past[-1][1],
        created_at=past[0][1],
        updated_at=work.now,
        submitted_by=principal.id,
        merged_into=None,
        **(_blank() | fields),
    )
    steps = [
        Step(improvement=improvement.id, number=number, state=state, at=at, recorded_at=work.now, actor=principal.id)
        for number, (state, at) in enumerate(past, start=1)
    ]
    people.remember(work, principal)
    for each in (improvement, *steps):
        work.insert(*each.row())
    search.add(work, improvement)
    _emit(work, "proposed", improvement, steps, principal)
    return improvement, steps


def move_improvement(
    work: Work,
    principal: Principal,
    directory: Directory,
    identifier: str,
    asked: int | None,
    *,
    to: str,
    reason: str | None = None,
    into: str | None = None,
) -> tuple[Improvement, list[Step]]:
    """Take the next step in its life; `asked` is the version the caller has read.

    Raises NotFound, Stale, Conflict, NotAllowed or Invalid.
    """
    improvement = loading.locked(work, identifier, into)
    work.expect(improvement.version, asked)
    model.refuse_step(
        principal, improvement, places.division_today(work, directory, improvement.unit), to, reason, into
    )
    target = _target(work, str(into)) if to == "merged" else None
    steps = loading.steps_of(work, identifier)
    steps.append(improvement.enter(to, len(steps) + 1, work.now, principal, reason))
    improvement.merged_into = into if to == "merged" else None
    people.remember(work, principal)
    work.session.add(steps[-1])
    _emit(work, model.VERBS[to], improvement, steps, principal)
    if target:
        merging.move(work, principal, improvement, target)
        taps.move(work, principal, improvement, target)
    if to == "implemented":
        notices.give(work, "solved", improvement, tapping.units_of(work.session, identifier), by_unit=improvement.unit)
    work.commit((improvement, steps))
    return improvement, steps


def edit_improvement(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, fields: dict[str, Any]
) -> tuple[Improvement, list[Step]]:
    """Change what is written about it; the same once more changes nothing.

    Raises NotFound, Stale, Conflict, NotAllowed or Invalid.
    """
    improvement = loading.locked(work, identifier)
    work.expect(improvement.version, asked)
    model.refuse_edit(principal, improvement, places.division_today(work, directory, improvement.unit))
    places.refuse_unknown_units(
        work, directory, named(fields), kept={*improvement.relevant_units, *improvement.origins}
    )
    changed = {name: value for name, value in fields.items() if value != getattr(improvement, name)}
    steps = loading.steps_of(work, identifier)
    if changed:
        for name, value in changed.items():
            setattr(improvement, name, value)
        improvement.updated_at = work.now
        improvement.version += 1
        people.remember(work, principal)
        search.replace(work, improvement)
        _emit(work, "edited", improvement, steps, principal)
    work.commit((improvement, steps))
    return improvement, steps


def restate(work: Work) -> dict[str, set[str]]:
    """State everything anew, after a restore; the caller commits. Notices are not given twice."""
    seen: set[str] = set()
    for improvement in work.session.scalars(select(Improvement).order_by(Improvement.id)):
        steps = loading.steps_of(work, improvement.id)
        improvement.version += 1
        work.emit(
            type_of("improvement", "restated"),
            subject=improvement.id,
            key=improvement.id,
            version=improvement.version,
            data=model.public_state(improvement, steps, steps[-1].actor),
        )
        seen.add(improvement.id)
    return {
        "improvement": seen,
        "adoption": adoptions.restate(work),
        "same_problem": taps.restate(work),
        "notice": notices.kept(work),
    }


def _emit(work: Work, verb: str, improvement: Improvement, steps: list[Step], principal: Principal) -> None:
    work.emit(
        type_of("improvement", verb),
        subject=improvement.id,
        key=improvement.id,
        version=improvement.version,
        data=model.public_state(improvement, steps, principal.id),
    )


def _blank() -> dict[str, Any]:
    return {
        "waste": None,
        "value_stream": None,
        "relevant_units": [],
        "origins": [],
        "tags": [],
        "expected_benefit": [],
        "observations": [],
        "not_for": [],
        "same_problem": 0,
    }


def _target(work: Work, into: str) -> Improvement:
    target = work.session.get(Improvement, into)
    if target is None or target.state == "merged":
        raise Invalid({"into": [N_("There is no such improvement to merge into, or it was merged itself.")]})
    return target
