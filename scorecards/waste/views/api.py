"""The door for programs: waste under /api/v1/scorecards."""

from typing import Any

from flask import Blueprint, Response, jsonify

from schemas.scorecards_waste import (
    CountedObservations,
    CountedObservationWithEvents,
    CountedValueStreamWithEvents,
    DivisionWaste,
    RegionWaste,
    UnitWaste,
)
from scorecards.model import LIVE
from scorecards.queries import with_events
from scorecards.reports import month_text
from scorecards.views import reading
from scorecards.waste import reports
from scorecards.waste.measures import from_parts
from scorecards.waste.reports import Line, Report
from scorecards.waste.views import asking
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.openapi import describe

api = Blueprint("scorecards_waste_api", __name__, url_prefix="/api/v1/scorecards")


@api.get("/region/waste")
@allow(readers)
@describe("The waste that was seen in each division in twelve months", gives=RegionWaste())
def region() -> Response:
    """The region's waste."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
    return jsonify(RegionWaste().dump({**_public(report), "divisions": _lines(report)}))


@api.get("/divisions/<code>/waste")
@allow(readers)
@describe("The waste that was seen in each unit of a division", gives=DivisionWaste())
def division(code: str) -> Response:
    """A division's waste."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name())
    return jsonify(DivisionWaste().dump({**_named(report), "units": _lines(report)}))


@api.get("/units/<code>/waste")
@allow(readers)
@describe("The waste that was seen in a unit", gives=UnitWaste())
def unit(code: str) -> Response:
    """A unit's waste."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
    return jsonify(UnitWaste().dump(_named(report)))


@api.get("/observations")
@allow(readers)
@describe("The observations that a number counts", gives=CountedObservations(), query=asking.QUERY)
def observations() -> Response:
    """What stands behind a number."""
    with reading.reader() as reader:
        rows, last = asking.found(reader, asking.observations(reader))
    return paging.collection(CountedObservations().dump({"items": rows})["items"], last)


@api.get("/observations/<identifier>")
@allow(readers)
@describe("An observation as it is counted, with its events", gives=CountedObservationWithEvents())
def observation(identifier: str) -> Response:
    """The events behind an observation."""
    with reading.reader() as reader:
        it, events = with_events(reader.session, LIVE.observation, identifier)
        (shown,) = asking.shown(reader, [it])
    return jsonify(CountedObservationWithEvents().dump({**shown, "events": events}))


@api.get("/value-streams/<identifier>")
@allow(readers)
@describe("A value stream as it is counted, with its events", gives=CountedValueStreamWithEvents())
def value_stream(identifier: str) -> Response:
    """The events behind a value stream."""
    with reading.reader() as reader:
        it, events = with_events(reader.session, LIVE.value_stream, identifier)
    numbers = {"lead_minutes": from_parts(it.lead), "activity_ratio_percent": from_parts(it.activity_ratio)}
    return jsonify(CountedValueStreamWithEvents().dump({**it._asdict(), **numbers, "events": events}))


def _public(report: Report) -> dict[str, Any]:
    """What the three share."""
    return {
        **vars(report.standing),
        "months": [month_text(month) for month in report.months],
        "totals": report.whole.public(),
        "wastes": [{"waste": line.code, **line.waste.public()} for line in report.kinds],
        "steps": [
            {"value_stream": each.value_stream or None, "step": each.step or None, **each.waste.public()}
            for each in report.steps
        ],
        "history": [{"month": month_text(month), **waste.public()} for month, waste in report.history],
    }


def _named(report: Report) -> dict[str, Any]:
    return {**_public(report), "code": report.code, "name": report.name, "value_streams": report.maps}


def _lines(report: Report) -> list[dict[str, Any]]:
    return [_line(line) for line in report.lines]


def _line(line: Line) -> dict[str, Any]:
    return {"code": line.code, "name": line.name, "value_streams": line.maps, **line.waste.public()}
