"""Writes many rows at once, the same on SQLite and PostgreSQL.

On PostgreSQL large batches go through COPY into a temporary table and one INSERT … ON CONFLICT: at thousands of
rows that is twice as fast as executemany, which is what SQLite does well.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, MetaData, Table, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from services.kernel.copying import copy_into

Row = dict[str, Any]
COPY_FROM_ROWS = 100


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is not there yet."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or replace the columns they name where the primary key is there; no key twice in `rows`."""
    if rows:
        statement = _insert(connection, table)
        changed = [key for key in rows[0] if not table.c[key].primary_key]
        _write(connection, table, rows, statement, {table.c[key].name: statement.excluded[key] for key in changed})


def add(connection: Connection, table: Table, rows: Sequence[Row], counted: Sequence[str]) -> None:
    """Insert the rows, or add their `counted` columns to those that are there; no key twice in `rows`."""
    if rows:
        statement = _insert(connection, table)
        _write(connection, table, rows, statement, {key: table.c[key] + statement.excluded[key] for key in counted})


def copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows that are known to be new."""
    if rows and _by_copy(connection, rows):
        copy_into(connection, table, table.name, rows)
    elif rows:
        connection.execute(insert(table), rows)


def _insert(connection: Connection, table: Table) -> Any:  # noqa: ANN401 (two dialects' own classes with one interface)
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _by_copy(connection: Connection, rows: Sequence[Row]) -> bool:
    return connection.dialect.name == "postgresql" and len(rows) >= COPY_FROM_ROWS


def _write(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    statement: Any,  # noqa: ANN401 (as in _insert)
    changes: dict[str, ColumnElement[Any]],
) -> None:
    keys = [column.name for column in table.primary_key]
    if not _by_copy(connection, rows):
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)
        return
    staging = _staging(table)
    connection.execute(
        text(f'CREATE TEMPORARY TABLE IF NOT EXISTS "{staging.name}" (LIKE "{table.name}" INCLUDING DEFAULTS)')
    )
    connection.execute(text(f'TRUNCATE "{staging.name}"'))
    copy_into(connection, table, staging.name, rows)
    columns = list(rows[0])
    staged = statement.from_select(columns, select(*(staging.c[key] for key in columns)))
    connection.execute(staged.on_conflict_do_update(index_elements=keys, set_=changes))


@cache
def _staging(table: Table) -> Table:
    return table.to_metadata(MetaData(), name=f"staging_{table.name}")
