"""A notice and its kinds. It is kept here too, so that a restore knows which of the log's still hold."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.improvements.model import Base, Improvement
from services.kernel.tables import Instant
from services.kernel.work import rfc3339

Kind = Literal["solved", "taken_over", "still_in_use"]


class Notice(Base):
    """One notice; it never changes. `units` are the codes of those to be told, `by_unit` of whose doing it is."""

    __tablename__ = "notice"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    improvement: Mapped[str] = mapped_column(ForeignKey(Improvement.id), index=True)
    title: Mapped[str] = mapped_column(String(120))
    units: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    by_unit: Mapped[str | None] = mapped_column(String(20))

    def public_state(self) -> dict[str, Any]:
        """What its event says; see schemas.events.spread.NoticeGiven."""
        return {
            "kind": self.kind,
            "improvement": self.improvement,
            "title": self.title,
            "units": self.units,
            "at": rfc3339(self.at),
            "by_unit": self.by_unit,
        }
