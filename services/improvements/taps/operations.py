"""What can be done with taps. The improvement is locked meanwhile and keeps how many there are."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from schemas.vocabulary import ADOPTED
from services.improvements import loading, model, scope
from services.improvements.model import Improvement
from services.improvements.notices import operations as notices
from services.improvements.taps import queries
from services.improvements.taps.model import Tap
from services.kernel import people, places
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work


def tell(work: Work, principal: Principal, directory: Directory, identifier: str, unit: str) -> list[str]:
    """A unit has the same problem; once more changes nothing. Answers the codes of all units that have it, sorted.

    Raises NotFound, Conflict, Invalid or NotAllowed.
    """
    improvement = loading.locked(work, identifier)
    model.refuse_merged(improvement)
    scope.refuse_not_another(work, principal, directory, improvement, unit)
    units = queries.units_of(work.session, identifier)
    if unit not in units:
        record_tap(work, principal, improvement, unit, work.now, _tap(work, identifier, unit))
        units = sorted([*units, unit])
    work.commit(units)
    return units


def take_back(work: Work, principal: Principal, directory: Directory, identifier: str, unit: str) -> list[str]:
    """A unit no longer has the problem, or never had; answers the codes of those that have it.

    Raises NotFound, Conflict or NotAllowed.
    """
    improvement = loading.locked(work, identifier)
    model.refuse_merged(improvement)
    places.refuse_out_of_scope(work, principal, directory, unit)
    tap = _tap(work, identifier, unit)
    units = queries.units_of(work.session, identifier)
    if tap and tap.holds:
        _end(work, principal, improvement, tap)
        units.remove(unit)
    work.commit(units)
    return units


def record_tap(
    work: Work, principal: Principal, improvement: Improvement, unit: str, since: datetime, before: Tap | None = None
) -> None:
    """Write a tap without committing; `before` is the same unit's that was taken back."""
    tap = before or Tap(id=str(uuid7()), version=0, improvement=improvement.id, unit=unit)
    tap.since, tap.actor, tap.taken_back_at = since, principal.id, None
    tap.version += 1
    improvement.same_problem += 1
    people.remember(work, principal)
    if before is None:
        work.insert(*tap.row())
    _emit(work, "told", tap)


def move(work: Work, principal: Principal, merged: Improvement, target: Improvement) -> None:
    """Bring the taps of a merged improvement to the one it went into, without committing."""
    there = _taps(work, target.id)
    brought = []
    for unit, tap in _taps(work, merged.id).items():
        if not tap.holds:
            continue
        _end(work, principal, merged, tap)
        if unit not in target.home and not (unit in there and there[unit].holds):
            record_tap(work, principal, target, unit, tap.since, there.get(unit))
            brought.append(unit)
    if target.state in ADOPTED:
        # What they were waiting for is there already.
        notices.give(work, "solved", target, brought, by_unit=target.unit)


def restate(work: Work) -> set[str]:
    """State every tap anew, after a restore; the caller commits."""
    seen: set[str] = set()
    for tap in work.session.scalars(select(Tap).order_by(Tap.id)):
        tap.version += 1
        _emit(work, "restated", tap)
        seen.add(tap.id)
    return seen


def _end(work: Work, principal: Principal, improvement: Improvement, tap: Tap) -> None:
    tap.taken_back_at, tap.actor = work.now, principal.id
    tap.version += 1
    improvement.same_problem -= 1
    people.remember(work, principal)
    _emit(work, "taken_back", tap)


def _tap(work: Work, identifier: str, unit: str) -> Tap | None:
    return work.session.scalar(select(Tap).where(Tap.improvement == identifier, Tap.unit == unit))


def _taps(work: Work, identifier: str) -> Mapping[str, Tap]:
    rows = work.session.scalars(select(Tap).where(Tap.improvement == identifier).order_by(Tap.id))
    return {tap.unit: tap for tap in rows}


def _emit(work: Work, verb: str, tap: Tap) -> None:
    work.emit(
        type_of("same_problem", verb),
        subject=tap.id,
        key=tap.improvement,
        version=tap.version,
        data=tap.public_state(),
    )
