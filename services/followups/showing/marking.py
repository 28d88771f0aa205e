"""Which improvements a chart marks, so that one sees what a change did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from services.followups.charts import Improvement, numbered
from services.followups.indicators.model import Indicator
from services.followups.replica.queries import implemented
from services.followups.showing import queries


@dataclass(frozen=True)
class Mark(Improvement):
    """An improvement at the day it was implemented, with its id and the unit it comes from.

    `taken_over`: the indicator's unit took it over from there, and the day is its own.
    """

    id: str
    unit: str
    taken_over: bool


def marks(session: Session, indicator: Indicator, zone: ZoneInfo) -> list[Mark]:
    """Of a unit's indicator what the unit implemented, itself or from others; of all those that serve its goal."""
    serving = queries.serving(session, indicator.goal) if indicator.goal else []
    if indicator.unit is None and not serving:
        return []
    found = implemented(session, indicator.unit, serving)
    return [Mark(each.at.astimezone(zone).date(), each.title, each.id, each.unit, each.taken_over) for each in found]


def listed(found: Sequence[Mark], days: Sequence[date]) -> list[tuple[int, Mark]]:
    """Those within the chart, with the numbers of their flags."""
    return [(number, each) for number, each in numbered(found, days) if isinstance(each, Mark)]
