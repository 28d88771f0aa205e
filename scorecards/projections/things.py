"""The three things of a family as the scorecards keep them: one row each, as the newest event has it.

What an event says comes first in each class; what the family makes of it (see `families.settled`) stands below.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Self
from zoneinfo import ZoneInfo

from schemas.events.kinds import CODE_LENGTH, ID_LENGTH
from schemas.vocabulary import ADOPTED
from scorecards.measures import month_of

Periods = tuple[tuple[int, str], ...]
GONE = "withdrawn"
# Amounts are kept as whole thousandths: sums of fractions would depend on the order in which events came.
PARTS = 1000
LARGEST = 1e12
MEASURE_LENGTH = 20
HOURS = frozenset({"h", "t", "hour", "hours", "tim", "timme", "timmar", "tunti", "tuntia"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """An improvement; codes of units stand with spaces between."""

    id: str
    sequence: str
    unit: str
    state: str
    since: datetime
    proposed_at: datetime
    implemented_on: date | None = None
    title: str = ""
    waste: str | None = None
    value_stream: str | None = None
    periods: str = ""
    origins: str = ""
    relevant: str = ""
    relevant_number: int = 0
    benefit: str = "[]"
    merged_into: str | None = None
    counted: bool = False
    incomplete: bool = False

    adopters: int = 0
    crossing: int = 0
    taps: int = 0
    border: str = "unit"

    @classmethod
    def of(cls, event: Any, zone: ZoneInfo) -> Self:  # noqa: ANN401 (an event's struct)
        """As an event states it."""
        data = event.data
        at_home = {data.unit, *_codes(data.origins)}
        relevant = sorted({*_codes(data.relevant_units)} - at_home - {*(data.not_for or ())})
        return cls(
            id=event.subject,
            sequence=event.sequence,
            unit=data.unit,
            state=data.state,
            since=data.periods[-1].from_,
            proposed_at=data.proposed_at,
            implemented_on=_since_when([(each.state, each.from_) for each in data.periods], zone),
            title=data.title,
            waste=data.waste,
            value_stream=data.value_stream,
            periods=packed((month_of(each.from_, zone), each.state) for each in data.periods),
            origins=" ".join(sorted(at_home - {data.unit})),
            relevant=" ".join(relevant),
            relevant_number=len(relevant),
            benefit=_packed_benefit(data.expected_benefit or ()),
            merged_into=_identifier(data.merged_into),
            counted=data.state != "merged",
        )

    @classmethod
    def gone(cls, event: Any, _: ZoneInfo) -> Self:  # noqa: ANN401 (the struct of Withdrawn)
        """Withdrawn, whatever was known of it: an older event that comes later finds it gone."""
        return cls(**_withdrawn(event), state=GONE, proposed_at=event.time)

    @property
    def solved(self) -> bool:
        """Whether it is implemented or sustained."""
        return self.state in ADOPTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """One unit's taking over; `periods` are `day:stage,…`, oldest first."""

    id: str
    sequence: str
    improvement: str
    unit: str
    stage: str
    since: datetime
    adopted_on: date | None = None
    periods: str = ""
    learned_from: str | None = None
    adapted: str | None = None
    reason: str | None = None
    counted: bool = False
    incomplete: bool = False

    origin: str = ""
    origin_division: str | None = None
    division: str | None = None

    @classmethod
    def of(cls, event: Any, zone: ZoneInfo) -> Self:  # noqa: ANN401 (an event's struct)
        """As an event states it."""
        data = event.data
        return cls(
            id=event.subject,
            sequence=event.sequence,
            improvement=event.partitionkey,
            unit=data.unit,
            stage=data.stage,
            since=data.periods[-1].from_,
            adopted_on=_since_when([(each.stage, each.from_) for each in data.periods], zone),
            periods=",".join(f"{each.from_.astimezone(zone).date()}:{each.stage}" for each in data.periods),
            learned_from=data.learned_from,
            adapted=data.adapted,
            reason=data.reason,
            counted=data.moved_to is None,
        )

    @classmethod
    def gone(cls, event: Any, _: ZoneInfo) -> Self:  # noqa: ANN401 (the struct of Withdrawn)
        """Withdrawn."""
        return cls(**_withdrawn(event), improvement=event.partitionkey, stage=GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """One unit's word that it has the same problem."""

    id: str
    sequence: str
    improvement: str
    unit: str
    since: datetime
    active: bool

    @classmethod
    def of(cls, event: Any, _: ZoneInfo) -> Self:  # noqa: ANN401 (an event's struct)
        """As an event states it."""
        data = event.data
        return cls(
            id=event.subject,
            sequence=event.sequence,
            improvement=event.partitionkey,
            unit=data.unit,
            since=data.since,
            active=data.taken_back_at is None,
        )

    @classmethod
    def gone(cls, event: Any, _: ZoneInfo) -> Self:  # noqa: ANN401 (the struct of Withdrawn)
        """Withdrawn."""
        return cls(**_withdrawn(event), improvement=event.partitionkey, active=False)


def _withdrawn(event: Any) -> dict[str, Any]:  # noqa: ANN401 (the struct of Withdrawn)
    """What is kept of a withdrawn thing whatever it is: it has no unit any more."""
    return {"id": event.subject, "sequence": event.sequence, "unit": "", "since": event.time}


def _codes(listed: Iterable[str] | None) -> Iterator[str]:
    """The codes of a list that no schema limits; what cannot be one names no unit."""
    return (code for code in listed or () if len(code) <= CODE_LENGTH and code.split() == [code])


def _identifier(told: str | None) -> str | None:
    """An id that no schema limits; what cannot be one names no thing."""
    return told if told and len(told) <= ID_LENGTH else None


def _since_when(entered: Sequence[tuple[str, datetime]], zone: ZoneInfo) -> date | None:
    """The day on which the present stretch of implemented and sustained began; None outside of one."""
    began = None
    for state, moment in reversed(entered):
        if state not in ADOPTED:
            break
        began = moment
    return began.astimezone(zone).date() if began else None


def packed(periods: Iterable[tuple[int, str]]) -> str:
    """Periods as they are kept: `24310:proposed,24311:accepted`."""
    return ",".join(f"{month}:{state}" for month, state in periods)


@lru_cache(maxsize=65_536)
def unpacked(text: str) -> Periods:
    """The reverse of `packed`."""
    return tuple((int(month), state) for month, _, state in (each.partition(":") for each in text.split(",")))


def _packed_benefit(benefits: Iterable[Any]) -> str:
    """What is expected, as it is added up; hours under one name, so that they come to one sum."""
    return json.dumps(
        [[each.kind, _measure(each), each.per, _parts(each.amount or 0)] for each in benefits],
        separators=(",", ":"),
    )


def _parts(amount: float) -> int:
    """An amount in thousandths; none for what is beyond every sum."""
    return round(amount * PARTS) if abs(amount) <= LARGEST else 0


def _measure(benefit: Any) -> str:  # noqa: ANN401 (the struct of ExpectedBenefit)
    measure = (benefit.unit or "").strip().casefold()[:MEASURE_LENGTH]
    if benefit.kind == "time" and measure in HOURS:
        return "h"
    return measure.upper()[:MEASURE_LENGTH] if benefit.kind == "financial" else measure
