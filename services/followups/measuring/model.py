"""A measurement of an indicator in a period, and what stood there before it was corrected."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Date, Float, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.followups.indicators.model import Indicator
from services.followups.model import Base
from services.kernel.tables import Instant
from services.kernel.work import rfc3339


class Measurement(Base):
    """One number, or a numerator over a denominator; neither, if it was struck out. An indicator has one a period.

    `astronomical` is a person's mark for a value that everyone finds obviously different; it is never computed.
    """

    __tablename__ = "measurement"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    indicator: Mapped[str] = mapped_column(ForeignKey(Indicator.id))
    period: Mapped[date] = mapped_column(Date)
    value: Mapped[float | None] = mapped_column(Float)
    numerator: Mapped[float | None] = mapped_column(Float)
    denominator: Mapped[float | None] = mapped_column(Float)
    note: Mapped[str | None] = mapped_column(String(200))
    astronomical: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("indicator", "period", name="measurement_of"),)


class Figure(Base):
    """What a measurement was in an earlier version."""

    __tablename__ = "figure"

    measurement: Mapped[str] = mapped_column(ForeignKey(Measurement.id), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[float | None] = mapped_column(Float)
    numerator: Mapped[float | None] = mapped_column(Float)
    denominator: Mapped[float | None] = mapped_column(Float)
    note: Mapped[str | None] = mapped_column(String(200))
    astronomical: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))


class Written(NamedTuple):
    """A measurement as it was just written, its columns: thousands of mapped objects would cost most of an import."""

    id: str
    version: int
    indicator: str
    period: date
    value: float | None
    numerator: float | None
    denominator: float | None
    note: str | None
    astronomical: bool
    at: datetime
    actor: str


def reading(each: Measurement | Figure | Written) -> float | None:
    """What is drawn: the value, or the ratio of a rate; None if it was struck out."""
    if each.numerator is None or each.denominator is None:
        return each.value
    return each.numerator / each.denominator


def public_state(measurement: Measurement | Written) -> dict[str, Any]:
    """What its events say; see schemas.events.followups.MeasurementState."""
    return {
        "indicator": measurement.indicator,
        "period": measurement.period.isoformat(),
        "at": rfc3339(measurement.at),
        "actor": measurement.actor,
        "value": measurement.value,
        "numerator": measurement.numerator,
        "denominator": measurement.denominator,
    }
