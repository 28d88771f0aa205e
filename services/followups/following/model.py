"""A follow-up of a goal, and what it said before it was changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.followups.goals.model import Goal
from services.followups.model import Base
from services.kernel.tables import Instant


class FollowUp(Base):
    """Where a goal stood at the end of a period. `version` counts its changes and is its ETag.

    `actions` are [{what, who, due}], `due` as YYYY-MM-DD; `improvements` are ids. A goal has one a period.
    """

    __tablename__ = "follow_up"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    goal: Mapped[str] = mapped_column(ForeignKey(Goal.id))
    period: Mapped[str] = mapped_column(String(10))
    begins: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str | None] = mapped_column(Text)
    improvements: Mapped[list[str]] = mapped_column(JSON)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    written_by: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("goal", "period", name="follow_up_of"),
        Index("follow_up_newest", "created_at", "id"),
    )


class Earlier(Base):
    """What a follow-up said in an earlier version."""

    __tablename__ = "earlier_follow_up"

    follow_up: Mapped[str] = mapped_column(ForeignKey(FollowUp.id), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    status: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str | None] = mapped_column(Text)
    improvements: Mapped[list[str]] = mapped_column(JSON)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
