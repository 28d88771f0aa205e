"""Folds the events of improvements, their adoptions and taps into counts.

Each event carries its thing's whole state, so a batch needs only the newest event of each: what a family added to
the counts before is taken away, what it adds now is put in. Doing it by the difference makes a repeated, reordered
or skipped event harmless.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from schemas.events import thing_of
from scorecards.model import LIVE, Tables
from scorecards.projections import events, families
from scorecards.projections.counts import Counts, replace_offers
from scorecards.projections.families import Family
from scorecards.projections.places import Look, Places
from scorecards.projections.shares import offers, parts
from scorecards.projections.things import Adoption, Improvement, Tap
from services.kernel.projection import Projection, Read, newest_of_each
from services.kernel.reading import Poison, type_of

WITHDRAWN = ".withdrawn.v1"
THINGS: dict[str, type[Improvement | Adoption | Tap]] = {
    "improvement": Improvement,
    "adoption": Adoption,
    "same_problem": Tap,
}


class Improvements(Projection):
    """Keeps one set of the scorecards' tables."""

    topics = frozenset({"improvements"})

    def __init__(self, look: Look, tables: Tables = LIVE) -> None:
        self.look = look
        self.tables = tables

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold one batch."""
        batch = [each for each in batch if thing_of(type_of(each.event)) in THINGS]
        places = self.look.share(connection, self.tables)
        before = families.load(connection, self.tables, {each.event.partitionkey for each in batch})
        after = dict(before)
        for each in newest_of_each(batch).values():
            whose = each.event.partitionkey
            if _newer(each, before):
                if after[whose] is before[whose]:
                    after[whose] = before[whose].copy()
                after[whose].put(self._thing(each))
        changed = {whose for whose, family in after.items() if family is not before[whose]}
        events.keep(connection, self.tables.event, batch, lambda each: _newer(each, before))
        replace_families(
            connection,
            self.tables,
            {whose: before[whose] for whose in changed},
            {whose: families.settled(after[whose], places) for whose in changed},
            places,
        )

    def spoil(self, connection: Connection, poison: Sequence[Poison]) -> None:
        """Mark improvements and adoptions as incomplete whose newest event could not be read."""
        tables = {"improvement": self.tables.improvement, "adoption": self.tables.adoption}
        # Whoever moves a unit writes whole families: the mark would be lost, or each wait for the other.
        self.look.share(connection, self.tables)
        events.mark_incomplete(connection, tables, poison)

    def _thing(self, each: Read) -> Improvement | Adoption | Tap:
        kind = type_of(each.event)
        thing = THINGS[thing_of(kind)]
        return (thing.gone if kind.endswith(WITHDRAWN) else thing.of)(each.event, self.look.zone)


def replace_families(
    connection: Connection,
    tables: Tables,
    before: dict[str, Family],
    after: dict[str, Family],
    places: Places,
) -> None:
    """Write families that changed, and what that changes in the counts."""
    counts = Counts()
    offered_before, offered = set(), set()
    for whose in sorted(after):
        counts.add(parts(before[whose], places), -1)
        counts.add(parts(after[whose], places), +1)
        offered_before |= offers(before[whose])
        offered |= offers(after[whose])
    families.keep(connection, tables, before, after)
    counts.write(connection, tables)
    replace_offers(connection, tables.offer, offered_before, offered)


def _newer(each: Read, known: dict[str, Family]) -> bool:
    """Whether an event is newer than what is known of its thing."""
    return bool(each.event.sequence > known[each.event.partitionkey].sequence_of(each.event.subject))
