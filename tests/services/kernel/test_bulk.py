"""Many rows at once arrive as they are, few or many, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    select,
)

from services.kernel import bulk
from services.kernel.database import Database
from services.kernel.tables import Instant, Number

METADATA = MetaData()
THING = Table(
    "thing",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("from", Date, key="from_", primary_key=True),
    Column("title", Text),
    Column("at", Instant),
    Column("named", JSON),
    Column("raw", LargeBinary),
    Column("counted", Boolean, nullable=False),
    Column("number", Number, nullable=False),
    Column("level", Integer),
)
AWKWARD = [
    "",
    "\\N",
    "a\tb",
    "a\nb",
    "a\r\nb",
    "\\.",
    '"quoted"',
    "it's",
    "\\",
    "a,b",
    "å ä ö 漢 😀",
    "NULL",
    "\x7f\x01",
]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    METADATA.create_all(database.engine)
    yield database
    database.close()


def row(number: int, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 (a column's value)
    title = AWKWARD[number % len(AWKWARD)]
    made = {
        "id": f"{number} {title}"[:64],
        "from_": date(2026, 1, 1) + timedelta(days=number),
        "title": title if number % 5 else None,
        "at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=number) if number % 3 else None,
        "named": {"sv": title, "n": [1, None, True]},
        "raw": title.encode() + b"\x00\xff" if number % 4 else None,
        "counted": bool(number % 2),
        "number": number * 10**12,
        "level": number if number % 7 else None,
    }
    return made | changed


def everything(database: Database) -> list[dict[str, Any]]:
    with database.engine.connect() as connection:
        found = connection.execute(select(THING).order_by(THING.c.number)).all()
    return [dict(zip(THING.c.keys(), each, strict=True)) for each in found]


@pytest.mark.parametrize("count", [1, bulk.COPY_FROM_ROWS + 50])
def test_copied_rows_arrive_as_they_are(database: Database, count: int) -> None:
    rows = [row(number) for number in range(count)]
    with database.writing() as connection:
        bulk.copy(connection, THING, rows)
    assert everything(database) == rows


@pytest.mark.parametrize("count", [3, bulk.COPY_FROM_ROWS + 50])
def test_an_upsert_inserts_replaces_and_leaves_other_columns_alone(database: Database, count: int) -> None:
    rows = [row(number) for number in range(count)]
    changes = [
        {"id": each["id"], "from_": each["from_"], "title": "changed\t\\", "counted": True, "number": each["number"]}
        for each in rows
    ]
    with database.writing() as connection:
        bulk.upsert(connection, THING, rows[: count // 2])
        bulk.upsert(connection, THING, rows)
        assert everything_within(connection) == count
        bulk.upsert(connection, THING, changes)
    assert everything(database) == [each | {"title": "changed\t\\", "counted": True} for each in rows]


def everything_within(connection: Any) -> int:  # noqa: ANN401 (a connection)
    return len(connection.execute(select(THING)).all())


@pytest.mark.parametrize("count", [2, bulk.COPY_FROM_ROWS + 50])
def test_adding_sums_what_is_there_with_what_comes(database: Database, count: int) -> None:
    rows = [row(number) for number in range(count)]
    with database.writing() as connection:
        bulk.add(connection, THING, rows[:1], ["level"])
        bulk.add(connection, THING, [each | {"number": 5, "title": "kept out"} for each in rows], ["number"])
    found = {each["id"]: each for each in everything(database)}
    assert found[rows[0]["id"]] == rows[0] | {"number": 5}
    assert found[rows[1]["id"]] == rows[1] | {"number": 5, "title": "kept out"}
    assert len(found) == count


@pytest.mark.parametrize("count", [2, bulk.COPY_FROM_ROWS + 50])
def test_missing_rows_are_inserted_and_the_others_stay(database: Database, count: int) -> None:
    rows = [row(number) for number in range(count)]
    with database.writing() as connection:
        bulk.insert_missing(connection, THING, rows[:1])
        bulk.insert_missing(connection, THING, [each | {"title": "other"} for each in rows])
    assert everything(database) == [rows[0], *(each | {"title": "other"} for each in rows[1:])]


def test_no_rows_are_no_statement(database: Database) -> None:
    with database.writing() as connection:
        bulk.copy(connection, THING, [])
        bulk.upsert(connection, THING, [])
        bulk.add(connection, THING, [], ["number"])
        bulk.insert_missing(connection, THING, [])
    assert everything(database) == []
