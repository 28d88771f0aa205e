"""Brings the rows of a file into a service: what is there stays, what cannot be taken is named, the rest goes in.

A batch is written with its rows' keys: it is in with its notes or not at all, so it may be tried again and a file may
be read twice. The key of a row is its `reference`, else a hash of what it says and which of the rows that say the same
it is.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from marshmallow import Schema
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from schemas import roles
from schemas.fields import Line
from services.kernel import tables
from services.kernel.errors import Invalid
from services.kernel.identity import Principal
from services.kernel.importing import Rows, cells_of
from services.kernel.inputs import Row
from services.kernel.service import Runtime
from services.kernel.web.forms import load
from services.kernel.work import Work

PRINCIPAL = Principal(kind="client", id="import", name="Import", roles=(roles.INTEGRATION,))
REFERENCE = "reference"
_LIST = re.compile(r"[|;]")
_reference = Line(150)
_REFERENCE = Schema.from_dict({REFERENCE: _reference})()


class Importer(Protocol):
    """How one kind of thing is written; made with the principal and the directory of units."""

    kind: str
    # The fields whose cell holds several values, separated by | or ;
    lists: frozenset[str]

    def schema(self, zone: ZoneInfo, /) -> Schema:
        """What a row may hold; `zone` is the region's, for moments that are written without one."""

    def record(self, work: Work, fields: dict[str, Any]) -> str:
        """Write one thing without committing; answers its id. Raises a Refusal."""


class _Entry(NamedTuple):
    line: int
    key: str
    fields: dict[str, Any]


class Import(Rows[_Entry]):
    """One run of an importer that knows a row again by its key."""

    more_columns = frozenset({REFERENCE})

    def __init__(self, runtime: Runtime, importer: Importer, refuse: Callable[[int, str], None]) -> None:
        super().__init__(runtime, importer.schema(runtime.settings.zone), refuse)
        self.importer = importer
        self._same: Counter[bytes] = Counter()

    def entries(self, columns: Sequence[str], batch: Sequence[Row]) -> Sequence[_Entry]:
        """Those of the rows that are not there yet."""
        keyed = [(row.line, *found) for row in batch if (found := self._keyed(columns, row))]
        with self.runtime.database.reading() as session:
            known = self._known(session, [key for _, key, _ in keyed])
        self.tally.known += sum(key in known for _, key, _ in keyed)
        entries = []
        for line, key, cells in keyed:
            if key not in known:
                try:
                    entries.append(_Entry(line, key, load(self.schema, self._fields(cells))))
                except Invalid as invalid:
                    self.refused(line, invalid)
        firsts = list({entry.key: entry for entry in reversed(entries)}.values())[::-1]
        self.tally.known += len(entries) - len(firsts)
        return firsts

    def commit(self, entries: Sequence[_Entry]) -> None:
        """Write the rows with their keys."""
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

    def _keyed(self, columns: Sequence[str], row: Row) -> tuple[str, Mapping[str, str]] | None:
        """The row's key and its cells by column."""
        try:
            cells = dict(cells_of(columns, row))
            return self._key(cells), cells
        except Invalid as invalid:
            self.refused(row.line, invalid)
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

    def _fields(self, cells: Mapping[str, str]) -> dict[str, Any]:
        lists = self.importer.lists
        return {name: _LIST.split(cell) if name in lists else cell for name, cell in cells.items()}

    def _known(self, session: Session, keys: Iterable[str]) -> set[str]:
        imported = tables.imported.c
        there = select(imported.key).where(imported.kind == self.importer.kind, imported.key.in_(list(keys)))
        return set(session.scalars(there))
