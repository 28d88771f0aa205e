"""Observations that no improvement came of, put together: the same waste in the same unit, step by step.

Minutes are added where that means something: a week's where both the minutes lost and the times a week were told, and
apart from them the minutes of what was told once.
"""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from services.observations.noting.model import Observation
from services.observations.noting.queries import Filter


class Kind(NamedTuple):
    """What the observations of a group have in common."""

    unit: str
    waste: str
    value_stream: str | None
    step: str | None


@dataclass(frozen=True)
class Group:
    """Some observations of one kind, with what they cost as far as that was told."""

    kind: Kind
    number: int
    minutes_a_week: float
    minutes_once: float


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
            func.coalesce(func.sum(WEEKLY), 0.0),
            func.coalesce(func.sum(ONCE), 0.0),
        )
        .where(*wanted.unimproved().conditions())
        .group_by(of.unit, of.waste, of.value_stream, of.step)
    )
    return [
        Group(Kind(unit, waste, stream, step), number, a_week, once)
        for unit, waste, stream, step, number, a_week, once in rows
    ]


def members(session: Session, wanted: Filter, kind: Kind, most: int) -> list[Observation]:
    """The observations of one group, last seen first."""
    same = and_(*(getattr(Observation, name).is_not_distinct_from(value) for name, value in kind._asdict().items()))
    found = select(Observation).where(*wanted.unimproved().conditions(), same)
    return list(session.scalars(found.order_by(Observation.seen_at.desc(), Observation.id.desc()).limit(most)))
