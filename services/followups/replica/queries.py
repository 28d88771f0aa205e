"""Reads of improvements as their events have them."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from schemas.vocabulary import ADOPTED, RUNNING
from services.followups.replica.model import Adoption, Improvement
from services.kernel.improvements import WITHDRAWN


class Implemented(NamedTuple):
    """An improvement of `unit` and when it was implemented: in the unit that took it over, else there."""

    id: str
    title: str
    unit: str
    at: datetime
    taken_over: bool


def implemented(session: Session, unit: str | None, improvement_ids: Collection[str] = ()) -> list[Implemented]:
    """What a unit has implemented, its own and what it took over, and those named, wherever that was; oldest first."""
    here = select(Improvement.id, Improvement.title, Improvement.unit, Improvement.implemented_at).where(
        or_(Improvement.unit == unit, Improvement.id.in_(improvement_ids)), Improvement.implemented_at.is_not(None)
    )
    taken_over = (
        select(Improvement.id, Improvement.title, Improvement.unit, Adoption.implemented_at)
        .join(Adoption, Adoption.improvement == Improvement.id)
        .where(Adoption.unit == unit, Adoption.implemented_at.is_not(None))
    )

    # Where it was taken over, that is what counts here.
    wanted = [(here, False), (taken_over, True)] if unit is not None else [(here, False)]
    found = {
        row.id: Implemented(row.id, row.title, row.unit, row.implemented_at, adopted)
        for rows, adopted in wanted
        for row in session.execute(rows)
    }
    return sorted(found.values(), key=lambda each: (each.at, each.id))


def known(session: Session, identifiers: Collection[str]) -> dict[str, Improvement]:
    """Those of some improvements that were heard of, by id; withdrawn ones are left out."""
    wanted = select(Improvement).where(Improvement.id.in_(set(identifiers)), Improvement.state != WITHDRAWN)
    return {each.id: each for each in session.scalars(wanted)}


def alive(session: Session, units: Collection[str], most: int) -> list[Improvement]:
    """The running and the solved improvements of some units, newest first: their ids sort by time."""
    wanted = select(Improvement).where(Improvement.unit.in_(set(units)), Improvement.state.in_((*RUNNING, *ADOPTED)))
    return list(session.scalars(wanted.order_by(Improvement.id.desc()).limit(most)))
