"""One measurement after the other within a unit of work: new, a correction, struck out, or nothing new.

What stands there is read beforehand, for all of them at once: thousands of measurements cost a few questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from uuid_utils import uuid7

from schemas.events import type_of
from schemas.messages import N_, Message
from schemas.periods import Grain, Period, holding
from services.followups.charts import periods as spans
from services.followups.control import CannotJudge, Kind, Point
from services.followups.control.points import read
from services.followups.indicators import problems
from services.followups.indicators.model import Indicator
from services.followups.measuring import model, queries
from services.followups.measuring.model import Figure, Measurement, Written
from services.followups.model import Base
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.work import Work

TABLE = Base.metadata.tables[Measurement.__tablename__]
# Somewhere the next day has begun.
LEEWAY = timedelta(days=1)
NUMBERS = ("value", "numerator", "denominator")
FUTURE = N_("This period has not begun. Choose one that has.")
TOO_LONG = N_("This is measured more often. Name the shorter period, for example %(example)s.")
# What is said of a longer period, by the grain of what stands there.
LONGER = {
    spans.Grain.DAY: N_("This is measured every day, and %(period)s is longer. Name the day."),
    spans.Grain.WEEK: N_("This is measured every week, and %(period)s is longer. Name the week."),
    spans.Grain.MONTH: N_("This is measured every month, and %(period)s is longer. Name the month."),
    spans.Grain.QUARTER: N_("This is measured every quarter, and %(period)s is longer. Name the quarter."),
}
# A third of a year is not yet longer than quarters: their distances are not told apart.
LONGER_BY = 1.5
NOTHING = N_("Give a number. Nothing was written for this period that could be struck out.")
NOT_YOURS = N_("Only who measured it, or who decides there, can correct this.")

Fields = Mapping[str, Any]
Fate = Literal["new", "corrected", "unchanged"]


@dataclass
class Outcome:
    """What became of measurements, and how they stand now, in the order they were handed in."""

    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    measurements: list[Measurement | Written] = field(default_factory=list)

    def add(self, measurement: Measurement | Written, fate: Fate) -> None:
        """Count one."""
        setattr(self, fate, getattr(self, fate) + 1)
        self.measurements.append(measurement)


def first_day(indicator: Indicator, period: Period, today: date) -> date:
    """The day under which an indicator keeps a period; raises Invalid for one to come, or longer than it measures."""
    first = period.first
    if indicator.frequency is not None:
        grain, grains = Grain(indicator.frequency), list(Grain)
        if grains.index(period.grain) > grains.index(grain):
            raise Invalid({"period": [Message(TOO_LONG, example=holding(first, grain).text)]})
        first = holding(first, grain).first
    if first > today + LEEWAY:
        raise Invalid({"period": [FUTURE]})
    return first


@dataclass
class Recorder:
    """Writes measurements of locked indicators. `there` is what stands, by indicator and first day."""

    work: Work
    actor: str
    there: dict[tuple[str, date], Measurement]

    def record(
        self, indicator: Indicator, first: date, fields: Fields, *, may_correct: bool
    ) -> tuple[Measurement | Written, Fate]:
        """Take one, of schemas.indicators.NewMeasurement; raises Invalid, or NotAllowed for a correction."""
        _check(indicator, first, fields)
        known = self.there.get((indicator.id, first))
        if known is None:
            return self._add(indicator, first, fields), "new"
        if not _says_something_new(known, fields):
            return known, "unchanged"
        _refuse_longer(self.work, indicator, fields["period"])
        if not may_correct and known.actor != self.actor:
            raise NotAllowed(NOT_YOURS)
        self._correct(known, fields)
        return known, "corrected"

    def _add(self, indicator: Indicator, first: date, fields: Fields) -> Written:
        if not _has_number(fields):
            raise Invalid({"value": [NOTHING]})
        made = Written(
            id=str(uuid7()),
            version=1,
            indicator=indicator.id,
            period=first,
            value=fields.get("value"),
            numerator=fields.get("numerator"),
            denominator=fields.get("denominator"),
            note=fields.get("note"),
            astronomical=bool(fields.get("astronomical")),
            at=self.work.now,
            actor=self.actor,
        )
        self.work.insert(TABLE, made._asdict())
        emit(self.work, "measured", made)
        return made

    def _correct(self, known: Measurement, fields: Fields) -> None:
        kept = ("version", *NUMBERS, "note", "astronomical", "at", "actor")
        self.work.insert(*Figure(measurement=known.id, **{name: getattr(known, name) for name in kept}).row())
        for name in NUMBERS:
            setattr(known, name, fields.get(name))
        known.note = fields.get("note") or known.note
        known.astronomical = _given(fields.get("astronomical"), known.astronomical)
        known.version += 1
        known.at, known.actor = self.work.now, self.actor
        emit(self.work, "corrected", known)


def emit(work: Work, verb: str, measurement: Measurement | Written) -> None:
    """Tell the others how it stands now."""
    work.emit(
        type_of("measurement", verb),
        subject=measurement.id,
        key=measurement.indicator,
        version=measurement.version,
        data=model.public_state(measurement),
    )


def _check(indicator: Indicator, first: date, fields: Fields) -> None:
    """Raise Invalid for numbers that the indicator's chart cannot take."""
    value, numerator, denominator = (fields.get(name) for name in NUMBERS)
    try:
        read([Point(first, value, numerator, denominator)], Kind(indicator.chart))
    except CannotJudge as cannot:
        raise Invalid(problems.errors_of(cannot, ratio=denominator is not None)) from None


def _refuse_longer(work: Work, indicator: Indicator, period: Period) -> None:
    """Raise Invalid for a period that is longer than those that stand there, where nobody said how long they are.

    Its number would take the place of that of its first part.
    """
    if indicator.frequency is not None or period.grain is Grain.DAY:
        return
    days = queries.days(work.session, indicator.id)
    length = (period.last - period.first).days + 1
    if len(days) > 1 and length > LONGER_BY * spans.length(days):
        raise Invalid({"period": [Message(LONGER[spans.grain(days)], period=period.text)]})


def _says_something_new(known: Measurement, fields: Fields) -> bool:
    """Whether the numbers differ, or a note or mark that is given; those left out stay as they are."""
    return (
        any(fields.get(name) != getattr(known, name) for name in NUMBERS)
        or fields.get("note") not in {None, known.note}
        or fields.get("astronomical") not in {None, known.astronomical}
    )


def _has_number(fields: Fields) -> bool:
    return any(fields.get(name) is not None for name in NUMBERS)


def _given(value: bool | None, otherwise: bool) -> bool:  # noqa: FBT001 (both are values of one column)
    return otherwise if value is None else value
