"""Improvements and their adoptions as their events have them: titles, units, and when they were implemented."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.followups.model import Base
from services.kernel.improvements import KnownImprovement
from services.kernel.tables import Instant


class Improvement(KnownImprovement, Base):
    """An improvement; `implemented_at` is when it last became implemented, None if it never was."""

    __tablename__ = "improvement"

    implemented_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("improvement_unit", "unit", "implemented_at"),)


class Adoption(Base):
    """A unit's taking over of another's improvement; `implemented_at` as there."""

    __tablename__ = "adoption"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[str] = mapped_column(String(19))
    improvement: Mapped[str] = mapped_column(String(64))
    unit: Mapped[str] = mapped_column(String(20))
    implemented_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("adoption_unit", "unit", "implemented_at"),)
