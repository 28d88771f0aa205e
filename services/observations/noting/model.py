"""An observation: waste that somebody saw in a unit, the wastes it was taken for, and the improvements it led to."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from schemas import roles
from services.kernel.identity import Principal
from services.kernel.improvements import KnownImprovement
from services.kernel.tables import Instant
from services.kernel.work import rfc3339
from services.observations.model import Base
from services.observations.walks.model import Walk


class Observation(Base):
    """One observation. `version` counts its changes and is its ETag.

    `improvement` is the first that came of it; all of them are in the replica `Raised`.
    """

    __tablename__ = "observation"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(20))
    waste: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(Text)
    minutes_lost: Mapped[float | None] = mapped_column(Float)
    times_per_week: Mapped[float | None] = mapped_column(Float)
    value_stream: Mapped[str | None] = mapped_column(String(120))
    step: Mapped[str | None] = mapped_column(String(120))
    seen_at: Mapped[datetime] = mapped_column(Instant)
    noted_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    noted_by: Mapped[str] = mapped_column(String(64), index=True)
    walk: Mapped[str | None] = mapped_column(ForeignKey(Walk.id), index=True)
    improvement: Mapped[str | None] = mapped_column(String(64))
    improved_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        Index("observation_newest", "seen_at", "id"),
        Index("observation_unit", "unit", "seen_at", "id"),
        Index("observation_waste", "waste", "seen_at", "id"),
        Index("observation_updated", "updated_at"),
    )


class Coding(Base):
    """What it was taken for, by number from 1; the newest holds."""

    __tablename__ = "coding"

    observation: Mapped[str] = mapped_column(ForeignKey(Observation.id), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    waste: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)


class Improvement(KnownImprovement, Base):
    """A replica of what the improvements service tells: enough to show what became of an observation."""

    __tablename__ = "improvement"

    proposed_at: Mapped[datetime] = mapped_column(Instant)


class Raised(Base):
    """An improvement says that it came of an observation. Not a foreign key: either may be known first."""

    __tablename__ = "raised"

    observation: Mapped[str] = mapped_column(String(64), primary_key=True)
    improvement: Mapped[str] = mapped_column(ForeignKey(Improvement.id, ondelete="CASCADE"), primary_key=True)

    __table_args__ = (Index("ix_raised_improvement", "improvement"),)


def may_change(principal: Principal, observation: Observation, division: str | None) -> bool:
    """Whether this principal edits and re-codes it: who noted it, the unit's lead, a coach, the administrator."""
    leads = principal.leads(observation.unit, division)
    return principal.id == observation.noted_by or leads or principal.has(roles.COACH, roles.ADMIN)


def public_state(observation: Observation, codings: list[Coding], actor: str) -> dict[str, Any]:
    """What its events say; see schemas.events.observations.ObservationState."""
    return {
        "unit": observation.unit,
        "waste": observation.waste,
        "wastes": [{"waste": each.waste, "from": rfc3339(each.at)} for each in codings],
        "seen_at": rfc3339(observation.seen_at),
        "noted_at": rfc3339(observation.noted_at),
        "actor": actor,
        "minutes_lost": observation.minutes_lost,
        "times_per_week": observation.times_per_week,
        "value_stream": observation.value_stream,
        "step": observation.step,
        "walk": observation.walk,
        "improvement": observation.improvement,
        "improved_at": rfc3339(observation.improved_at) if observation.improved_at else None,
    }
