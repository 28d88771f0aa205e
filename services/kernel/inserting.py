"""New rows of one unit of work, written together when it commits.

On PostgreSQL a few rows of several tables go in one statement, each table's insert a part of it: one journey to
the database instead of five, which is half the time of a small write. Larger works, and SQLite, insert table by
table.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Table, bindparam, insert
from sqlalchemy.orm import Session

MOST_IN_ONE = 12
Row = dict[str, Any]
Shape = tuple[tuple[Table, tuple[str, ...]], ...]


class Inserts:
    """Rows to be inserted, in the order they were given."""

    def __init__(self) -> None:
        self._rows: list[tuple[Table, Row]] = []

    def add(self, table: Table, row: Row) -> None:
        """Note one row."""
        self._rows.append((table, row))

    def write(self, session: Session) -> None:
        """Insert what was noted; the session's own changes must have been flushed before."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        if session.get_bind().dialect.name == "postgresql" and len(rows) <= MOST_IN_ONE:
            shape = tuple((table, tuple(row)) for table, row in rows)
            values = {f"{place}_{key}": row[key] for place, (_, row) in enumerate(rows) for key in row}
            session.connection().execute(_in_one(shape), values)
            return
        for (table, _), those in _by_table(rows).items():
            session.connection().execute(insert(table), those)


def _by_table(rows: Sequence[tuple[Table, Row]]) -> dict[tuple[Table, tuple[str, ...]], list[Row]]:
    """Rows with the same table and columns together; a table that comes first is written first."""
    found: dict[tuple[Table, tuple[str, ...]], list[Row]] = {}
    for table, row in rows:
        found.setdefault((table, tuple(row)), []).append(row)
    return found


@lru_cache(maxsize=256)
def _in_one(shape: Shape) -> Insert:
    """One statement for rows of these tables; PostgreSQL checks references between them at its end."""
    parts = [
        insert(table).values({key: bindparam(f"{place}_{key}", type_=table.c[key].type) for key in keys}).inline()
        for place, (table, keys) in enumerate(shape)
    ]
    whole = parts[-1]
    return whole.add_cte(*(part.cte(f"part_{place}") for place, part in enumerate(parts[:-1])))
