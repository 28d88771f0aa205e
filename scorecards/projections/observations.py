"""The things of waste as the scorecards keep them: one row each, as the newest event has it.

Every improvement that names an observation is the improvements' own to tell; here stands the first, with the days
until it was proposed. An improvement that was proposed before somebody saw the waste again took no days.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from schemas.observations import MINUTES_OF_A_WEEK
from scorecards.measures import month_of
from scorecards.projections.things import LARGEST, PARTS

GONE = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A waste that somebody saw; minutes in thousandths."""

    id: str
    sequence: str
    unit: str
    waste: str
    seen_at: datetime
    month: int
    value_stream: str = ""
    step: str = ""
    minutes: int | None = None
    weekly: int | None = None
    improvement: str | None = None
    days: int | None = None
    counted: bool = False
    incomplete: bool = False

    # Where its unit stood on the day.
    division: str = ""

    @classmethod
    def of(cls, event: Any, zone: ZoneInfo) -> Self:  # noqa: ANN401 (an event's struct)
        """As an event states it."""
        data = event.data
        minutes, times = _within_a_week(data.minutes_lost), _within_a_week(data.times_per_week)
        return cls(
            id=event.subject,
            sequence=event.sequence,
            unit=data.unit,
            waste=data.waste,
            seen_at=data.seen_at,
            month=month_of(data.seen_at, zone),
            value_stream=_name(data.value_stream),
            step=_name(data.step),
            minutes=None if minutes is None else round(minutes * PARTS),
            weekly=None if minutes is None or times is None else round(minutes * times * PARTS),
            improvement=data.improvement,
            days=_days(data.seen_at, data.improved_at, zone) if data.improvement and data.improved_at else None,
            counted=True,
        )

    @classmethod
    def gone(cls, event: Any, zone: ZoneInfo) -> Self:  # noqa: ANN401 (the struct of Withdrawn)
        """Withdrawn, whatever was known of it."""
        return cls(**_identity(event), unit="", waste=GONE, seen_at=event.time, month=month_of(event.time, zone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A round on which several looked for waste."""

    id: str
    sequence: str
    counted: bool = False

    @classmethod
    def of(cls, event: Any, _: ZoneInfo) -> Self:  # noqa: ANN401 (an event's struct)
        """As an event states it."""
        return cls(**_identity(event), counted=True)

    @classmethod
    def gone(cls, event: Any, _: ZoneInfo) -> Self:  # noqa: ANN401 (the struct of Withdrawn)
        """Withdrawn."""
        return cls(**_identity(event))


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueStream:
    """A unit's map of a value stream, with what its current drawing gives, in thousandths of minutes and per cent."""

    id: str
    sequence: str
    unit: str
    name: str
    time_basis: str
    drawn_at: datetime | None = None
    lead: int | None = None
    activity_ratio: int | None = None
    counted: bool = False
    incomplete: bool = False

    @classmethod
    def of(cls, event: Any, _: ZoneInfo) -> Self:  # noqa: ANN401 (an event's struct)
        """As an event states it."""
        data = event.data
        current = [each for each in data.versions if each.kind == "current"]
        return cls(
            id=event.subject,
            sequence=event.sequence,
            unit=data.unit,
            name=_name(data.name),
            time_basis=data.time_basis,
            drawn_at=current[-1].drawn_at if current else None,
            lead=_parts(data.metrics.lead_minutes) if current else None,
            activity_ratio=_parts(data.metrics.activity_ratio_percent) if current else None,
            counted=True,
        )

    @classmethod
    def gone(cls, event: Any, _: ZoneInfo) -> Self:  # noqa: ANN401 (the struct of Withdrawn)
        """Withdrawn."""
        return cls(**_identity(event), unit="", name="", time_basis="")


def _identity(event: Any) -> dict[str, Any]:  # noqa: ANN401 (an event's struct)
    return {"id": event.subject, "sequence": event.sequence}


def _within_a_week(told: float | None) -> float | None:
    """An amount as it can be; what no week holds was not told."""
    return told if told is not None and 0 <= told <= MINUTES_OF_A_WEEK else None


def _parts(number: float | None) -> int | None:
    """A number in thousandths; none for what is beyond every map."""
    return round(number * PARTS) if number is not None and 0 <= number <= LARGEST else None


def _name(told: str | None) -> str:
    """A name on one line; empty for none."""
    return " ".join((told or "").split())


def _days(seen_at: datetime, improved_at: datetime, zone: ZoneInfo) -> int:
    """Calendar days in the region, never less than none."""
    return max((improved_at.astimezone(zone).date() - seen_at.astimezone(zone).date()).days, 0)
