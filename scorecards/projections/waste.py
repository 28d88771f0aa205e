"""Folds the events of observations, walks and value streams.

Each event carries its thing's whole state and no thing counts as what another makes of it, so each is taken alone:
what it added to the counts before is taken away, what it adds now is put in. A repeated, reordered or skipped event
changes nothing.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, fields, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select

from schemas.events import thing_of
from scorecards.model import LIVE, Tables
from scorecards.projections import events
from scorecards.projections.counts import Counts
from scorecards.projections.observations import Observation, ValueStream, Walk
from scorecards.projections.places import Look, Places
from scorecards.projections.shares import Part
from services.kernel import bulk
from services.kernel.projection import Projection, Read, newest_of_each
from services.kernel.reading import Poison, type_of

Thing = TypeVar("Thing", Observation, Walk, ValueStream)
WITHDRAWN = ".withdrawn.v1"
AT_ONCE = 500


class Waste(Projection):
    """Keeps the tables of waste in one set of the scorecards' tables."""

    topics = frozenset({"observations"})

    def __init__(self, look: Look, tables: Tables = LIVE) -> None:
        self.look = look
        self.tables = tables

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold one batch."""
        places = self.look.share(connection, self.tables)
        known, seen = self._fold(connection, batch, "observation", Observation)
        replace_observations(connection, self.tables, known, [_placed(each, places) for each in seen])
        walks = self._fold(connection, batch, "walk", Walk)[1]
        bulk.upsert(connection, self.tables.walk, [asdict(each) for each in walks])
        streams = self._fold(connection, batch, "value_stream", ValueStream)[1]
        bulk.upsert(connection, self.tables.value_stream, [asdict(each) for each in streams])

    def spoil(self, connection: Connection, poison: Sequence[Poison]) -> None:
        """Mark observations and value streams as incomplete whose newest event could not be read."""
        tables = {"observation": self.tables.observation, "value_stream": self.tables.value_stream}
        # Whoever moves a unit writes whole rows: the mark would be lost, or each wait for the other.
        self.look.share(connection, self.tables)
        events.mark_incomplete(connection, tables, poison)

    def _fold(
        self, connection: Connection, batch: Sequence[Read], thing: str, kind: type[Thing]
    ) -> tuple[dict[str, Thing], list[Thing]]:
        """The things of one kind that the batch tells of, as they were known, and those it changes."""
        told = [each for each in batch if thing_of(type_of(each.event)) == thing]
        known = {each.id: each for each in _load(connection, getattr(self.tables, thing), kind, _subjects(told))}

        def newer(each: Read) -> bool:
            before = known.get(each.event.subject)
            return before is None or each.event.sequence > before.sequence

        events.keep(connection, self.tables.event, told, newer)
        after = [
            (kind.gone if type_of(each.event).endswith(WITHDRAWN) else kind.of)(each.event, self.look.zone)
            for each in newest_of_each(told).values()
            if newer(each)
        ]
        return known, after


def replace_observations(
    connection: Connection, tables: Tables, before: dict[str, Observation], after: Sequence[Observation]
) -> None:
    """Write observations that changed, and what that changes in the counts."""
    counts = Counts()
    for each in after:
        if each.id in before:
            counts.add(parts(before[each.id]), -1)
        counts.add(parts(each), +1)
    rows = [asdict(each) for each in sorted(after, key=lambda each: each.id)]
    bulk.upsert(connection, tables.observation, rows)
    counts.write(connection, tables)


def settle(connection: Connection, tables: Tables, places: Places, units: Collection[str] | None = None) -> None:
    """Sort the observations of these units (None: all) anew: one may have been seen in another division after all."""
    observation = tables.observation.c
    mine = select(observation.id).where(observation.counted)
    if units is not None:
        mine = mine.where(observation.unit.in_(units))
    identifiers = list(connection.execute(mine.order_by(observation.id)).scalars())
    for start in range(0, len(identifiers), AT_ONCE):
        pairs = [
            (each, placed)
            for each in _load(connection, tables.observation, Observation, identifiers[start : start + AT_ONCE])
            if (placed := _placed(each, places)) != each
        ]
        replace_observations(connection, tables, {each.id: each for each, _ in pairs}, [placed for _, placed in pairs])


def parts(observation: Observation) -> Iterator[Part]:
    """Everything an observation adds to counts; nothing once it is withdrawn."""
    if not observation.counted:
        return
    where = (observation.month, observation.division, observation.unit)
    for table, key in (
        ("waste_kind", (*where, observation.waste)),
        ("waste_step", (*where, observation.value_stream, observation.step)),
    ):
        yield Part(table, key, "number", 1)
        if observation.minutes is not None:
            yield Part(table, key, "told", 1)
            yield Part(table, key, "minutes", observation.minutes)
        if observation.weekly is not None:
            yield Part(table, key, "weekly_told", 1)
            yield Part(table, key, "weekly", observation.weekly)
        if observation.improvement is not None:
            yield Part(table, key, "led", 1)
    if observation.days is not None:
        yield Part("waste_days", (*where, observation.days), "number", 1)


def _placed(observation: Observation, places: Places) -> Observation:
    there = places.at(observation.unit, observation.seen_at) if observation.counted else ""
    return observation if there == observation.division else replace(observation, division=there)


def _subjects(batch: Sequence[Read]) -> list[str]:
    return sorted({each.event.subject for each in batch})


def _load(connection: Connection, table: Table, kind: type[Thing], identifiers: Sequence[str]) -> Iterator[Thing]:
    names = [each.name for each in fields(kind)]
    for row in connection.execute(select(*(table.c[name] for name in names)).where(table.c.id.in_(identifiers))):
        yield kind(**dict[str, Any](zip(names, row, strict=True)))
