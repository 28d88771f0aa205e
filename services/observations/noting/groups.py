"""Observations that no improvement came of, put together: the same waste in the same unit, wherever in the work.

Minutes are added where that means something: a week's where both the minutes lost and the times a week were told, and
apart from them the minutes of what was told once.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.observations.noting.model import Observation
from services.observations.noting.queries import Filter


class Kind(NamedTuple):
    """What the observations of a group have in common."""

    unit: str
    waste: str


class Place(NamedTuple):
    """Where in the work they were seen: a value stream by id or name, and a step; None where that was not told."""

    value_stream: str | None
    step: str | None


@dataclass(frozen=True)
class Group:
    """The observations of one kind: how many in which place, when, and what they cost as far as that was told."""

    kind: Kind
    places: dict[Place, int]
    first: datetime
    last: datetime
    minutes_a_week: float
    minutes_once: float

    @property
    def number(self) -> int:
        """How many there are."""
        return sum(self.places.values())


WEEKLY = Observation.minutes_lost * Observation.times_per_week
ONCE = case((Observation.times_per_week.is_(None), Observation.minutes_lost))


def groups(session: Session, wanted: Filter) -> list[Group]:
    """Every group among those asked for that no improvement came of, in no order."""
    of = Observation
    rows = session.execute(
        select(
            of.unit,
            of.waste,
            of.value_stream,
            of.step,
            func.count(),
            func.min(of.seen_at),
            func.max(of.seen_at),
            func.coalesce(func.sum(WEEKLY), 0.0),
            func.coalesce(func.sum(ONCE), 0.0),
        )
        .where(*wanted.unimproved().conditions())
        .group_by(of.unit, of.waste, of.value_stream, of.step)
    )
    found: dict[Kind, Group] = {}
    for unit, waste, stream, step, number, first, last, a_week, once in rows:
        piece = Group(Kind(unit, waste), {Place(stream, step): number}, first, last, a_week, once)
        known = found.get(piece.kind)
        found[piece.kind] = _joined(known, piece) if known else piece
    return list(found.values())


def _joined(one: Group, other: Group) -> Group:
    """Two pieces of one kind, seen in different places."""
    return Group(
        one.kind,
        one.places | other.places,
        min(one.first, other.first),
        max(one.last, other.last),
        one.minutes_a_week + other.minutes_a_week,
        one.minutes_once + other.minutes_once,
    )


def members(session: Session, wanted: Filter, kind: Kind, most: int) -> list[Observation]:
    """The observations of one group, last seen first."""
    same = (Observation.unit == kind.unit, Observation.waste == kind.waste)
    found = select(Observation).where(*wanted.unimproved().conditions(), *same)
    return list(session.scalars(found.order_by(Observation.seen_at.desc(), Observation.id.desc()).limit(most)))
