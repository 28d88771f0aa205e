"""The door for leaders: the region, a division, and what stands behind each number."""

from typing import Any

from flask import Blueprint, render_template

from scorecards import queries, reports
from scorecards.measures import COUNTED_STATES, first_day, running
from scorecards.reports import Report, Trend
from scorecards.views import drawing, reading
from services.kernel.web import paging
from services.kernel.web.access import allow, readers

pages = Blueprint("scorecards", __name__)
A_FEW = 5


@pages.get("/scorecards")
@allow(readers)
def region() -> str:
    """How many improvements run in each division."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
    return render_template("scorecards/region.html", **_shown(report))


@pages.get("/scorecards/divisions/<code>")
@allow(readers)
def division(code: str) -> str:
    """How many run in each unit of a division."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name())
        newest, longest = queries.newest_and_longest(reader.session, report.units, A_FEW)
        by_waste = reports.by_dimension(reader, "waste", report.units)
    return render_template(
        "scorecards/division.html", newest=newest, longest=longest, by_waste=by_waste, **_shown(report)
    )


@pages.get("/scorecards/improvements")
@allow(readers)
def improvements() -> str:
    """The improvements that a number counts."""
    wanted = reading.asked()
    with reading.reader() as reader:
        rows, last = reading.behind(reader, wanted)
        number = reading.number(reader, wanted)
        standing = reader.standing()
    return render_template(
        "scorecards/behind.html",
        improvements=rows,
        number=number,
        wanted=wanted,
        standing=standing,
        next_url=paging.next_path(last),
    )


@pages.get("/scorecards/improvements/<identifier>")
@allow(readers)
def improvement(identifier: str) -> str:
    """The events that made an improvement what it counts as."""
    with reading.reader() as reader:
        found, events = queries.improvement_with_events(reader.session, identifier)
        standing = reader.standing()
    return render_template("scorecards/events.html", it=found, events=events, standing=standing)


def _shown(report: Report) -> dict[str, Any]:
    """What a scorecard's template shows: the report, its chart and small multiples on one axis."""
    ceiling = max((running(counts) for line in report.lines for _, counts in line.trend), default=0)
    return {
        "report": report,
        "standing": report.standing,
        "states": COUNTED_STATES,
        "chart": drawing.trend("running", report.trend),
        "trend": _points(report.trend),
        "small": {line.code: drawing.small(line.code, line.name, line.trend, ceiling) for line in report.lines},
    }


def _points(trend: Trend) -> list[tuple[Any, int]]:
    return [(first_day(month), running(counts)) for month, counts in trend]
