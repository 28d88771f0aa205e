"""Indicators with values for the tests of what is shown of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

from flask import g
from sqlalchemy import event
from uuid_utils import uuid7

from schemas.periods import Period, parse
from services.followups.goals.model import Goal, Serving
from services.followups.indicators.model import Indicator, PhaseStart
from services.followups.indicators.operations import record_indicator
from services.followups.measuring.operations import record_measurements
from services.followups.replica.model import Adoption, Improvement
from services.kernel.service import Runtime
from tests.services.followups.control.series import DEVIATIONS, RRK_ATTENDANCES, RRK_BREACHES, day
from tests.services.kernel.web.site import Site

OWN = ("goal", "indicator", "measurement", "phase_start", "improvement", "adoption", "serving")
PAGES = "/follow-ups/indicators"
# Eight low months after many that vary about a mean: the shift is an improvement where lower is better.
FALLING = (*([12, 14, 11, 15, 13, 12, 16, 14, 13, 15, 12, 14] * 2), 4, 5, 3, 4, 5, 4, 3, 4)
SHARE = {"chart": "p_prime", "unit_of_measure": "% within four hours", "direction": "higher", "target": 0.95}
FALLS: dict[str, Any] = {"name": "Falls", "unit_of_measure": "falls", "direction": "lower", "chart": "xmr"}


def followups(site: Site) -> Runtime:
    """The service's runtime."""
    return site.runtimes["followups"]


def months(*values: float | None, notes: dict[int, str] | None = None) -> list[dict[str, Any]]:
    """A value a month from April 2016 on."""
    return [_item(number, value=each, note=(notes or {}).get(number)) for number, each in enumerate(values)]


def shares(numerators: Sequence[float], denominators: Sequence[float]) -> list[dict[str, Any]]:
    """A numerator over a denominator a month."""
    pairs = zip(numerators, denominators, strict=True)
    return [_item(number, numerator=above, denominator=below) for number, (above, below) in enumerate(pairs)]


def _item(number: int, **given: Any) -> dict[str, Any]:  # noqa: ANN401 (passed on as it is)
    nothing = dict.fromkeys(("value", "numerator", "denominator", "note", "astronomical"))
    return {"period": month(number), **nothing, **given}


def month(number: int) -> Period:
    """The `number`-th month since April 2016."""
    return parse(day(number).isoformat()[:7])


def within_four_hours() -> list[dict[str, Any]]:
    """The share of attendances of RRK that did not breach, April 2016 to March 2018."""
    stayed = [all_of - breached for all_of, breached in zip(RRK_ATTENDANCES, RRK_BREACHES, strict=True)]
    return shares(stayed, RRK_ATTENDANCES)


def deviations() -> list[dict[str, Any]]:
    """The series of the vignette on deviations."""
    return months(*DEVIATIONS)


def define(site: Site, unit: str | None, items: Sequence[dict[str, Any]] = (), **fields: Any) -> Indicator:  # noqa: ANN401 (passed on as it is)
    """An indicator with measurements, of the region without a unit."""
    (made,) = define_all(site, unit, [(items, fields)])
    return made


def define_all(
    site: Site, unit: str | None, given: Sequence[tuple[Sequence[dict[str, Any]], dict[str, Any]]]
) -> list[Indicator]:
    """Several with their measurements, with one commit."""
    runtime, who = followups(site), site.principal("admin", name="Robin Ek")
    directory, made = runtime.known.directory(), []
    with runtime.work() as work:
        for items, fields in given:
            settings = {**FALLS, "unit": unit, "division": None, **fields}
            made.append(record_indicator(work, who, directory, settings))
            if items:
                record_measurements(work, who, directory, made[-1], items)
        work.commit()
        for each in made:
            work.session.refresh(each)
        work.session.expunge_all()
    return made


def add(site: Site, *things: Any) -> None:  # noqa: ANN401 (any mapped)
    """Rows as they are."""
    with followups(site).work() as work:
        for each in things:
            work.session.add(each)
            work.session.flush()
        work.commit()


def phase(indicator: Indicator, number: int, reason: str) -> PhaseStart:
    """New limits from the `number`-th month on."""
    return PhaseStart(indicator=indicator.id, start=day(number), reason=reason, at=moment(day(number)), actor="p-1")


def goal(unit: str | None, thread: str | None = None) -> Goal:
    """A goal for 2026; with `thread` one that goes on from another."""
    identifier = str(uuid7())
    begins, ends = date(2026, 1, 1), date(2026, 12, 31)
    return Goal(
        id=identifier,
        version=1,
        title=f"Safer nights {identifier}",
        perspective="process",
        period="2026",
        begins=begins,
        ends=ends,
        unit=unit,
        thread=thread or identifier,
        state="open",
        follow_up_every="third",
        created_at=moment(begins),
        updated_at=moment(begins),
        set_by="p-1",
    )


def serving(served: Goal, improvement: Improvement) -> Serving:
    """That an improvement serves a goal."""
    return Serving(goal=served.id, improvement=improvement.id)


def improvement(unit: str, title: str, on: date | None) -> Improvement:
    """An improvement as the replica knows it."""
    return Improvement(
        id=str(uuid7()),
        sequence="000000-000000000001",
        title=title,
        unit=unit,
        state="implemented",
        implemented_at=moment(on) if on else None,
    )


def adoption(of: Improvement, unit: str, on: date | None) -> Adoption:
    """A unit's taking over of it."""
    return Adoption(
        id=str(uuid7()),
        sequence="000000-000000000001",
        improvement=of.id,
        unit=unit,
        implemented_at=moment(on) if on else None,
    )


def moment(day_of_it: date) -> datetime:
    """Noon of a day."""
    return datetime.combine(day_of_it, time(12), UTC)


@contextmanager
def speaking(site: Site, code: str) -> Iterator[None]:
    """A request of somebody who reads this language."""
    app = site.apps["followups"]
    with app.test_request_context(headers={"Accept-Language": code}):
        app.preprocess_request()
        yield
        g.pop("held", None)


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """What is asked of the service's own tables meanwhile; those of the kernel are remembered for a moment."""
    heard: list[str] = []
    engine = followups(site).database.engine

    def hear(*told: Any) -> None:  # noqa: ANN401 (SQLAlchemy's own)
        if any(f"FROM {name} " in " ".join(told[2].split()) for name in OWN):
            heard.append(told[2])

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)
