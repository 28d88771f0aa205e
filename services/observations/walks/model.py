"""A walk: when and where it goes, through which units, and who takes part."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from schemas import roles
from services.kernel.identity import Principal
from services.kernel.tables import Instant
from services.observations.model import Base


class Walk(Base):
    """One round. `people` are names as they were typed; they stay in this database."""

    __tablename__ = "walk"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    date: Mapped[date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(120))
    units: Mapped[list[str]] = mapped_column(JSON)
    people: Mapped[list[str]] = mapped_column(JSON)
    planned_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (Index("walk_newest", "date", "id"),)


def may_change(principal: Principal, walk: Walk, divisions: Iterable[str | None]) -> bool:
    """Whether this principal changes it: who planned it, the lead of one of its units, a coach, the administrator.

    `divisions` are those of its units today, in the same order.
    """
    leads = any(principal.leads(unit, division) for unit, division in zip(walk.units, divisions, strict=True))
    return principal.id == walk.planned_by or leads or principal.has(roles.COACH, roles.ADMIN)


def public_state(walk: Walk, actor: str) -> dict[str, Any]:
    """What its events say; see schemas.events.observations.WalkState."""
    return {
        "date": walk.date.isoformat(),
        "place": walk.place,
        "units": walk.units,
        "people": len(walk.people),
        "actor": actor,
    }
