"""The differences of one batch, table by table, in one order so that two workers never wait crosswise."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Connection, Table, tuple_

from scorecards.model import Tables
from scorecards.projections.shares import Offer, Part
from services.kernel import bulk

Key = tuple[object, ...]


class Counts:
    """What is to be added to the counts."""

    def __init__(self) -> None:
        self._parts: Counter[tuple[str, Key, str]] = Counter()

    def add(self, parts: Iterable[Part], sign: int) -> None:
        """Put a share in (+1) or take it away (-1)."""
        for table, key, column, number in parts:
            self._parts[table, key, column] += sign * number

    def write(self, connection: Connection, tables: Tables) -> None:
        """Add the differences."""
        changed: dict[str, dict[Key, dict[str, int]]] = {}
        for (table, key, column), number in self._parts.items():
            if number:
                changed.setdefault(table, {}).setdefault(key, {})[column] = number
        for name in sorted(changed):
            table = getattr(tables, name)
            counted = counted_columns(table)
            keys = [column.name for column in table.primary_key]
            rows = [
                {**dict(zip(keys, key, strict=True)), **{column: numbers.get(column, 0) for column in counted}}
                for key, numbers in sorted(changed[name].items())
            ]
            bulk.add(connection, table, rows, counted)


def counted_columns(table: Table) -> list[str]:
    """The columns of a table of counts that hold numbers."""
    return [column.name for column in table.c if not column.primary_key]


def replace_offers(connection: Connection, table: Table, before: set[Offer], after: set[Offer]) -> None:
    """Take away the offers that no longer hold and put the new ones in."""
    gone = sorted({each[:2] for each in before} - {each[:2] for each in after})
    for start in range(0, len(gone), 500):
        key = tuple_(table.c.unit, table.c.improvement)
        connection.execute(table.delete().where(key.in_(gone[start : start + 500])))
    bulk.upsert(connection, table, [each._asdict() for each in sorted(after - before)])
