"""Reads of observations: one with its history, lists by filter, and what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from schemas.value_streams import key_of
from services.kernel import pieces
from services.kernel.errors import NotFound
from services.observations.noting.loading import MISSING
from services.observations.noting.model import Coding, Improvement, Observation, Raised
from services.observations.streams.model import ValueStream, name_key
from services.observations.streams.queries import with_current

MOST_COUNTED = 1000


@dataclass(frozen=True)
class Filter:
    """Which observations: every part given must hold. `units` None means all; `value_streams` are ids and names."""

    units: Collection[str] | None = None
    waste: str | None = None
    value_streams: Collection[str] | None = None
    walk: str | None = None
    # Whether an improvement came of it.
    improved: bool | None = None
    noted_by: str | None = None
    updated_since: datetime | None = None

    def unimproved(self) -> "Filter":
        """Those of them that no improvement came of."""
        return replace(self, improved=False)

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a row must fulfil."""
        found: list[ColumnElement[bool]] = []
        for column, values in ((Observation.unit, self.units), (Observation.value_stream, self.value_streams)):
            if values is not None:
                found.append(column.in_(values))
        for text, value in (
            (Observation.waste, self.waste),
            (Observation.walk, self.walk),
            (Observation.noted_by, self.noted_by),
        ):
            if value is not None:
                found.append(text == value)
        if self.improved is not None:
            raised = exists().where(Raised.observation == Observation.id)
            found.append(raised if self.improved else ~raised)
        if self.updated_since is not None:
            found.append(Observation.updated_at >= self.updated_since)
        return found


def one(session: Session, identifier: str) -> tuple[Observation, list[Coding]]:
    """An observation with what it was taken for, oldest first; raises NotFound."""
    found = session.get(Observation, identifier)
    if found is None:
        raise NotFound(MISSING)
    codings = session.scalars(select(Coding).where(Coding.observation == identifier).order_by(Coding.number))
    return found, list(codings)


def newest(
    session: Session, wanted: Filter, limit: int, after: tuple[datetime, str] | None = None
) -> tuple[list[Observation], list[str] | None]:
    """One piece of the list, last seen first, and the cursor of the next piece (None at the end)."""
    statement = select(Observation).where(*wanted.conditions())
    return pieces.newest_first(session, statement, (Observation.seen_at, Observation.id), limit, after)


def some(session: Session, identifiers: Sequence[str]) -> list[Observation]:
    """Those of them that are there, in the order asked for."""
    rows = session.scalars(select(Observation).where(Observation.id.in_(identifiers)))
    found = {each.id: each for each in rows}
    return [found[identifier] for identifier in dict.fromkeys(identifiers) if identifier in found]


def count(session: Session, wanted: Filter, most: int = MOST_COUNTED) -> int:
    """How many there are, counted to `most` + 1 at the most."""
    rows = select(Observation.id).where(*wanted.conditions()).limit(most + 1).subquery()
    return session.execute(select(func.count()).select_from(rows)).scalar_one()


def number(session: Session) -> int:
    """How many there are."""
    return session.execute(select(func.count()).select_from(Observation)).scalar_one()


def improvements(session: Session, identifiers: Collection[str]) -> dict[str, list[Improvement]]:
    """What came of some observations, by observation, the first proposed first."""
    rows = session.execute(
        select(Raised.observation, Improvement)
        .join(Improvement, Improvement.id == Raised.improvement)
        .where(Raised.observation.in_(identifiers))
        .order_by(Improvement.proposed_at, Improvement.id)
    )
    found: dict[str, list[Improvement]] = {}
    for observation, improvement in rows:
        found.setdefault(observation, []).append(improvement)
    return found


def same_stream(session: Session, asked: str) -> list[str]:
    """Every text by which observations may name the value stream that an id or a name stands for."""
    drawn = session.scalars(
        select(ValueStream).where((ValueStream.id == asked) | (ValueStream.name_key == name_key(asked)))
    ).all()
    return list({asked, *(each.id for each in drawn), *(each.name for each in drawn)})


def stream_named(session: Session, told: str | None, unit: str) -> list[ValueStream]:
    """The maps of the value stream that an observation names by id or name; the unit's own alone where it has one."""
    if told is None:
        return []
    fitting = (ValueStream.id == told) | (ValueStream.name_key == name_key(told))
    drawn = list(session.scalars(select(ValueStream).where(fitting).order_by(ValueStream.created_at, ValueStream.id)))
    return [each for each in drawn if each.id == told or each.unit == unit][:1] or drawn


def step_names(session: Session, told: str, unit: str, most: int = 200) -> list[str]:
    """The steps of today's maps: of the value stream that was told by id or name, then of the unit's other ones."""
    own = session.scalars(select(ValueStream).where(ValueStream.unit == unit).order_by(ValueStream.name_key))
    maps = with_current(session, list(dict.fromkeys([*stream_named(session, told or None, unit), *own])))
    names = (step["name"] for _, drawings in maps for step in drawings[0].steps)
    return list({key_of(name): name for name in names}.values())[:most]


def stream_names_by_id(session: Session, told: Collection[str]) -> dict[str, str]:
    """The names of those value streams that were told by id."""
    return {each.id: each.name for each in session.scalars(select(ValueStream).where(ValueStream.id.in_(told)))}


def stream_names(session: Session, most: int = 200) -> list[str]:
    """The names of the value streams that units have drawn."""
    names = select(func.min(ValueStream.name)).group_by(ValueStream.name_key).order_by(ValueStream.name_key)
    return list(session.scalars(names.limit(most)))
