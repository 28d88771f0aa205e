"""The door for programs: follow-ups under /api/v1/scorecards."""

from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy import Table

from schemas.scorecards_following import (
    CountedGoals,
    CountedIndicators,
    CountedWithEvents,
    DivisionFollowUps,
    RegionFollowUps,
    UnitFollowUps,
)
from scorecards.following import reports
from scorecards.following.reports import Report
from scorecards.following.views import asking
from scorecards.model import LIVE
from scorecards.queries import with_events
from scorecards.views import reading
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext
from services.kernel.web.openapi import describe

api = Blueprint("scorecards_following_api", __name__, url_prefix="/api/v1/scorecards")


@api.get("/region/goals")
@allow(readers)
@describe("Goals, what their charts say, and what serves them, in each division", gives=RegionFollowUps())
def region() -> Response:
    """The region's follow-ups."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name(), gettext("The region's own"))
    return jsonify(RegionFollowUps().dump({**_public(report), "divisions": _lines(report)}))


@api.get("/divisions/<code>/goals")
@allow(readers)
@describe("Goals, what their charts say, and what serves them, in each unit of a division", gives=DivisionFollowUps())
def division(code: str) -> Response:
    """A division's follow-ups."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name(), gettext("The division's own"))
    return jsonify(DivisionFollowUps().dump({**_public(report), "units": _lines(report)}))


@api.get("/units/<code>/goals")
@allow(readers)
@describe("Goals of a unit, what their charts say, and what serves them", gives=UnitFollowUps())
def unit(code: str) -> Response:
    """A unit's follow-ups."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
    return jsonify(UnitFollowUps().dump(_public(report)))


@api.get("/goals")
@allow(readers)
@describe("The open goals that a number counts", gives=CountedGoals(), query=asking.GOALS_QUERY)
def goals() -> Response:
    """The goals behind a number."""
    with reading.reader() as reader:
        rows, last = asking.found_goals(reader, asking.goals(reader))
    return paging.collection(CountedGoals().dump({"items": rows})["items"], last)


@api.get("/indicators")
@allow(readers)
@describe("The indicators that a number counts", gives=CountedIndicators(), query=asking.INDICATORS_QUERY)
def indicators() -> Response:
    """The indicators behind a number."""
    with reading.reader() as reader:
        rows, last = asking.found_indicators(reader, asking.indicators(reader))
    return paging.collection(CountedIndicators().dump({"items": rows})["items"], last)


@api.get("/goals/<identifier>")
@allow(readers)
@describe("The events behind a goal", gives=CountedWithEvents())
def goal(identifier: str) -> Response:
    """The events behind a goal."""
    return _with_events(LIVE.goal, "title", identifier)


@api.get("/indicators/<identifier>")
@allow(readers)
@describe("The events behind an indicator", gives=CountedWithEvents())
def indicator(identifier: str) -> Response:
    """The events behind an indicator."""
    return _with_events(LIVE.indicator, "name", identifier)


def _with_events(table: Table, name: str, identifier: str) -> Response:
    with reading.reader() as reader:
        it, events = with_events(reader.session, table, identifier)
    told = {"id": it.id, "name": getattr(it, name), "counted": it.counted, "incomplete": it.incomplete}
    return jsonify(CountedWithEvents().dump({**told, "events": events}))


def _public(report: Report) -> dict[str, Any]:
    """What the three share."""
    named = {"code": report.code, "name": report.name, "day": report.day}
    return {**vars(report.standing), **named, "totals": report.whole.public()}


def _lines(report: Report) -> list[dict[str, Any]]:
    return [{"code": line.code, "name": line.name, **line.followed.public()} for line in report.lines]
