"""Writes many rows at once, the same on SQLite and PostgreSQL.

On PostgreSQL an upsert goes through COPY into a temporary table: at batches of thousands it is twice as fast
as executemany, which is what SQLite does well.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

Row = dict[str, Any]
COPY_FROM_ROWS = 200


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows whose key is not there yet."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows, or replace the columns they name where the primary key is there; no key twice in `rows`."""
    if not rows:
        return
    if connection.dialect.name == "postgresql" and len(rows) >= COPY_FROM_ROWS:
        _upsert_by_copy(connection, table, rows)
        return
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in _names(table, rows) if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def add(connection: Connection, table: Table, rows: Sequence[Row], counted: Sequence[str]) -> None:
    """Insert the rows, or add their `counted` columns to those that are there; no key twice in `rows`."""
    if not rows:
        return
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    sums = {name: table.c[name] + statement.excluded[name] for name in counted}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)


def _insert(connection: Connection, table: Table) -> Any:  # noqa: ANN401 (two dialects' own classes with one interface)
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _names(table: Table, rows: Sequence[Row]) -> list[str]:
    return [table.c[key].name for key in rows[0]]


def copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows that are known to be new: COPY on PostgreSQL."""
    if not rows:
        return
    if connection.dialect.name != "postgresql" or len(rows) < COPY_FROM_ROWS:
        connection.execute(insert(table), rows)
        return
    _copy_into(connection, table, table.name, rows)


def _upsert_by_copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    names = _names(table, rows)
    keys = [column.name for column in table.primary_key]
    staging = f"staging_{table.name}"
    listed = ", ".join(f'"{name}"' for name in names)
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in keys)
    connection.exec_driver_sql(
        f'CREATE TEMPORARY TABLE IF NOT EXISTS {staging} (LIKE "{table.name}" INCLUDING DEFAULTS) ON COMMIT DELETE ROWS'
    )
    connection.exec_driver_sql(f"TRUNCATE {staging}")
    _copy_into(connection, table, staging, rows)
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({listed}) SELECT {listed} FROM {staging} '  # noqa: S608 (names from our own metadata)
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}"
    )


def _copy_into(connection: Connection, table: Table, target: str, rows: Sequence[Row]) -> None:
    keys = list(rows[0])
    bind = [table.c[key].type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for key in keys]
    listed = ", ".join(f'"{name}"' for name in _names(table, rows))
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f'COPY "{target}" ({listed}) FROM STDIN') as stream:
        for row in rows:
            stream.write_row(
                [row[key] if process is None else process(row[key]) for key, process in zip(keys, bind, strict=True)]
            )
