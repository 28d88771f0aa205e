"""Waste as files: the same numbers as on the pages, table below table."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response

from schemas.messages import N_
from scorecards.measures import first_day
from scorecards.views import reading
from scorecards.views.exports import Cells, as_of, table_file
from scorecards.waste import reports
from scorecards.waste.measures import Waste
from scorecards.waste.reports import Report
from scorecards.waste.views.words import basis_word, kinds
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, language

files = Blueprint("scorecards_waste_files", __name__)
HEADINGS = (
    N_("observations"),
    N_("told minutes"),
    N_("minutes lost as seen"),
    N_("told minutes and times a week"),
    N_("minutes a week"),
    N_("led to an improvement"),
)
DAYS = (N_("days known"), N_("median days until an improvement"))


@files.get("/scorecards/waste.<ending>")
@allow(readers)
def region(ending: str) -> Response:
    """The region's waste."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
    return table_file(_tables(report, gettext("Division")), ending, "waste-region")


@files.get("/scorecards/divisions/<code>/waste.<ending>")
@allow(readers)
def division(code: str, ending: str) -> Response:
    """A division's waste."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name())
    return table_file(_tables(report, gettext("Unit")), ending, f"waste-{report.code}")


@files.get("/scorecards/units/<code>/waste.<ending>")
@allow(readers)
def unit(code: str, ending: str) -> Response:
    """A unit's waste."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
    return table_file(_tables(report, gettext("Unit")), ending, f"waste-unit-{report.code}")


def _tables(report: Report, rows: str) -> Iterator[Cells]:
    yield [rows, gettext("Name"), *_headings(HEADINGS), *_headings(DAYS)]
    for line in report.lines:
        yield [line.code, line.name, *_cells(line.waste), *_days(line.waste)]
    yield [gettext("Total"), report.name, *_cells(report.whole), *_days(report.whole)]
    yield as_of(report.standing)
    yield from _below(gettext("Waste"), "", [(line.name, "", line.waste) for line in kinds(report)])
    named = [(each.value_stream, each.step, each.waste) for each in report.steps]
    yield from _below(gettext("Value stream"), gettext("Step"), named)
    months = [(language().month(first_day(month)), "", waste) for month, waste in report.history]
    yield from _below(gettext("Month"), "", months)
    yield from _maps(report)


def _below(first: str, second: str, rows: Sequence[tuple[str, str, Waste]]) -> Iterator[Cells]:
    """A further table; without rows, nothing."""
    if not rows:
        return
    yield []
    yield [first, second, *_headings(HEADINGS)]
    for one, other, waste in rows:
        yield [one, other, *_cells(waste)]


def _maps(report: Report) -> Iterator[Cells]:
    if report.maps:
        yield []
        yield _headings(
            (
                N_("Unit"),
                N_("Value stream"),
                N_("Time counted in"),
                N_("Drawn"),
                N_("Lead time, minutes"),
                N_("Activity ratio, %"),
            )
        )
    for each in report.maps:
        found = (each.lead_minutes, each.activity_ratio_percent)
        numbers: list[str | float] = ["" if number is None else number for number in found]
        yield [each.unit_name, each.name, basis_word(each.time_basis), language().day(each.drawn_at), *numbers]


def _headings(headings: Sequence[str]) -> list[str]:
    return [gettext(heading) for heading in headings]


def _cells(waste: Waste) -> list[float]:
    return [waste.number, waste.told, waste.minutes, waste.weekly_told, waste.weekly, waste.led]


def _days(waste: Waste) -> list[str | float]:
    return [waste.dated, "" if waste.median_days is None else waste.median_days]
