"""The door for leaders: the region, a division, a unit, and what stands behind each number."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request

from scorecards import behind, lists, queries, reports
from scorecards.following import reports as following
from scorecards.lists import Order
from scorecards.measures import COUNTED_STATES, first_day, running
from scorecards.reader import Reader
from scorecards.reports import Report, Trend
from scorecards.reviews.views.panel import panel
from scorecards.spreading import reports as spreading
from scorecards.spreading.reports import GIVEN, RECEIVED
from scorecards.views import asking, drawing, found, matrix, reading
from scorecards.views.asking import Behind
from scorecards.views.found import Found
from scorecards.views.words import benefit_rows
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, runtime

pages = Blueprint("scorecards", __name__)
A_FEW = 5


@pages.get("/scorecards")
@allow(readers)
def region() -> str:
    """How many improvements run in each division, and how they spread."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
        between = spreading.matrix(reader, reading.unknown_name())
        given = spreading.monthly(reader, GIVEN, report.months)
        review = panel(reader.session, report)
        followed = following.answer(reader)
    ceiling = max((number for points in given.values() for number in points), default=0)
    nothing = [0] * len(report.months)
    return render_template(
        "scorecards/region.html",
        matrix=between,
        picture=matrix.picture(between),
        given={
            line.code: drawing.given(line.code, line.name, given.get(line.code, nothing), ceiling)
            for line in report.lines
        },
        review_panel=review,
        followed=followed,
        **_shown(report),
    )


@pages.get("/scorecards/divisions/<code>")
@allow(readers)
def division(code: str) -> str:
    """How many run in each unit of a division, and how they spread."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name())
        run = behind.improvements(report.units, behind.STATES["running"])
        newest, _ = lists.piece(reader.session, run, A_FEW)
        longest, _ = lists.piece(reader.session, run, A_FEW, Order(oldest_first=True))
        by_month = {
            side: spreading.monthly(reader, side, report.months, code).get(code, [0] * len(report.months))
            for side in (GIVEN, RECEIVED)
        }
        between = spreading.matrix(reader, reading.unknown_name(), code)
        review = panel(reader.session, report)
        followed = following.answer(reader, division=code)
    return render_template(
        "scorecards/division.html",
        newest=newest,
        longest=longest,
        matrix=between,
        exchange=_exchange(report, by_month),
        review_panel=review,
        followed=followed,
        **_shown(report),
    )


@pages.get("/scorecards/units/<code>")
@allow(readers)
def unit(code: str) -> str:
    """What runs in a unit, how it spreads, and what others have solved."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
        offers = spreading.offers(reader, code)
        where = reader.division_of(code)
        name = reader.name_of(where, reading.unknown_name())
        followed = following.answer(reader, unit=code)
    return render_template(
        "scorecards/unit.html",
        offers=offers,
        where=where,
        division_named=name,
        followed=followed,
        **_shown(report),
    )


@pages.get("/scorecards/improvements")
@allow(readers)
def improvements() -> str:
    """The improvements that a number counts."""
    return _listed("behind.html", "improvements", asking.improvements, found.improvements)


@pages.get("/scorecards/adoptions")
@allow(readers)
def adoptions() -> str:
    """The adoptions that a number counts."""
    return _listed("adoptions.html", "adoptions", asking.adoptions, found.adoptions)


@pages.get("/scorecards/improvements/<identifier>")
@allow(readers)
def improvement(identifier: str) -> str:
    """The events that made an improvement what it counts as."""
    with reading.reader() as reader:
        it, events = queries.improvement_with_events(reader.session, identifier)
        standing = reader.standing()
    return render_template("scorecards/events.html", it=it, events=events, standing=standing)


def _listed(
    template: str, things: str, ask: Callable[[Reader], Behind], find: Callable[[Reader, Behind], Found]
) -> str:
    """One piece of what stands behind a number."""
    with reading.reader() as reader:
        asked = ask(reader)
        rows, last, number = find(reader, asked)
        standing = reader.standing()
    return render_template(
        f"scorecards/{template}",
        number=number,
        wanted=asked.wanted,
        standing=standing,
        next_url=paging.next_path(last),
        **{things: rows},
    )


def _shown(report: Report) -> dict[str, Any]:
    """What a scorecard's template shows: the report, its chart and small multiples on one axis."""
    ceiling = max((number for line in report.lines for number in line.trend), default=0)
    return {
        "report": report,
        "standing": report.standing,
        "states": COUNTED_STATES,
        "chart": drawing.trend("running", report.trend),
        "trend": _points(report.trend),
        "small": {line.code: drawing.small(line.code, line.name, line.trend, ceiling) for line in report.lines},
        "benefits": benefit_rows(report.benefit),
        "island_days": runtime().settings.island_days,
        "address": request.url,
    }


def _exchange(report: Report, by_month: dict[str, list[int]]) -> list[dict[str, Any]]:
    """Adoptions that a division gave and received month by month, as two charts on one axis."""
    ceiling = max(number for points in by_month.values() for number in points)
    titles = {GIVEN: gettext("Given to other units"), RECEIVED: gettext("Received from other units")}
    return [
        {
            "title": titles[side],
            "chart": drawing.monthly(f"month-{side}", titles[side], report.months, points, ceiling),
            "points": [(first_day(month), number) for month, number in zip(report.months, points, strict=True)],
        }
        for side, points in by_month.items()
    ]


def _points(trend: Trend) -> list[tuple[Any, int]]:
    return [(first_day(month), running(counts)) for month, counts in trend]
