"""Brings the rows of a file into a service: what is there stays, what cannot be taken is named, the rest goes in.

Rows are written in batches, each one unit of work that also notes the rows' keys: a batch is in with its notes or
not at all, so it may be tried again and a file may be read twice. The key of a row is its `reference`, else a hash of
what it says and which of the rows that say the same it is. Where a row of a batch is refused, the batch is halved
until that row is alone: importers may then refuse at any point, whatever they have changed before.
"""

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from marshmallow import Schema
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from schemas import roles
from schemas.fields import Line
from schemas.identity_numbers import holds_identity_number
from services.kernel import tables
from services.kernel.consumer import passes
from services.kernel.errors import Invalid, Refusal, Unreadable
from services.kernel.identity import Principal
from services.kernel.inputs import Row, Table
from services.kernel.service import Runtime
from services.kernel.web.forms import load
from services.kernel.work import EventTooLarge, Work

PRINCIPAL = Principal(kind="client", id="import", name="Import", roles=(roles.INTEGRATION,))
BATCH = 200
REFERENCE = "reference"
# Seconds before a batch is tried again while the database is away; the last try's fault is raised.
PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
SHOWN = 40
_LIST = re.compile(r"[|;]")
_reference = Line(150)


class Importer(Protocol):
    """How one kind of thing is written; made with the principal and the directory of units."""

    kind: str
    # The fields whose cell holds several values, separated by | or ;
    lists: frozenset[str]

    def schema(self, zone: ZoneInfo, /) -> Schema:
        """What a row may hold; `zone` is the region's, for moments that are written without one."""

    def record(self, work: Work, fields: dict[str, Any]) -> str:
        """Write one thing without committing; answers its id. Raises a Refusal."""


@dataclass
class Tally:
    """What became of the rows."""

    read: int = 0
    new: int = 0
    known: int = 0
    refused: int = 0


class _Entry(NamedTuple):
    line: int
    key: str
    fields: dict[str, Any]


