"""The way of a file's rows into a service: read in batches, each one unit of work, what cannot be taken is named.

Where a row of a batch is refused, the batch is halved until that row is alone: what writes the rows may then refuse at
any point, whatever it has changed before. What a row is and whether it is there already belongs to the subclass.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

from marshmallow import EXCLUDE, Schema
from sqlalchemy.exc import DBAPIError, IntegrityError

from schemas.identity_numbers import holds_identity_number
from schemas.messages import N_, Message
from services.kernel.consumer import passes
from services.kernel.errors import Invalid, Refusal, Unreadable
from services.kernel.inputs import Row, Table
from services.kernel.service import Runtime
from services.kernel.work import EventTooLarge

BATCH = 200
# Seconds before a batch is tried again while the database is away; the last try's fault is raised.
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
SHOWN = 40
EMPTY = N_("The file is empty. Its first row must name the columns, and the others hold the values.")
EMPTY_SHEET = N_("Only the first sheet is read, and it is empty. Move the sheet that you mean to the front.")
TOO_MANY_CELLS = N_(
    "The row has more cells than there are columns. "
    "If that is a decimal comma, put the number in quotation marks, or use semicolons between cells."
)


class Entry(Protocol):
    """What the subclass makes of a row."""

    @property
    def line(self) -> int:
        """Where the row begins in the file."""


Made = TypeVar("Made", bound=Entry)


@dataclass
class Tally:
    """What became of the rows."""

    read: int = 0
    new: int = 0
    known: int = 0
    refused: int = 0
    # Were there and said something else; and those that nobody asked for.
    corrected: int = 0
    passed_over: int = 0


def said(refusal: Exception) -> str:
    """A refusal in one line of English: its fields with what is wrong, else what happened."""
    errors = refusal.errors if isinstance(refusal, Refusal) else {}
    return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()) or str(refusal)


class Rows(ABC, Generic[Made]):
    """One run; `refuse` is told the line and, in the words of `say`, the reason of every row that is left out."""

    # Columns beside those of the schema.
    more_columns: frozenset[str] = frozenset()

    def __init__(
        self,
        runtime: Runtime,
        schema: Schema,
        refuse: Callable[[int, str], None],
        say: Callable[[Exception], str] = said,
    ) -> None:
        self.runtime = runtime
        self.schema = schema
        self.refuse = refuse
        self.say = say
        self.tally = Tally()

    def run(self, table: Table, progress: Callable[[int], None] = lambda _: None) -> Tally:
        """Bring everything in; `progress` is told how much of the table's size is behind. Raises Unreadable."""
        rows = iter(table.rows())
        header = next(rows, None)
        if header is None:
            raise Unreadable(EMPTY_SHEET if table.sheets > 1 else EMPTY)
        columns = self._columns(header)
        while batch := list(islice(rows, BATCH)):
            self.tally.read += len(batch)
            if entries := self.entries(columns, batch):
                self._write(entries)
            progress(batch[-1].done)
        self.finish()
        return self.tally

    @abstractmethod
    def entries(self, columns: Sequence[str], batch: Sequence[Row]) -> Sequence[Made]:
        """What shall be written of a batch; rows that cannot be are refused here."""

    @abstractmethod
    def commit(self, entries: Sequence[Made]) -> None:
        """Write in one unit of work and tally; may be called again with the same. Raises a Refusal, EventTooLarge."""

    def finish(self) -> None:
        """Do what is left when all rows are in."""

    def refused(self, line: int, refusal: Exception) -> None:
        """Leave a row out."""
        self.tally.refused += 1
        self.refuse(line, self.say(refusal))

    def _columns(self, header: Row) -> list[str]:
        """The fields of the columns; refuses the file as a whole, before anything is written."""
        if header.fault:
            raise Unreadable(N_("The file has no header. Its first row must name the columns."))
        columns = [cell.strip().lower() for cell in header.cells]
        self.refuse_columns(columns)
        return columns

    def refuse_columns(self, columns: Sequence[str]) -> None:
        """Raise Unreadable for columns that are not known, come twice or are missing."""
        fields = {each.data_key or name: each for name, each in self.schema.load_fields.items()}
        known = sorted({*fields, *self.more_columns})
        for number, name in enumerate(columns, start=1):
            if name and name not in known and self.schema.unknown != EXCLUDE:
                text = N_("Column %(column)s is not known. Columns can be: %(known)s.")
                raise Unreadable(Message(text, column=_column(number, name), known=", ".join(known)))
            if name in known and columns.index(name) != number - 1:
                raise Unreadable(Message(N_("Column %(column)s is there twice."), column=_column(number, name)))
        needed = {name for name, each in fields.items() if each.required}
        if missing := sorted(needed - set(columns)):
            text = N_("The file lacks a column that is needed: %(columns)s.")
            raise Unreadable(Message(text, columns=", ".join(missing)))

    def _write(self, entries: Sequence[Made]) -> None:
        try:
            self._commit(entries)
        except (Refusal, EventTooLarge) as refusal:
            if len(entries) == 1:
                self.refused(entries[0].line, refusal)
                return
            half = len(entries) // 2
            self._write(entries[:half])
            self._write(entries[half:])

    def _commit(self, entries: Sequence[Made]) -> None:
        """Write in one unit of work; again, after a pause, while the database is away or another import was faster."""
        for pause in PAUSES:
            try:
                self.commit(entries)
            except DBAPIError as fault:
                if not (passes(fault) or isinstance(fault, IntegrityError)):
                    raise
                time.sleep(pause)
            else:
                return
        self.commit(entries)


def cells_of(columns: Sequence[str], row: Row, *, all_named: bool = True) -> Mapping[str, str]:
    """The cells by column, blank ones left out; raises Invalid, for a column without a name only if `all_named`."""
    if row.fault:
        raise Invalid({"row": [row.fault]})
    if any(cell.strip() for cell in row.cells[len(columns) :]):
        raise Invalid({"row": [TOO_MANY_CELLS]})
    cells = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name and cell.strip()}
    if all_named and len(cells) < sum(bool(cell.strip()) for cell in row.cells):
        raise Invalid({"row": [N_("A value stands in a column that has no name in the header.")]})
    return cells


def column_names(columns: Sequence[str]) -> str:
    """The columns of a file in one line, those by number whose names may not be shown."""
    return ", ".join(name if _may_show(name) else f"{number}" for number, name in enumerate(columns, 1) if name)


def _column(number: int, name: str) -> str:
    return f"{number} ({name})" if _may_show(name) else f"{number}"


def _may_show(name: str) -> bool:
    """Whether a column may be named: never with what looks like somebody's number."""
    return name.isprintable() and len(name) <= SHOWN and not holds_identity_number(name)
