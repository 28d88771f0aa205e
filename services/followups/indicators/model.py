"""An indicator: what is measured, how it is charted, what its chart says now, and every change of its settings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from schemas.periods import Grain, holding
from services.followups.goals.model import Goal
from services.followups.model import GRACE, Base
from services.kernel.tables import Instant

# The charts of numerators over denominators; `run` and `xmr` take both kinds of values.
RATIOS = frozenset({"p", "p_prime", "u", "u_prime"})
SHARES = frozenset({"p", "p_prime"})
PERCENT = 100
NAME_KEY_LENGTH = 400


class Indicator(Base):
    """One indicator. `version` counts its changes and is its ETag; without unit and division it is the region's.

    `per`: of how many a ratio is shown. `number` of periods have a value, from `first_period` to `last_period`; it
    lacks `missing` more before it is judged; `variation` and `assurance` are what its chart says (None: nothing).
    `unjudged`: values came that its chart has not been asked about yet.
    """

    __tablename__ = "indicator"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(400))
    goal: Mapped[str | None] = mapped_column(ForeignKey(Goal.id), index=True)
    description: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(String(20))
    division: Mapped[str | None] = mapped_column(String(20))
    unit_of_measure: Mapped[str] = mapped_column(String(40))
    direction: Mapped[str] = mapped_column(String(8))
    target: Mapped[float | None] = mapped_column(Float)
    chart: Mapped[str] = mapped_column(String(8))
    rules: Mapped[str] = mapped_column(String(20))
    screening: Mapped[bool] = mapped_column(Boolean)
    baseline: Mapped[int | None] = mapped_column(Integer)
    per: Mapped[int] = mapped_column(Integer)
    frequency: Mapped[str | None] = mapped_column(String(8))
    source: Mapped[str | None] = mapped_column(String(120))
    measured_by: Mapped[str | None] = mapped_column(String(80))
    number: Mapped[int] = mapped_column(Integer)
    missing: Mapped[int] = mapped_column(Integer)
    variation: Mapped[str | None] = mapped_column(String(16))
    assurance: Mapped[str | None] = mapped_column(String(16))
    first_period: Mapped[date | None] = mapped_column(Date)
    last_period: Mapped[date | None] = mapped_column(Date)
    unjudged: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    defined_by: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("indicator_unit", "unit", "name_key", "id"),
        Index("indicator_division", "division", "name_key", "id"),
        Index("indicator_name", "name_key", "id"),
        Index("indicator_newest", "created_at", "id"),
    )


class PhaseStart(Base):
    """New limits from a period on, as a person decided for a reason."""

    __tablename__ = "phase_start"

    indicator: Mapped[str] = mapped_column(ForeignKey(Indicator.id), primary_key=True)
    start: Mapped[date] = mapped_column(Date, primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))


class Change(Base):
    """What somebody changed in its definition: {field: [before, after]}."""

    __tablename__ = "indicator_change"

    indicator: Mapped[str] = mapped_column(ForeignKey(Indicator.id), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    changed: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))


def name_key(name: str) -> str:
    """What two spellings of one name share; it finds the same indicator in other units."""
    # Few letters grow when their case is folded, but then more than the column holds.
    return " ".join(name.split()).casefold()[:NAME_KEY_LENGTH]


def usual_rules(chart: str) -> str:
    """The rule set of a chart for which none was chosen."""
    return "anhoej" if chart == "run" else "mdc-xmr"


def usual_per(chart: str) -> int:
    """Of how many a chart's values are shown where nobody said."""
    return PERCENT if chart in SHARES else 1


def next_due(indicator: Indicator) -> date | None:
    """The last day on which the next value is in time; None where nobody said how often it is measured."""
    if indicator.frequency is None:
        return None
    grain = Grain(indicator.frequency)
    if indicator.last_period is None:
        return holding(indicator.created_at.date(), grain).last + GRACE
    return holding(indicator.last_period, grain).next().last + GRACE


def public_state(indicator: Indicator, actor: str) -> dict[str, Any]:
    """What its events say; see schemas.events.followups.IndicatorState."""
    days = {"first": indicator.first_period, "last": indicator.last_period, "due": next_due(indicator)}
    names = ("name", "unit_of_measure", "direction", "chart", "rules", "missing", "unit", "division", "goal", "target")
    return {
        **{name: getattr(indicator, name) for name in (*names, "frequency", "variation", "assurance")},
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "values": indicator.number,
        "actor": actor,
    }
