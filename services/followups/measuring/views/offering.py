"""What the form for a number offers: the periods that have begun, those that are empty, and what stands there."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask import request

from schemas.periods import Grain, holding, parse
from services.followups.indicators import queries as indicators
from services.followups.indicators.model import RATIOS, Indicator
from services.followups.measuring import queries
from services.followups.measuring.model import Measurement, reading
from services.followups.measuring.views.presenting import may_correct
from services.kernel.clock import now
from services.kernel.web.context import runtime

SHOWN = 12


class Offer(NamedTuple):
    """What the form is made from: what stands there for the newest `days` (none without a frequency) and those asked.

    `open`: those of the days that can be measured for the first time, or once more after they were struck out.
    """

    indicator: Indicator
    asked: date | None
    there: Mapping[date, Measurement]
    days: Sequence[date]
    open: Sequence[date]
    by_ratio: bool

    @property
    def due(self) -> date | None:
        """The newest period that nothing stands for, the last that has ended before the one that runs."""
        if self.indicator.frequency is None:
            return None if _today() in self.there else _today()
        running, *ended = self.days
        due = (each for each in (*ended[:1], running, *ended[1:]) if each not in self.there)
        return next(due, next(iter(self.open), None))


def offer(identifier: str) -> Offer:
    """What is offered for an indicator in this request; raises NotFound."""
    with runtime().database.reading() as session:
        indicator = indicators.one(session, identifier)
        asked, days = _asked(indicator), _newest(indicator)
        wanted = {*days, _today(), *([asked] if asked else [])}
        there = {day: known for (_, day), known in queries.in_periods(session, [identifier], wanted).items()}
        newest, _ = queries.piece(session, identifier, 1, newest_first=True)
    return Offer(
        indicator,
        asked,
        there,
        days,
        [day for day in days if day not in there or _may_come_again(indicator, there[day])],
        indicator.chart in RATIOS or any(each.denominator is not None for each in (*newest, *there.values())),
    )


def _may_come_again(indicator: Indicator, known: Measurement) -> bool:
    return reading(known) is None and may_correct(indicator, known)


def _today() -> date:
    return now().astimezone(runtime().settings.zone).date()


def grain_of(indicator: Indicator) -> Grain:
    """How long its periods are; a day where nobody said."""
    return Grain(indicator.frequency or Grain.DAY)


def _newest(indicator: Indicator) -> list[date]:
    """The periods that have begun, newest first; none where nobody said how long they are."""
    found: list[date] = []
    each = holding(_today(), grain_of(indicator))
    while indicator.frequency and len(found) < SHOWN:
        found.append(each.first)
        each = holding(each.first - timedelta(days=1), each.grain)
    return found


def _asked(indicator: Indicator) -> date | None:
    """The first day of the period that the address or the form names; None for none."""
    try:
        first = parse(request.values.get("period", "")).first
    except ValueError:
        return None
    return holding(first, Grain(indicator.frequency)).first if indicator.frequency else first
