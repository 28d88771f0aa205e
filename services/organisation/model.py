"""The base of the organisation's own tables, and the record of who changed what when."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from services.kernel.tables import Instant, Number


class Base(DeclarativeBase):
    """The organisation service's own tables."""


class Change(Base):
    """One change of a division, unit, person or client. States hold no password, only whether one is set."""

    __tablename__ = "change"
    __table_args__ = (Index("change_of", "thing", "subject", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    thing: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(64))
    verb: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
