"""The door for programs: /api/v1/scorecards."""

from flask import Blueprint, Response, jsonify

from schemas.scorecards import (
    CountedImprovements,
    CountedImprovementWithEvents,
    DivisionScorecard,
    RegionScorecard,
)
from scorecards import queries, reports
from scorecards.measures import COUNTED_STATES
from scorecards.views import reading
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.openapi import describe

api = Blueprint("scorecards_api", __name__, url_prefix="/api/v1/scorecards")


@api.get("/region")
@allow(readers)
@describe("How many improvements run in each division", gives=RegionScorecard())
def region() -> Response:
    """The region's scorecard."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
    whole = {**report.public(), "divisions": report.rows(), "totals": report.figures}
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
    whole = {
        **report.public(),
        "code": report.code,
        "name": report.name,
        "running": report.figures["running"],
        "by_state": {state: report.figures[state] for state in COUNTED_STATES},
        "by_waste": by_waste,
        "by_value_stream": by_value_stream,
        "units": report.rows(),
    }
    return jsonify(DivisionScorecard().dump(whole))


@api.get("/improvements")
@allow(readers)
@describe(
    "The improvements that a number counts",
    gives=CountedImprovements(),
    query={
        "division": "Code of a division",
        "unit": "Code of a unit",
        "state": "A state, or `running` (the default)",
        **paging.QUERY,
    },
)
def improvements() -> Response:
    """What stands behind a number."""
    wanted = reading.asked()
    with reading.reader() as reader:
        rows, last = reading.behind(reader, wanted)
    return paging.collection(CountedImprovements().dump({"items": rows})["items"], last)


@api.get("/improvements/<identifier>")
@allow(readers)
@describe("An improvement as it is counted, with its events", gives=CountedImprovementWithEvents())
def improvement(identifier: str) -> Response:
    """The events behind an improvement."""
    with reading.reader() as reader:
        found, events = queries.improvement_with_events(reader.session, identifier)
    return jsonify(CountedImprovementWithEvents().dump({**found._asdict(), "events": events}))
