"""The door for programs: /api/v1/scorecards."""

from typing import Any

from flask import Blueprint, Response, jsonify

from schemas.scorecards import (
    CountedAdoptions,
    CountedImprovements,
    CountedImprovementWithEvents,
    DivisionScorecard,
    RegionScorecard,
    UnitScorecard,
)
from scorecards import queries, reports
from scorecards.measures import COUNTED_STATES
from scorecards.reports import Report
from scorecards.spreading import reports as spreading
from scorecards.spreading.measures import Matrix
from scorecards.views import asking, found, reading
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.openapi import describe

api = Blueprint("scorecards_api", __name__, url_prefix="/api/v1/scorecards")


@api.get("/region")
@allow(readers)
@describe("How many improvements run in each division, and how they spread", gives=RegionScorecard())
def region() -> Response:
    """The region's scorecard."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
        matrix = spreading.matrix(reader, reading.unknown_name())
    totals = {**report.figures, "spread": report.spread.public(), "islands": report.spread.islands}
    whole = {**report.public(), "divisions": report.rows(), "totals": totals, "adoptions": _pairs(matrix)}
    return jsonify(RegionScorecard().dump(whole))


@api.get("/divisions/<code>")
@allow(readers)
@describe("One division, unit by unit", gives=DivisionScorecard())
def division(code: str) -> Response:
    """A division's scorecard."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name())
        by_waste = reports.by_dimension(reader, "waste", report.units)
        by_value_stream = reports.by_dimension(reader, "value_stream", report.units)
        matrix = spreading.matrix(reader, reading.unknown_name(), code)
    whole = {
        **_named(report),
        "by_waste": by_waste,
        "by_value_stream": by_value_stream,
        "units": report.rows(),
        "adoptions": _pairs(matrix),
    }
    return jsonify(DivisionScorecard().dump(whole))


@api.get("/units/<code>")
@allow(readers)
@describe("One unit, and what others have solved that it could take over", gives=UnitScorecard())
def unit(code: str) -> Response:
    """A unit's scorecard."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
        offers = spreading.offers(reader, code)
        where = reader.division_of(code)
    return jsonify(UnitScorecard().dump({**_named(report), "division": where, "offers": offers}))


@api.get("/improvements")
@allow(readers)
@describe(
    "The improvements that a number counts",
    gives=CountedImprovements(),
    query={
        "division": "Code of a division",
        "unit": "Code of a unit",
        "state": "A state, `running` (the default) or `solved`",
        "spread": "`relevant`, `spread` or `island` of those solved; `unit`, `division` or `region` for the border they"
        " work across; `unanswered` or `answered` for shared problems",
        "benefit": "A kind of expected benefit they state",
        "serving": "`1`: those that serve an open goal",
        **paging.QUERY,
    },
)
def improvements() -> Response:
    """What stands behind a number."""
    with reading.reader() as reader:
        rows, last, _ = found.improvements(reader, asking.improvements(reader))
    return paging.collection(CountedImprovements().dump({"items": rows})["items"], last)


@api.get("/adoptions")
@allow(readers)
@describe(
    "The adoptions that a number counts",
    gives=CountedAdoptions(),
    query={
        "given_by": "Code of a division of today: adoptions of its improvements",
        "received_by": "Code of a division of today: what its units adopted",
        "unit": "Of that division, this unit alone",
        "across": "`1`: those that crossed a border of divisions on the day of adoption",
        "origin_division": "Code of the division it came from on the day of adoption",
        "division": "Code of the division that adopted it on that day",
        **paging.QUERY,
    },
)
def adoptions() -> Response:
    """The adoptions behind a number."""
    with reading.reader() as reader:
        rows, last, _ = found.adoptions(reader, asking.adoptions(reader))
    return paging.collection(CountedAdoptions().dump({"items": rows})["items"], last)


@api.get("/improvements/<identifier>")
@allow(readers)
@describe("An improvement as it is counted, with its events", gives=CountedImprovementWithEvents())
def improvement(identifier: str) -> Response:
    """The events behind an improvement."""
    with reading.reader() as reader:
        it, events = queries.improvement_with_events(reader.session, identifier)
    return jsonify(CountedImprovementWithEvents().dump({**it._asdict(), "events": events}))


def _named(report: Report) -> dict[str, Any]:
    """What the scorecards of a division and of a unit share."""
    return {
        **report.public(),
        "code": report.code,
        "name": report.name,
        "running": report.figures["running"],
        "by_state": {state: report.figures[state] for state in COUNTED_STATES},
    }


def _pairs(matrix: Matrix) -> list[dict[str, Any]]:
    return [
        {"origin_division": giver, "division": receiver, "number": matrix.number(giver, receiver)}
        for giver, _ in matrix.divisions
        for receiver, _ in matrix.divisions
        if matrix.number(giver, receiver)
    ]
