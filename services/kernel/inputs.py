"""Reads the rows of a file that somebody exported: CSV in the dialects of the offices around us, or XLSX.

A file is read row by row, so its size does not matter. Nothing is guessed twice: encoding and delimiter are settled
from the file alone before the first row, and what was assumed is said in `notes`.
"""

import codecs
import csv
import warnings
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import TextIOWrapper
from pathlib import Path
from typing import IO

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from schemas.messages import N_, Message
from services.kernel.errors import Unreadable

DELIMITERS = (",", ";", "\t")
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
CHUNK = 1024 * 1024
NEITHER = N_("This is not a CSV or XLSX file. Save it as XLSX, or as CSV in UTF-8.")


@dataclass(frozen=True)
class Row:
    """One row. `line` is where it begins in the file, `done` how much of the table's `size` is behind it."""

    line: int
    cells: tuple[str, ...]
    done: int = 0
    # Why the row could not be told apart from its neighbours; it then has no cells.
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in it."""
        return not self.fault and not any(cell.strip() for cell in self.cells)


@dataclass
class Table(ABC):
    """A file being read: what was assumed about it, and its size in the measure of `Row.done` (0: unknown).

    Of its `sheets` the first is read.
    """

    notes: list[str] = field(default_factory=list)
    size: int = 0
    sheets: int = 1

    @abstractmethod
    def rows(self) -> Iterator[Row]:
        """Every row that is not blank, the header among them."""


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """Open a CSV or XLSX file; raises Unreadable for anything else."""
    with path.open("rb") as file, reading(file) as table:
        yield table


@contextmanager
def reading(file: IO[bytes]) -> Iterator[Table]:
    """The same for a file that is open already."""
    first = file.read(CHUNK)
    start = first[: len(ZIP)]
    file.seek(0)
    if start == OLD_EXCEL:
        raise Unreadable(N_("This is an Excel file of the old kind. Save it as XLSX or CSV."))
    if start == ZIP:
        with _workbook(file) as table:
            yield table
    # No text has a nought byte, neither in UTF-8 nor in Windows-1252; pictures and programs do.
    elif b"\0" in first:
        raise Unreadable(NEITHER)
    else:
        yield _Csv.of(file)


@dataclass
class _Csv(Table):
    file: IO[bytes] = field(kw_only=True)
    encoding: str = field(kw_only=True)
    delimiter: str = field(kw_only=True)

    @classmethod
    def of(cls, file: IO[bytes]) -> "_Csv":
        encoding, size = _encoding(file)
        text = _text(file, encoding)
        header = next((line for line in text if line.strip()), "")
        text.detach()
        table = cls(size=size, file=file, encoding=encoding, delimiter=_delimiter(header))
        if encoding == "cp1252":
            table.notes.append("The file is not in UTF-8; it was read as Windows-1252.")
        return table

    def rows(self) -> Iterator[Row]:
        text = _text(self.file, self.encoding)
        # Strict: what does not follow the rules of quoting is refused rather than mended into something else.
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                yield Row(line, (), self.file.tell(), _fault(line, reader.line_num))
                continue
            if cells is None:
                break
            row = Row(line, tuple(cells), self.file.tell())
            if not row.is_blank:
                yield row
        text.detach()


def _fault(first: int, last: int) -> str:
    if last <= first:
        return N_("A quotation mark is missing or stands in the wrong place. The row was not read.")
    text = N_(
        "A quotation mark is missing or stands in the wrong place. Nothing was read up to and with line %(line)d."
    )
    return Message(text, line=last)


def _text(file: IO[bytes], encoding: str) -> TextIOWrapper:
    file.seek(0)
    return TextIOWrapper(file, encoding=encoding, newline="")


def _encoding(file: IO[bytes]) -> tuple[str, int]:
    """The encoding in which the whole file can be read, and its size in bytes."""
    for encoding in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding, file.tell()
    raise Unreadable(N_("The file is neither XLSX nor text in UTF-8 or Windows-1252. Save it as CSV in UTF-8."))


def _delimiter(header: str) -> str:
    """The delimiter that makes the most columns of the header; the first of DELIMITERS where two make as many."""
    return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([header], delimiter=delimiter), [])))


@dataclass
class _Sheet(Table):
    lines: Iterable[tuple[object, ...]] = field(kw_only=True)

    def rows(self) -> Iterator[Row]:
        try:
            for line, values in enumerate(self.lines, start=1):
                row = Row(line, tuple(_cell(value) for value in values), line)
                if not row.is_blank:
                    yield row
        except (zipfile.BadZipFile, ValueError, KeyError, SyntaxError) as broken:
            raise Unreadable(N_("The rest of the XLSX file cannot be read: it is damaged.")) from broken


@contextmanager
def _workbook(file: IO[bytes]) -> Iterator[Table]:
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and validations that it leaves out; only the values are wanted.
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as broken:
        raise Unreadable(N_("The file is not a workbook that can be read. Save it as XLSX or CSV.")) from broken
    try:
        sheet = workbook.worksheets[0]
        size = sheet.max_row or 0
        # Some programs write a wrong extent; the rows themselves are what counts.
        sheet.reset_dimensions()
        notes = ["Only the first sheet was read."] if len(workbook.worksheets) > 1 else []
        yield _Sheet(notes, size, len(workbook.worksheets), lines=sheet.iter_rows(values_only=True))
    finally:
        workbook.close()


def _cell(value: object) -> str:
    """A spreadsheet's value as somebody would type it: 12 for 12.0, 2026-11-21 for a day."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
