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
from scorecards.reports import Report
from scorecards.views import reading
from scorecards.views.words import state_word
from services.kernel.errors import NotFound
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, language

exports = Blueprint("scorecard_files", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
Cells = Sequence[str | int]


@exports.get("/scorecards/region.<ending>")
@allow(readers)
def region(ending: str) -> Response:
    """The region's scorecard as a file."""
    with reading.reader() as reader:
        report = reports.region(reader, reading.unknown_name())
    return _file(report, ending, gettext("Division"), "region")


@exports.get("/scorecards/divisions/<code>.<ending>")
@allow(readers)
def division(code: str, ending: str) -> Response:
    """A division's scorecard as a file."""
    with reading.reader() as reader:
        report = reports.division(reader, code, reading.unknown_name())
    return _file(report, ending, gettext("Unit"), report.code)


def _file(report: Report, ending: str, first_column: str, name: str) -> Response:
    makers = {"csv": (_as_csv, "text/csv; charset=utf-8"), "xlsx": (_as_xlsx, XLSX)}
    if ending not in makers:
        raise NotFound(N_("A scorecard comes as .csv or .xlsx."))
    make, content_type = makers[ending]
    response = Response(make(_table(report, first_column)), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="scorecard-{name}.{ending}"'
    return response


def _table(report: Report, first_column: str) -> list[Cells]:
    states = [state_word(state) for state in COUNTED_STATES]
    as_of = language().moment(report.standing.as_of) if report.standing.as_of else gettext("not known yet")
    rows: list[Cells] = [[first_column, gettext("Name"), gettext("running improvements"), *states]]
    rows += [[line.code, line.name, *line.figures.values()] for line in report.lines]
    rows.append([gettext("Total"), "", *report.figures.values()])
    rows.append([gettext("As of"), as_of])
    return rows


def harmless(cell: str | int) -> str | int:
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


def _cell(sheet: Any, value: str | int) -> Any:  # noqa: ANN401 (openpyxl's own classes)
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # Said to be text, a cell is never taken for a formula.
        cell.data_type = "s"
    return cell