@dataclass
class Import:
    """One run; `refuse` is told the line and the reason of every row that is left out."""

    runtime: Runtime
    importer: Importer
    refuse: Callable[[int, str], None]
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.schema = self.importer.schema(self.runtime.settings.zone)
        self._same: Counter[bytes] = Counter()

    def run(self, table: Table, progress: Callable[[int], None] = lambda _: None) -> Tally:
        """Bring everything in; `progress` is told how much of the table's size is behind. Raises Unreadable."""
        rows = iter(table.rows())
        columns = self._columns(next(rows, None))
        while batch := list(islice(rows, BATCH)):
            self._take(columns, batch)
            progress(batch[-1].done)
        return self.tally

    def _columns(self, header: Row | None) -> list[str]:
        """The fields of the columns; refuses the file as a whole, before anything is written."""
        if header is None or header.fault:
            raise Unreadable("The file has no header. Its first row must name the columns.")
        columns = [cell.strip().lower() for cell in header.cells]
        known = sorted({each.data_key or name for name, each in self.schema.load_fields.items()} | {REFERENCE})
        for number, name in enumerate(columns, start=1):
            if name and name not in known:
                raise Unreadable(f"{_column(number, name)} is not known. Columns can be: {', '.join(known)}.")
            if name and columns.index(name) != number - 1:
                raise Unreadable(f"{_column(number, name)} is there twice.")
        needed = {each.data_key or name for name, each in self.schema.load_fields.items() if each.required}
        if missing := sorted(needed - set(columns)):
            raise Unreadable(f"The file lacks a column that is needed: {', '.join(missing)}.")
        return columns

    def _take(self, columns: Sequence[str], batch: Sequence[Row]) -> None:
        keyed = [(row.line, *found) for row in batch if (found := self._keyed(columns, row))]
        self.tally.read += len(batch)
        with self.runtime.database.reading() as session:
            known = self._known(session, [key for _, key, _ in keyed])
        self.tally.known += sum(key in known for _, key, _ in keyed)
        entries = []
        for line, key, cells in keyed:
            if key not in known:
                try:
                    entries.append(_Entry(line, key, load(self.schema, self._fields(cells))))
                except Invalid as invalid:
                    self._refuse(line, invalid)
        firsts = list({entry.key: entry for entry in reversed(entries)}.values())[::-1]
        self.tally.known += len(entries) - len(firsts)
        if firsts:
            self._write(firsts)

    def _keyed(self, columns: Sequence[str], row: Row) -> tuple[str, dict[str, str]] | None:
        """The row's key and its cells by column."""
        try:
            cells = _cells(columns, row)
            return self._key(cells), cells
        except Invalid as invalid:
            self._refuse(row.line, invalid)
            return None

    def _key(self, cells: dict[str, str]) -> str:
        reference = cells.pop(REFERENCE, None)
        if reference is not None:
            return f"reference:{load(_REFERENCE, {REFERENCE: reference})[REFERENCE]}"
        # A password is left out: its hash here would be easier to guess from than the one it is kept under.
        said = sorted((name, cell) for name, cell in cells.items() if not self._is_secret(name))
        digest = hashlib.sha256(json.dumps(said).encode()).digest()
        self._same[digest] += 1
        return f"row:{digest.hex()}:{self._same[digest]}"

    def _is_secret(self, name: str) -> bool:
        known = self.schema.load_fields.get(name)
        return known is not None and bool(known.metadata.get("writeOnly"))

    def _fields(self, cells: dict[str, str]) -> dict[str, Any]:
        lists = self.importer.lists
        return {name: _LIST.split(cell) if name in lists else cell for name, cell in cells.items()}

    def _known(self, session: Session, keys: Iterable[str]) -> set[str]:
        imported = tables.imported.c
        there = select(imported.key).where(imported.kind == self.importer.kind, imported.key.in_(list(keys)))
        return set(session.scalars(there))

    def _write(self, entries: Sequence[_Entry]) -> None:
        try:
            self._commit(entries)
        except (Refusal, EventTooLarge) as refusal:
            if len(entries) == 1:
                self._refuse(entries[0].line, refusal)
                return
            half = len(entries) // 2
            self._write(entries[:half])
            self._write(entries[half:])

    def _commit(self, entries: Sequence[_Entry]) -> None:
        """Write in one unit of work; again, after a pause, while the database is away or another import was faster."""
        for pause in PAUSES:
            try:
                self._commit_once(entries)
            except DBAPIError as fault:
                if not (passes(fault) or isinstance(fault, IntegrityError)):
                    raise
                time.sleep(pause)
            else:
                return
        self._commit_once(entries)

    def _commit_once(self, entries: Sequence[_Entry]) -> None:
        kind = self.importer.kind
        with self.runtime.work() as work:
            # Nobody knows whether a commit that was cut off took place.
            known = self._known(work.session, [entry.key for entry in entries])
            fresh = [entry for entry in entries if entry.key not in known]
            notes = [
                {"kind": kind, "key": entry.key, "thing": self.importer.record(work, entry.fields)} for entry in fresh
            ]
            if notes:
                work.session.execute(insert(tables.imported), notes)
                work.commit()
        self.tally.new += len(fresh)
        self.tally.known += len(known)

    def _refuse(self, line: int, refusal: Exception) -> None:
        self.tally.refused += 1
        self.refuse(line, said(refusal))


_REFERENCE = Schema.from_dict({REFERENCE: _reference})()


def said(refusal: Exception) -> str:
    """A refusal in one line of English: its fields with what is wrong, else what happened."""
    errors = refusal.errors if isinstance(refusal, Refusal) else {}
    return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items()) or str(refusal)


def _cells(columns: Sequence[str], row: Row) -> dict[str, str]:
    """The cells by column, blank ones left out; raises Invalid."""
    if row.fault:
        raise Invalid({"row": [row.fault]})
    cells = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name and cell.strip()}
    if len(cells) < sum(bool(cell.strip()) for cell in row.cells):
        raise Invalid({"row": ["A value stands in a column that has no name in the header."]})
    return cells


def _column(number: int, name: str) -> str:
    """A column as it may be named: never with what looks like somebody's number."""
    shown = name.isprintable() and len(name) <= SHOWN and not holds_identity_number(name)
    return f"Column {number} ({name})" if shown else f"Column {number}"
