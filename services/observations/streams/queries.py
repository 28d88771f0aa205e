"""Reads of value streams: one with its drawings, lists by filter, and those that several units draw."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from schemas.messages import N_
from services.kernel import pieces
from services.kernel.errors import NotFound
from services.observations.streams.model import Drawing, ValueStream, name_key

Drawn = tuple[ValueStream, list[Drawing]]


@dataclass(frozen=True)
class Filter:
    """Which value streams: every part given must hold. `units` None means all."""

    units: Collection[str] | None = None
    name: str | None = None


class Named(NamedTuple):
    """A name that value streams share, and those of them that a filter lets through."""

    name: str
    streams: list[ValueStream]

    @property
    def units(self) -> int:
        """How many units draw it."""
        return len({stream.unit for stream in self.streams})


def one(session: Session, identifier: str) -> Drawn:
    """A value stream with its drawings, by number; raises NotFound."""
    found = session.get(ValueStream, identifier)
    if found is None:
        raise NotFound(N_("There is no such value stream. Check the address."))
    return found, drawings_of(session, identifier)


def drawings_of(session: Session, identifier: str) -> list[Drawing]:
    """The drawings of a value stream, by number."""
    rows = session.scalars(select(Drawing).where(Drawing.value_stream == identifier).order_by(Drawing.number))
    return list(rows)


def newest(
    session: Session, wanted: Filter, limit: int, after: tuple[datetime, str] | None = None
) -> tuple[list[Drawn], list[str] | None]:
    """One piece of the list with current drawings, newest first, and the cursor of the next piece (None: the end)."""
    statement = select(ValueStream).where(*_conditions(wanted))
    by = (ValueStream.created_at, ValueStream.id)
    found, last = pieces.newest_first(session, statement, by, limit, after)
    return with_current(session, found), last


def with_current(session: Session, streams: Sequence[ValueStream]) -> list[Drawn]:
    """Each with its current drawing alone."""
    wanted = select(Drawing).where(
        Drawing.value_stream.in_([stream.id for stream in streams]), Drawing.kind == "current"
    )
    current = {drawing.value_stream: drawing for drawing in session.scalars(wanted)}
    return [(stream, [current[stream.id]]) for stream in streams]


def by_name(
    session: Session, wanted: Filter, limit: int, after: str | None = None
) -> tuple[list[Named], list[str] | None]:
    """Value streams grouped by name, and the cursor of the next piece (None at the end)."""
    keys = select(ValueStream.name_key).where(*_conditions(wanted)).group_by(ValueStream.name_key)
    if after is not None:
        keys = keys.where(ValueStream.name_key > after)
    found = list(session.scalars(keys.order_by(ValueStream.name_key).limit(limit + 1)))
    last = [found[limit - 1]] if len(found) > limit else None
    found = found[:limit]
    rows = select(ValueStream).where(*_conditions(wanted), ValueStream.name_key.in_(found))
    groups: dict[str, list[ValueStream]] = {each: [] for each in found}
    for stream in session.scalars(rows.order_by(ValueStream.created_at, ValueStream.id)):
        groups[stream.name_key].append(stream)
    return [Named(streams[0].name, streams) for streams in groups.values()], last


def named(session: Session, name: str, units: Collection[str] | None = None) -> list[Drawn]:
    """All of one name, oldest first, each with its current drawing; none where nobody draws it."""
    rows = select(ValueStream).where(*_conditions(Filter(units, name)))
    streams = list(session.scalars(rows.order_by(ValueStream.created_at, ValueStream.id)))
    return with_current(session, streams)


def number(session: Session, wanted: Filter | None = None) -> int:
    """How many there are."""
    rows = select(func.count()).select_from(ValueStream).where(*_conditions(wanted or Filter()))
    return session.execute(rows).scalar_one()


def number_of_names(session: Session, wanted: Filter) -> int:
    """How many there are when those of one name are one."""
    rows = select(func.count(ValueStream.name_key.distinct())).where(*_conditions(wanted))
    return session.execute(rows).scalar_one()


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.units is not None:
        conditions.append(ValueStream.unit.in_(wanted.units))
    if wanted.name is not None:
        conditions.append(ValueStream.name_key == name_key(wanted.name))
    return conditions
