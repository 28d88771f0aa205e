"""Lists of what a number counts, newest first, a piece at a time and at the same cost however much there is.

No index holds several units in order of time at once; each has one of its own (and of each state). So each is asked
first where its newest row lies. The piece cannot reach further back than the row at which so many of them are
reached, and only what is newer is read and sorted. Which units and states have rows at all is known from the counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

Key = tuple[str, ...]
Columns = ReadOnlyColumnCollection[str, Any]
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Rows:
    """Rows of a table that has `since` and `id`."""

    table: Table
    # The groups they come in, as kept counts have them: a value of each of `columns`, after which an index has `since`.
    groups: Select[Any]
    columns: tuple[str, ...]
    # What holds for each row, given the table's columns.
    hold: Callable[[Columns], Conditions]


@dataclass(frozen=True)
class Order:
    """Newest first, or oldest first; and where the last piece ended: its moment and id."""

    after: Sequence[str] | None = None
    oldest_first: bool = False

    def of(self, column: Columns) -> tuple[ColumnElement[Any], ...]:
        """What to order by."""
        keys = (column.since, column.id)
        return keys if self.oldest_first else tuple(key.desc() for key in keys)

    def following(self, column: Columns) -> Conditions:
        """What holds for the rows after the last piece."""
        if not self.after:
            return []
        place, there = tuple_(column.since, column.id), tuple_(datetime.fromisoformat(self.after[0]), self.after[1])
        return [place > there if self.oldest_first else place < there]

    def upto(self, column: Columns, edge: datetime) -> ColumnElement[bool]:
        """What holds for the rows that come no later than the edge."""
        condition: ColumnElement[bool] = column.since <= edge if self.oldest_first else column.since >= edge
        return condition

    def sorted(self, moments: Iterable[datetime]) -> list[datetime]:
        """Moments in this order."""
        return sorted(moments, reverse=not self.oldest_first)


NEWEST = Order()


def piece(
    session: Session, rows: Rows, limit: int, order: Order = NEWEST
) -> tuple[Sequence[Row[Any]], list[str] | None]:
    """So many rows in an order, whole, and where the piece ended; None when nothing follows."""
    first = _of_each(session, rows, order, 0)
    edge = _edge(session, rows, order, first, limit + 1)
    if edge is not None:
        first = {key: moment for key, moment in first.items() if order.sorted([moment, edge])[0] == moment}
    column = rows.table.c
    inside = [column[name].in_({key[place] for key in first}) for place, name in enumerate(rows.columns)]
    statement = select(rows.table).where(*inside, *rows.hold(column), *order.following(column))
    if edge is not None:
        statement = statement.where(order.upto(column, edge))
    found = session.execute(statement.order_by(*order.of(column)).limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], [last.since.isoformat(), last.id] if last else None


def _edge(session: Session, rows: Rows, order: Order, first: Mapping[Key, datetime], wanted: int) -> datetime | None:
    """A moment beyond which the wanted rows do not reach; None where every group holds fewer than are wanted."""
    if len(first) >= wanted:
        return order.sorted(first.values())[wanted - 1]
    return next(iter(order.sorted(_of_each(session, rows, order, wanted - 1).values())), None)


def _of_each(session: Session, rows: Rows, order: Order, skipped: int) -> dict[Key, datetime]:
    """When the first row of each group was, or a later one; groups without it are left out."""
    group, column = rows.groups.subquery().c, rows.table.alias().c
    same = [column[name] == key for name, key in zip(rows.columns, group, strict=True)]
    moment = (
        select(column.since)
        .where(*same, *rows.hold(column), *order.following(column))
        .order_by(order.of(column)[0])
        .limit(1)
        .offset(skipped)
        .scalar_subquery()
    )
    found = session.execute(select(*group, moment))
    return {tuple(row[:-1]): row[-1] for row in found if row[-1] is not None}
