"""Follow-ups as files: the same numbers as on the pages, table below table."""

from collections.abc import Iterator

from flask import Blueprint, Response

from schemas.messages import N_
from scorecards.following import reports
from scorecards.following.measures import COLOURS, GOALS_COUNTED, IMPROVEMENTS, INDICATORS_COUNTED, Followed
from scorecards.following.reports import Report
from scorecards.following.views.words import GOAL_WORDS, INDICATOR_WORDS, WORDS, word
from scorecards.views import reading
from scorecards.views.exports import Cells, as_of, table_file
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext

files = Blueprint("scorecards_following_files", __name__)
IMPROVEMENT_WORDS = (
    N_("running improvements"),
    N_("running improvements that serve an open goal"),
    N_("solved improvements"),
    N_("solved improvements that serve an open goal"),
)
# The tables below the first: what they are of, and their key.
BELOW = (
    (N_("Where people say it stands"), "status"),
    (N_("Variation"), "variation"),
    (N_("Assurance"), "assurance"),
)


@files.get("/scorecards/goals.<ending>")
@allow(readers)
def region(ending: str) -> Response:
    """The region's follow-ups."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name(), gettext("The region's own"))
    return table_file(_tables(report, gettext("Division")), ending, "goals-region")


@files.get("/scorecards/divisions/<code>/goals.<ending>")
@allow(readers)
def division(code: str, ending: str) -> Response:
    """A division's follow-ups."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name(), gettext("The division's own"))
    return table_file(_tables(report, gettext("Unit")), ending, f"goals-{report.code}")


@files.get("/scorecards/units/<code>/goals.<ending>")
@allow(readers)
def unit(code: str, ending: str) -> Response:
    """A unit's follow-ups."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
    return table_file(_tables(report, gettext("Unit")), ending, f"goals-unit-{report.code}")


def _tables(report: Report, rows: str) -> Iterator[Cells]:
    colours = [word("derived", colour) for colour in COLOURS]
    headings = [gettext(text) for text in (*GOAL_WORDS.values(), *INDICATOR_WORDS.values(), *IMPROVEMENT_WORDS)]
    yield [rows, gettext("Name"), *headings, *colours]
    for line in report.lines:
        yield [line.code, line.name, *_cells(line.followed)]
    yield [gettext("Total"), report.name, *_cells(report.whole)]
    yield as_of(report.standing)
    yield []
    yield [gettext("Perspective"), gettext("open goals")]
    for each in report.perspectives:
        yield [each.name, each.number]
    goals, indicators = report.whole.goals, report.whole.indicators
    for heading, name in BELOW:
        yield []
        yield [gettext(heading), gettext("open goals"), *([] if name == "status" else [gettext("indicators")])]
        for value in WORDS[name]:
            of_indicators = [] if name == "status" else [indicators[name, value]]
            yield [word(name, value), goals[name, value], *of_indicators]


def _cells(it: Followed) -> list[float]:
    """A cell for each heading."""
    return [
        *(it.goals["counted", name] for name in GOALS_COUNTED),
        *(it.indicators["counted", name] for name in INDICATORS_COUNTED),
        *(it.improvements[name] for name in IMPROVEMENTS),
        *(it.goals["derived", colour] for colour in COLOURS),
    ]
