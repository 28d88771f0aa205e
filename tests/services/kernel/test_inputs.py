"""Rows of CSV and XLSX files, as people export them."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from services.kernel.errors import Unreadable
from services.kernel.inputs import Row, opened


def csv_file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "rows.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def rows_of(path: Path) -> list[Row]:
    with opened(path) as table:
        return list(table.rows())


def cells_of(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in rows_of(path)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_divides_the_header(tmp_path: Path, delimiter: str) -> None:
    text = delimiter.join(["title", "unit"]) + "\n" + delimiter.join(['"Shorter, calmer; rounds"', "A1"]) + "\n"
    assert cells_of(csv_file(tmp_path, text)) == [("title", "unit"), ("Shorter, calmer; rounds", "A1")]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "title,unit\nVård,A1\n", "utf-8-sig")
    assert cells_of(path) == [("title", "unit"), ("Vård", "A1")]


def test_a_file_that_is_not_utf8_is_read_as_windows_1252_and_it_is_said(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "title\nVård på väg\n", "cp1252")
    with opened(path) as table:
        assert [row.cells for row in table.rows()] == [("title",), ("Vård på väg",)]
        assert "Windows-1252" in table.notes[0]


def test_a_stray_byte_late_in_the_file_decides_the_encoding_before_the_first_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path, b"title\n" + b"x\n" * 1_000_000 + b"\xe5\n")
    with opened(path) as table:
        assert "Windows-1252" in table.notes[0]


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="neither XLSX nor text"), opened(csv_file(tmp_path, b"title\n\x81\x8d\n")):
        pass


def test_an_old_excel_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Save it as XLSX"), opened(csv_file(tmp_path, b"\xd0\xcf\x11\xe0rest")):
        pass


def test_a_row_is_named_by_the_line_it_begins_on(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'title,problem\nA,"two\nlines"\n\nB,one\n')
    assert [(row.line, row.cells) for row in rows_of(path)] == [
        (1, ("title", "problem")),
        (2, ("A", "two\nlines")),
        (5, ("B", "one")),
    ]


def test_a_misplaced_quotation_mark_spoils_its_row_and_no_other(tmp_path: Path) -> None:
    first, broken, last = rows_of(csv_file(tmp_path, 'title,unit\n"A"x,B\nC,D\n'))
    assert (first.cells, last.cells) == (("title", "unit"), ("C", "D"))
    assert broken.line == 2
    assert "quotation mark" in broken.fault


def test_a_quotation_mark_that_is_never_closed_is_told_with_what_it_swallowed(tmp_path: Path) -> None:
    _, broken = rows_of(csv_file(tmp_path, 'title,unit\n"A,B\nC,D\n'))
    assert (broken.line, broken.cells) == (2, ())
    assert broken.fault.endswith("line 3.")


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "title\n" + "x" * 20 + "\n" * 3)
    with opened(path) as table:
        assert list(table.rows())[-1].done == table.size == path.stat().st_size


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    assert rows_of(csv_file(tmp_path, b"")) == []


def workbook(folder: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = folder / "rows.xlsx"
    book.save(path)
    return path


def test_a_spreadsheets_values_are_read_as_they_would_be_typed(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 21, 10, 15)  # noqa: DTZ001 (a spreadsheet knows no zones)
    day = datetime(2026, 11, 21)  # noqa: DTZ001
    path = workbook(tmp_path, ("a", "b", "c", "d", "e", "f", "g"), ("text", 12.0, 1.5, day, moment, None, True))
    assert cells_of(path)[1] == ("text", "12", "1.5", "2026-11-21", "2026-11-21T10:15:00", "", "true")


def test_blank_rows_of_a_sheet_are_passed_over_but_counted_in_the_line(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("a",), (None,), ("x",))
    assert [(row.line, row.cells) for row in rows_of(path)] == [(1, ("a",)), (3, ("x",))]


def test_only_the_first_sheet_is_read_and_it_is_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("more")
    path = tmp_path / "rows.xlsx"
    book.save(path)
    with opened(path) as table:
        assert table.notes == ["Only the first sheet was read."]


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path, ("a",), ("x",)).read_bytes()
    with pytest.raises(Unreadable, match="not a workbook"), opened(csv_file(tmp_path, whole[:300])):
        pass
