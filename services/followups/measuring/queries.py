"""Reads of measurements: those of some indicators, what stood there before, and one piece of them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.followups.measuring.model import Figure, Measurement


def of(session: Session, indicators: Collection[str]) -> dict[str, list[Measurement]]:
    """The measurements of each of these indicators, in order of their periods."""
    found: dict[str, list[Measurement]] = {each: [] for each in indicators}
    wanted = select(Measurement).where(Measurement.indicator.in_(found)).order_by(Measurement.period)
    for each in session.scalars(wanted):
        found[each.indicator].append(each)
    return found


def in_periods(
    session: Session, indicators: Collection[str], periods: Collection[date]
) -> dict[tuple[str, date], Measurement]:
    """What stands for these periods already, by indicator and period."""
    wanted = select(Measurement).where(Measurement.indicator.in_(indicators), Measurement.period.in_(periods))
    return {(each.indicator, each.period): each for each in session.scalars(wanted)}


def days(session: Session, indicator: str) -> list[date]:
    """The first days of the periods for which something stands there, oldest first."""
    wanted = select(Measurement.period).where(Measurement.indicator == indicator)
    return list(session.scalars(wanted.order_by(Measurement.period)))


def piece(
    session: Session, indicator: str, limit: int, after: date | None = None, *, newest_first: bool = False
) -> tuple[list[Measurement], list[str] | None]:
    """One piece of an indicator's measurements by period, and the cursor of the next (None at the end)."""
    period = Measurement.period
    wanted = select(Measurement).where(Measurement.indicator == indicator)
    if after is not None:
        wanted = wanted.where(period < after if newest_first else period > after)
    ordered = wanted.order_by(period.desc() if newest_first else period)
    found = list(session.scalars(ordered.limit(limit + 1)))
    return found[:limit], [found[limit - 1].period.isoformat()] if len(found) > limit else None


def figures(session: Session, measurements: Collection[str]) -> dict[str, list[Figure]]:
    """What some measurements were before they were corrected, by measurement, oldest first."""
    found: dict[str, list[Figure]] = {}
    wanted = select(Figure).where(Figure.measurement.in_(measurements)).order_by(Figure.version)
    for each in session.scalars(wanted):
        found.setdefault(each.measurement, []).append(each)
    return found


def history(session: Session, indicator: str) -> dict[str, list[Figure]]:
    """The same of all measurements of an indicator."""
    found: dict[str, list[Figure]] = {}
    wanted = select(Figure).join(Measurement, Measurement.id == Figure.measurement)
    for each in session.scalars(wanted.where(Measurement.indicator == indicator).order_by(Figure.version)):
        found.setdefault(each.measurement, []).append(each)
    return found


def number(session: Session) -> int:
    """How many there are."""
    return session.execute(select(func.count()).select_from(Measurement)).scalar_one()
