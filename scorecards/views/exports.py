"""Scorecards as files: CSV and XLSX, with nothing in a cell that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from schemas.messages import N_
from scorecards import reports
from scorecards.measures import COUNTED_STATES
from scorecards.queries import Standing
from scorecards.reports import Report
from scorecards.spreading import reports as spreading
from scorecards.spreading.measures import Spread, flat
from scorecards.views import reading
from scorecards.views.words import PHASES, SPREAD_HEADINGS, benefit_rows, state_word
from services.kernel.errors import NotFound
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, language

exports = Blueprint("scorecard_files", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
Cells = Sequence[str | float]


@exports.get("/scorecards/region.<ending>")
@allow(readers)
def region(ending: str) -> Response:
    """The region's scorecard as a file."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
    return table_file(_table(report, gettext("Division")), ending, "scorecard-region")


@exports.get("/scorecards/divisions/<code>.<ending>")
@allow(readers)
def division(code: str, ending: str) -> Response:
    """A division's scorecard as a file."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name())
    return table_file(_table(report, gettext("Unit")), ending, f"scorecard-{report.code}")


@exports.get("/scorecards/units/<code>.<ending>")
@allow(readers)
def unit(code: str, ending: str) -> Response:
    """A unit's scorecard as a file."""
    with reading.reader() as reader:
        report = reports.unit(reader, code)
    return table_file(_table(report, gettext("Unit")), ending, f"scorecard-unit-{report.code}")


@exports.get("/scorecards/matrix.<ending>")
@allow(readers)
def matrix(ending: str) -> Response:
    """Adoptions from division (rows) to division (columns) as a file."""
    with reading.reader() as reader:
        between = spreading.matrix(reader, reading.unknown_name())
        standing = reader.standing()
    divisions = between.divisions
    rows: list[Cells] = [[gettext("Given by"), gettext("Name"), *(name for _, name in divisions), gettext("Total")]]
    rows += [
        [giver, name, *(between.number(giver, receiver) for receiver, _ in divisions), between.given(giver)]
        for giver, name in divisions
    ]
    rows.append([gettext("Total"), "", *(between.received(code) for code, _ in divisions), between.total])
    return table_file([*rows, as_of(standing)], ending, "scorecard-matrix")


def table_file(rows: Iterable[Cells], ending: str, name: str) -> Response:
    """Rows as a file to keep; raises NotFound for an ending other than csv and xlsx."""
    makers = {"csv": (_as_csv, "text/csv; charset=utf-8"), "xlsx": (_as_xlsx, XLSX)}
    if ending not in makers:
        raise NotFound(N_("A scorecard comes as .csv or .xlsx."))
    make, content_type = makers[ending]
    response = Response(make(rows), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _table(report: Report, first_column: str) -> list[Cells]:
    """A scorecard's rows, the whole, and below it what benefit is expected, kind by kind."""
    states = [state_word(state) for state in COUNTED_STATES]
    spread = [gettext(heading) for heading in SPREAD_HEADINGS.values()]
    rows: list[Cells] = [[first_column, gettext("Name"), gettext("running improvements"), *states, *spread]]
    rows += [[line.code, line.name, *line.figures.values(), *_spread(line.spread)] for line in report.lines]
    rows.append([gettext("Total"), report.name, *report.figures.values(), *_spread(report.spread)])
    return [*rows, as_of(report.standing), *_benefit(report)]


def _spread(spread: Spread) -> Cells:
    """A cell for each of SPREAD_HEADINGS; blank where there is nothing to give a rate of."""
    told = flat(spread)
    return ["" if (number := told[name]) is None else number for name in SPREAD_HEADINGS]


def _benefit(report: Report) -> list[Cells]:
    if not report.benefit:
        return []
    headings = (N_("Expected benefit"), N_("When"), N_("Measured in"), N_("proposed"), N_("running"), N_("solved"))
    rows: list[Cells] = [[], [gettext(heading) for heading in headings]]
    for row in benefit_rows(report.benefit):
        amounts = [row.phases.get(phase, (0, 0))[0] for phase in PHASES]
        rows.append([row.kind, row.per, row.measure, *amounts])
    return rows


def as_of(standing: Standing) -> Cells:
    """The row that says how far the counts go."""
    return [
        gettext("As of"),
        language().moment(standing.as_of) if standing.as_of else gettext("not known yet"),
    ]


def harmless(cell: str | float) -> str | float:
    """A text that begins like a formula gets an apostrophe before it, which spreadsheets show as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def _as_csv(rows: Iterable[Cells]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";" if language().code != "en" else ",").writerows(map(harmless, row) for row in rows)
    # Excel takes a file for UTF-8 only when it begins with this mark.
    return text.getvalue().encode("utf-8-sig")


def _as_xlsx(rows: Iterable[Cells]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(gettext("Scorecard"))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: Any, value: str | float) -> Any:  # noqa: ANN401 (openpyxl's own classes)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # Said to be text, a cell is never taken for a formula.
        cell.data_type = "s"
    return cell
