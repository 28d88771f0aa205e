"""A value stream of one unit and its drawings: as the work is done now, as it was done, as it shall be done."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.kernel.tables import Instant
from services.observations.model import Base


class ValueStream(Base):
    """One unit's value stream. `version` counts its changes and is its ETag; `name_key` finds it in other units."""

    __tablename__ = "value_stream"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(240))
    unit: Mapped[str] = mapped_column(String(20))
    time_basis: Mapped[str] = mapped_column(String(8))
    demand: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    available_minutes: Mapped[float | None] = mapped_column(Float)
    person_minutes: Mapped[float | None] = mapped_column(Float)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    drawn_by: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("value_stream_newest", "created_at", "id"),
        Index("value_stream_unit", "unit", "created_at", "id"),
        Index("value_stream_name", "name_key", "unit"),
    )


class Drawing(Base):
    """One drawing, by number from 1. One at most is current, one at most future; the others are past."""

    __tablename__ = "drawing"

    value_stream: Mapped[str] = mapped_column(ForeignKey(ValueStream.id), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    # As schemas.value_streams.Step gives them.
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    note: Mapped[str | None] = mapped_column(Text)
    drawn_at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
