"""Lists of what a number counts, newest first, a piece at a time and at the same cost however much there is.

No index holds several units in order of time at once; each has one of its own (and of each state). So each is asked
first where its newest row lies. The piece cannot reach further back than the row at which so many of them are
reached, and only what is newer is read and sorted. Which units and states have rows at all is known from the counts.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, Table, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

Key = tuple[str, ...]
Moment = date | datetime
Columns = ReadOnlyColumnCollection[str, Any]
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Rows:
    """Rows of a table that has `id`, ordered by `at`."""

    table: Table
    # The groups they come in, as kept counts have them: a value of each of `columns`, after which an index has `at`.
    groups: Select[Any]
    columns: tuple[str, ...]
    # What holds for each row, given the table's columns.
    hold: Callable[[Columns], Conditions]
    # A moment or a day.
    at: str = "since"

    def upto(self, column: Columns, edge: Moment, order: "Order") -> ColumnElement[bool]:
        """What holds for the rows that come no later than the edge."""
        condition: ColumnElement[bool] = column[self.at] <= edge if order.oldest_first else column[self.at] >= edge
        return condition

    def following(self, column: Columns, order: "Order") -> Conditions:
        """What holds for the rows after the piece before."""
        if not order.after:
            return []
        moment = datetime.fromisoformat(order.after[0])
        at = moment.date() if isinstance(column[self.at].type, Date) else moment
        place, there = tuple_(column[self.at], column.id), tuple_(at, order.after[1])
        return [place > there if order.oldest_first else place < there]

    def ordered(self, column: Columns, order: "Order") -> tuple[ColumnElement[Any], ...]:
        """What to order by."""
        keys = (column[self.at], column.id)
        return keys if order.oldest_first else tuple(key.desc() for key in keys)


@dataclass(frozen=True)
class Order:
    """Newest first, or oldest first; and where the last piece ended: its moment and id."""

    after: Sequence[str] | None = None
    oldest_first: bool = False

    def sorted(self, moments: Iterable[Moment]) -> list[Moment]:
        """Moments in this order."""
        return sorted(moments, reverse=not self.oldest_first)


NEWEST = Order()


def piece(
    session: Session, rows: Rows, limit: int, order: Order = NEWEST
) -> tuple[Sequence[Row[Any]], list[str] | None]:
    """So many rows in an order, whole, and where the piece ended; None when nothing follows."""
    column, keys = rows.table.c, [tuple(row) for row in session.execute(rows.groups)]
    edge, keys = _edge(session, rows, order, keys, limit + 1)
    inside = [column[name].in_({key[place] for key in keys}) for place, name in enumerate(rows.columns)]
    statement = select(rows.table).where(*inside, *rows.hold(column), *rows.following(column, order))
    if edge is not None:
        statement = statement.where(rows.upto(column, edge, order))
    found = session.execute(statement.order_by(*rows.ordered(column, order)).limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], [getattr(last, rows.at).isoformat(), last.id] if last else None


def _edge(session: Session, rows: Rows, order: Order, keys: list[Key], wanted: int) -> tuple[Moment | None, list[Key]]:
    """A moment beyond which the wanted rows do not reach (None: not known), and the groups that reach so far."""
    if not keys:
        return None, keys
    # So many of each group, of so many groups, are as many as are wanted.
    of_each = -(-wanted // len(keys))
    groups = -(-wanted // of_each)
    reached = _of_each(session, rows, order, of_each - 1)
    if len(reached) >= groups:
        edge = order.sorted(reached.values())[groups - 1]
        return edge, [key for key, at in reached.items() if order.sorted([at, edge])[0] == at] if of_each == 1 else keys
    full = _of_each(session, rows, order, wanted - 1) if wanted > of_each else reached
    return next(iter(order.sorted(full.values())), None), keys


def _of_each(session: Session, rows: Rows, order: Order, skipped: int) -> dict[Key, Moment]:
    """When the first row of each group was, or a later one; groups without it are left out."""
    group, column = rows.groups.subquery().c, rows.table.alias().c
    same = [column[name] == key for name, key in zip(rows.columns, group, strict=True)]
    moment = (
        select(column[rows.at])
        .where(*same, *rows.hold(column), *rows.following(column, order))
        .order_by(rows.ordered(column, order)[0])
        .limit(1)
        .offset(skipped)
        .scalar_subquery()
    )
    found = session.execute(select(*group, moment))
    return {tuple(row[:-1]): row[-1] for row in found if row[-1] is not None}
