"""Works a change of the organisation into the counts that are kept by division.

Counts by unit stay as they are. When a unit's validity changes, the families it belongs to are settled again (an
adoption may have crossed a border of divisions after all), its observations are sorted by division again, and the
changes by division are added up anew.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, or_, select

from schemas.events import thing_of
from scorecards.model import LIVE, Tables
from scorecards.projections import families, waste
from scorecards.projections.folding import replace_families
from scorecards.projections.places import Look, Places
from scorecards.projections.shares import carried
from services.kernel import bulk
from services.kernel.projection import Projection, Read
from services.kernel.reading import type_of

AT_ONCE = 500


class Divisions(Projection):
    """Follows the units; stands before what counts by division, so that both lock in one order."""

    topics = frozenset({"organisation"})

    def __init__(self, look: Look, tables: Tables = LIVE) -> None:
        self.look = look
        self.tables = tables

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Work in what the batch says of units; the replica has it already."""
        units = {each.event.subject for each in batch if thing_of(type_of(each.event)) == "unit"}
        if units:
            work_in(connection, self.tables, self.look.alone(connection, self.tables), units)


def work_in(connection: Connection, tables: Tables, places: Places, units: Collection[str] | None = None) -> None:
    """Settle the families and observations of these units (None: all) and divide the changes of months anew."""
    moved = None if units is None else places.with_merged(units)
    identifiers = _families_of(connection, tables, moved)
    for start in range(0, len(identifiers), AT_ONCE):
        before = families.load(connection, tables, identifiers[start : start + AT_ONCE])
        after = {key: families.settled(family.copy(), places) for key, family in before.items()}
        replace_families(connection, tables, before, after, places)
    waste.settle(connection, tables, places, moved)
    _divide(connection, tables, places)


def _families_of(connection: Connection, tables: Tables, units: Collection[str] | None) -> list[str]:
    improvement, adoption = tables.improvement.c, tables.adoption.c
    if units is None:
        return sorted(connection.execute(select(improvement.id)).scalars())
    shared = [(" " + improvement.origins + " ").contains(f" {unit} ", autoescape=True) for unit in sorted(units)]
    own = select(improvement.id).where(
        or_(improvement.unit.in_(units), (improvement.origins != "") & or_(False, *shared))  # noqa: FBT003 (SQLAlchemy's own way to begin an OR)
    )
    took = select(adoption.improvement).where(adoption.unit.in_(units))
    return sorted(connection.execute(own.union(took)).scalars())


def _divide(connection: Connection, tables: Tables, places: Places) -> None:
    """Add the changes of every unit up by division."""
    change = tables.change.c
    counts: Counter[tuple[str, int, str]] = Counter()
    rows = connection.execute(select(change.unit, change.month, change.state, change.number).where(change.number != 0))
    for unit, month, state, number in rows:
        for division, when, more in carried(places.line(unit), month, number):
            counts[division, when, state] += more
    connection.execute(tables.division_change.delete())
    bulk.copy(connection, tables.division_change, list(_division_rows(counts)))


def _division_rows(counts: Counter[tuple[str, int, str]]) -> Iterator[bulk.Row]:
    for (division, month, state), number in sorted(counts.items()):
        if number:
            yield {"division": division, "month": month, "state": state, "number": number}
