"""What can be done with measurements: measure one or thousands, correct, strike out."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import select

from schemas.messages import N_, Message
from services.followups import placing
from services.followups.indicators import judging, loading
from services.followups.indicators.model import Indicator
from services.followups.measuring import queries, recording
from services.followups.measuring.model import Measurement, Written
from services.followups.measuring.recording import NUMBERS, Outcome, Recorder
from services.kernel import people, places
from services.kernel.errors import Errors, Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

TWICE = N_("This period stands here twice: it is number %(number)s already. Give each once.")


def measure(
    work: Work, principal: Principal, directory: Directory, indicator_id: str, items: Sequence[Mapping[str, Any]]
) -> Outcome:
    """Take measurements of an indicator, all or none. `items` are of schemas.indicators.NewMeasurement.

    A period that has other numbers is corrected, one without numbers struck out; the same once more changes nothing.
    Raises NotFound, NotAllowed, or Invalid with errors as "3.value", by place from 0.
    """
    indicator = loading.locked(work, indicator_id)
    outcome = record_measurements(work, principal, directory, indicator, items)
    work.commit(outcome)
    return outcome


class AlreadyMeasured(Invalid):
    """The period has another number, `there`, which somebody wrote first."""

    def __init__(self, there: Measurement) -> None:
        super().__init__({"period": [N_("This period has a value already.")]})
        # Of the row itself nothing can be asked once its unit of work has ended.
        self.there = Written(**{name: getattr(there, name) for name in Written._fields})


def measure_new(
    work: Work, principal: Principal, directory: Directory, indicator_id: str, item: Mapping[str, Any]
) -> Outcome:
    """Take one measurement for a period that has none; raises as `measure` does, and AlreadyMeasured.

    The same number once more changes nothing, and one that was struck out may come again.
    """
    indicator = loading.locked(work, indicator_id)
    first = recording.first_day(indicator, item["period"], work.now.date())
    for there in queries.in_periods(work.session, [indicator.id], [first]).values():
        numbers = [getattr(there, name) for name in NUMBERS]
        if any(number is not None for number in numbers) and numbers != [item.get(name) for name in NUMBERS]:
            raise AlreadyMeasured(there)
    outcome = record_measurements(work, principal, directory, indicator, [item])
    work.commit(outcome)
    return outcome


def record_measurements(
    work: Work, principal: Principal, directory: Directory, indicator: Indicator, items: Sequence[Mapping[str, Any]]
) -> Outcome:
    """The same without committing, of an indicator that is locked or new; its chart is asked once, at the commit."""
    refuse_out_of_scope(work, principal, directory, indicator)
    periods = _periods(indicator, items, work.now.date())
    there = queries.in_periods(work.session, [indicator.id], periods)
    recorder = Recorder(work, principal.id, there)
    may_correct = placing.decides(work, principal, directory, indicator.unit, indicator.division)
    outcome = Outcome()
    errors: dict[str, Sequence[str]] = {}
    for place, (first, item) in enumerate(zip(periods, items, strict=True)):
        try:
            outcome.add(*recorder.record(indicator, first, item, may_correct=may_correct))
        except Invalid as refused:
            errors |= _at(place, refused.errors)
    if errors:
        raise Invalid(errors)
    if outcome.new or outcome.corrected:
        people.remember(work, principal)
        work.before_commit(("judge", indicator.id), partial(judging.rejudge, work, indicator, principal.id))
    return outcome


def refuse_out_of_scope(work: Work, principal: Principal, directory: Directory, indicator: Indicator) -> None:
    """Raise NotAllowed for an API client outside its units and divisions; people measure anywhere."""
    if principal.kind != "client" or principal.everywhere:
        return
    if indicator.unit:
        places.refuse_out_of_scope(work, principal, directory, indicator.unit)
    elif indicator.division not in principal.divisions:
        raise NotAllowed(N_("This API client was not made for what is the division's or the region's."))


def restate(work: Work) -> set[str]:
    """State every measurement anew, after a restore; the caller commits."""
    seen: set[str] = set()
    for measurement in work.session.scalars(select(Measurement).order_by(Measurement.indicator, Measurement.period)):
        measurement.version += 1
        recording.emit(work, "restated", measurement)
        seen.add(measurement.id)
    return seen


def _periods(indicator: Indicator, items: Sequence[Mapping[str, Any]], today: date) -> list[date]:
    """The first day of each; raises Invalid for those that cannot be and those that come twice."""
    found: list[date] = []
    places_of: dict[date, int] = {}
    errors: dict[str, Sequence[str]] = {}
    for place, item in enumerate(items):
        try:
            first = recording.first_day(indicator, item["period"], today)
        except Invalid as refused:
            errors |= _at(place, refused.errors)
            continue
        if first in places_of:
            errors[f"{place}.period"] = [Message(TWICE, number=places_of[first] + 1)]
        places_of.setdefault(first, place)
        found.append(first)
    if errors:
        raise Invalid(errors)
    return found


def _at(place: int, errors: Errors) -> dict[str, Sequence[str]]:
    return {f"{place}.{name}": texts for name, texts in errors.items()}
