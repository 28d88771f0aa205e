"""The door for leaders: waste in the region, a division, a unit, and the observations behind each number."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import Row, Table

from scorecards.measures import first_day
from scorecards.model import LIVE
from scorecards.queries import with_events
from scorecards.reports import month_text
from scorecards.views import reading
from scorecards.waste import reports
from scorecards.waste.reports import Report
from scorecards.waste.views import asking, drawing
from scorecards.waste.views.words import basis_word, duration, kinds, waste_word
from services.kernel.web import paging
from services.kernel.web.access import allow, readers

pages = Blueprint("scorecards_waste", __name__)


@pages.get("/scorecards/waste")
@allow(readers)
def region() -> str:
    """The waste that was seen in the region, division by division."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
    return _page(report, {}, "division", "/scorecards")


@pages.get("/scorecards/divisions/<code>/waste")
@allow(readers)
def division(code: str) -> str:
    """The waste that was seen in a division, unit by unit."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name())
    return _page(report, {"division": code}, "unit", f"/scorecards/divisions/{code}")


@pages.get("/scorecards/units/<code>/waste")
@allow(readers)
def unit(code: str) -> str:
    """The waste that was seen in a unit."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
    return _page(report, {"unit": code}, "", f"/scorecards/units/{code}")


@pages.get("/scorecards/observations")
@allow(readers)
def observations() -> str:
    """The observations that a number counts."""
    with reading.reader() as reader:
        asked = asking.observations(reader)
        rows, last = asking.found(reader, asked)
        standing = reader.standing()
    return render_template(
        "scorecards/waste/observations.html",
        number=asked.number,
        wanted=asked.wanted,
        month=first_day(asked.months[0]) if asked.wanted["month"] else None,
        observations=rows,
        standing=standing,
        waste_word=waste_word,
        next_url=paging.next_path(last),
    )


@pages.get("/scorecards/observations/<identifier>")
@allow(readers)
def observation(identifier: str) -> str:
    """The events that made an observation what it counts as."""
    return _events(LIVE.observation, identifier, f"/observations/{identifier}", lambda it: waste_word(it.waste))


@pages.get("/scorecards/value-streams/<identifier>")
@allow(readers)
def value_stream(identifier: str) -> str:
    """The events that made a value stream what it counts as."""
    return _events(LIVE.value_stream, identifier, f"/value-streams/{identifier}", lambda it: str(it.name))


def _events(table: Table, identifier: str, address: str, name: Callable[[Row[Any]], str]) -> str:
    """The events behind a thing, which lies at `address` and is called by its `name`, by its id without one."""
    with reading.reader() as reader:
        it, events = with_events(reader.session, table, identifier)
        standing = reader.standing()
    return render_template(
        "scorecards/waste/events.html",
        it=it,
        events=events,
        standing=standing,
        name=name(it) or identifier,
        address=address,
    )


def _page(report: Report, place: dict[str, str], row: str, scorecard: str) -> str:
    """A scorecard of waste; `place` says whose, `row` what its rows are, `scorecard` where the rest stands."""
    by_name = kinds(report)
    shown: dict[str, Any] = {
        "kinds": by_name,
        "kind_lines": drawing.small("kind", by_name),
        "small": drawing.small("row", report.lines),
        "charts": drawing.monthly(report),
        "history": [(first_day(month), month_text(month), waste) for month, waste in report.history],
        "duration": duration,
        "basis_word": basis_word,
    }
    return render_template(
        "scorecards/waste/scorecard.html",
        report=report,
        standing=report.standing,
        place=place,
        row=row,
        scorecard=scorecard,
        address=request.url,
        **shown,
    )
