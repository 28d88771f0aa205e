"""A tap: one unit's word that it has the same problem, told once and taken back as easily."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.improvements.model import Base, Improvement
from services.kernel.tables import Instant
from services.kernel.work import rfc3339


class Tap(Base):
    """One unit's tap on one improvement; taken back it stays, and told again it is the same one."""

    __tablename__ = "same_problem"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    improvement: Mapped[str] = mapped_column(ForeignKey(Improvement.id))
    unit: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    taken_back_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        UniqueConstraint("improvement", "unit", name="same_problem_once"),
        Index("same_problem_unit", "unit", "since"),
    )

    @property
    def holds(self) -> bool:
        """Whether the unit has the problem still."""
        return self.taken_back_at is None

    def public_state(self) -> dict[str, Any]:
        """What its events say; see schemas.events.spread.SameProblemState."""
        return {
            "improvement": self.improvement,
            "unit": self.unit,
            "since": rfc3339(self.since),
            "actor": self.actor,
            "taken_back_at": rfc3339(self.taken_back_at) if self.taken_back_at else None,
        }
