"""The door for leaders: goals and indicators of the region, a division, a unit, and those behind each number."""

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy import Table

from scorecards.following import measures, queries, reports
from scorecards.following.reports import Report
from scorecards.following.views import asking, words
from scorecards.model import LIVE
from scorecards.queries import with_events
from scorecards.views import reading
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext

pages = Blueprint("scorecards_following", __name__)


@pages.get("/scorecards/goals")
@allow(readers)
def region() -> str:
    """The goals of the region, division by division."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name(), gettext("The region's own"))
    return _page(report, {}, "division", "/scorecards")


@pages.get("/scorecards/divisions/<code>/goals")
@allow(readers)
def division(code: str) -> str:
    """The goals of a division, unit by unit."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name(), gettext("The division's own"))
    return _page(report, {"division": code}, "unit", f"/scorecards/divisions/{code}")


@pages.get("/scorecards/units/<code>/goals")
@allow(readers)
def unit(code: str) -> str:
    """The goals of a unit."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
    return _page(report, {"unit": code}, "", f"/scorecards/units/{code}")


@pages.get("/scorecards/goals/counted")
@allow(readers)
def goals() -> str:
    """The open goals that a number counts."""
    with reading.reader() as reader:
        asked = asking.goals(reader)
        rows, last = asking.found_goals(reader, asked)
        perspective = asked.wanted["perspective"]
        perspective = perspective and queries.perspectives(reader.session).name(perspective, reader.language)
        standing = reader.standing()
    return render_template(
        "scorecards/following/goals.html",
        asked=asked,
        goals=rows,
        perspective=perspective,
        standing=standing,
        next_url=paging.next_path(last),
        **_words(),
    )


@pages.get("/scorecards/indicators")
@allow(readers)
def indicators() -> str:
    """The indicators that a number counts."""
    with reading.reader() as reader:
        asked = asking.indicators(reader)
        rows, last = asking.found_indicators(reader, asked)
        standing = reader.standing()
    return render_template(
        "scorecards/following/indicators.html",
        asked=asked,
        indicators=rows,
        standing=standing,
        next_url=paging.next_path(last),
        **_words(),
    )


@pages.get("/scorecards/goals/<identifier>")
@allow(readers)
def goal(identifier: str) -> str:
    """The events that made a goal what it counts as."""
    return _events(LIVE.goal, identifier, f"/follow-ups/goals/{identifier}")


@pages.get("/scorecards/indicators/<identifier>")
@allow(readers)
def indicator(identifier: str) -> str:
    """The events that made an indicator what it counts as."""
    return _events(LIVE.indicator, identifier, f"/follow-ups/indicators/{identifier}")


def _events(table: Table, identifier: str, address: str) -> str:
    """The events behind a thing, which lies at `address`."""
    with reading.reader() as reader:
        found = with_events(reader.session, table, identifier)
        standing = reader.standing()
    return render_template("scorecards/following/events.html", found=found, standing=standing, address=address)


def _words() -> dict[str, Any]:
    """What templates say the keys of counts with."""
    return {
        "shown": words.shown,
        "word": words.word,
        "goal_words": {name: gettext(text) for name, text in words.GOAL_WORDS.items()},
        "indicator_words": {name: gettext(text) for name, text in words.INDICATOR_WORDS.items()},
    }


def _page(report: Report, place: dict[str, str], row: str, scorecard: str) -> str:
    """A scorecard of follow-ups; `place` says whose, `row` what its rows are, `scorecard` where the rest stands."""
    return render_template(
        "scorecards/following/scorecard.html",
        report=report,
        standing=report.standing,
        place=place,
        row=row,
        scorecard=scorecard,
        address=request.url,
        measures=measures,
        **_words(),
    )
