"""What can be done with walks. Each verb loads, asks the model, writes state and event, and commits."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from schemas.messages import N_
from services.kernel import people, places
from services.kernel.errors import Invalid, NotAllowed, NotFound
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work
from services.observations.walks import model
from services.observations.walks.model import Walk

MISSING = N_("There is no such walk. Check the address.")
NOT_YOURS = N_("Only who planned it, the lead of one of its units or a coach can change it.")
EARLIEST = date(1990, 1, 1)
PLANNED_AHEAD = timedelta(days=2 * 365)


def plan_walk(work: Work, principal: Principal, directory: Directory, fields: dict[str, Any]) -> Walk:
    """Record a walk, to come or past. `fields` are those of schemas.observations.NewWalk.

    Raises Invalid or NotAllowed.
    """
    walk = record_walk(work, principal, directory, fields)
    work.commit(walk)
    return walk


def record_walk(work: Work, principal: Principal, directory: Directory, fields: dict[str, Any]) -> Walk:
    """Write a new walk without committing."""
    _refuse_year(work, fields)
    places.refuse_unknown_units(work, directory, {"units": fields["units"]})
    for unit in fields["units"]:
        places.refuse_out_of_scope(work, principal, directory, unit)
    moments = {"created_at": work.now, "updated_at": work.now}
    walk = Walk(id=str(uuid7()), version=1, planned_by=principal.id, **moments, **fields)
    people.remember(work, principal)
    work.insert(*walk.row())
    _emit(work, "planned", walk, principal.id)
    return walk


def edit_walk(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, fields: dict[str, Any]
) -> Walk:
    """Change what is written about it; the same once more changes nothing.

    Raises NotFound, Stale, NotAllowed or Invalid.
    """
    walk = work.session.scalar(select(Walk).where(Walk.id == identifier).with_for_update())
    if walk is None:
        raise NotFound(MISSING)
    work.expect(walk.version, asked)
    divisions = [places.division_today(work, directory, unit) for unit in walk.units]
    if not model.may_change(principal, walk, divisions):
        raise NotAllowed(NOT_YOURS)
    _refuse_year(work, fields)
    places.refuse_unknown_units(work, directory, {"units": fields.get("units", ())}, kept=walk.units)
    changed = {name: value for name, value in fields.items() if value != getattr(walk, name)}
    if changed:
        for name, value in changed.items():
            setattr(walk, name, value)
        walk.updated_at = work.now
        walk.version += 1
        people.remember(work, principal)
        _emit(work, "edited", walk, principal.id)
    work.commit(walk)
    return walk


def restate(work: Work) -> set[str]:
    """State every walk anew, after a restore; the caller commits."""
    seen: set[str] = set()
    for walk in work.session.scalars(select(Walk).order_by(Walk.id)):
        walk.version += 1
        _emit(work, "restated", walk, walk.planned_by)
        seen.add(walk.id)
    return seen


def _emit(work: Work, verb: str, walk: Walk, actor: str) -> None:
    work.emit(
        type_of("walk", verb),
        subject=walk.id,
        key=walk.id,
        version=walk.version,
        data=model.public_state(walk, actor),
    )


def _refuse_year(work: Work, fields: dict[str, Any]) -> None:
    day = fields.get("date")
    if day and not EARLIEST <= day <= work.now.date() + PLANNED_AHEAD:
        raise Invalid({"date": [N_("This is too far from today. Check the year.")]})
