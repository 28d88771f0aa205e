"""A family is an improvement with its adoptions and taps: what one key of the topic tells, counted as a whole.

An event about any of them may change what the others count as (the first adopter ends an island, a solution answers
taps), so a family is loaded, changed and settled together, and its share in the counts replaced by the difference.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select

from scorecards.model import Tables
from scorecards.projections.places import Places
from scorecards.projections.things import Adoption, Improvement, Tap
from services.kernel import bulk

Thing = TypeVar("Thing", Improvement, Adoption, Tap)
# Columns are named as the fields are.
NAMES: dict[type[Any], tuple[str, ...]] = {
    kind: tuple(each.name for each in fields(kind)) for kind in (Improvement, Adoption, Tap)
}


@dataclass(slots=True)
class Family:
    """What is known under one improvement's id; things by their own ids."""

    improvement: Improvement | None = None
    adoptions: dict[str, Adoption] = field(default_factory=dict)
    taps: dict[str, Tap] = field(default_factory=dict)

    def copy(self) -> "Family":
        """The same, to be changed."""
        return Family(self.improvement, dict(self.adoptions), dict(self.taps))

    def sequence_of(self, subject: str) -> str:
        """The sequence known of a thing; empty for one that no event has named."""
        if self.improvement and self.improvement.id == subject:
            return self.improvement.sequence
        known = self.adoptions.get(subject) or self.taps.get(subject)
        return known.sequence if known else ""

    def put(self, thing: Improvement | Adoption | Tap) -> None:
        """Replace what is known of a thing."""
        if isinstance(thing, Improvement):
            self.improvement = thing
        elif isinstance(thing, Adoption):
            self.adoptions[thing.id] = thing
        else:
            self.taps[thing.id] = thing

    def reached(self) -> Iterator[Adoption]:
        """The adoptions that count: of other units than those it comes from."""
        if self.improvement:
            home = {self.improvement.unit, *self.improvement.origins.split()}
            yield from (each for each in self.adoptions.values() if each.counted and each.unit not in home)

    def tapping(self) -> set[str]:
        """The other units that have the same problem now."""
        if not self.improvement:
            return set()
        home = {self.improvement.unit, *self.improvement.origins.split()}
        return {each.unit for each in self.taps.values() if each.active} - home


def load(connection: Connection, tables: Tables, identifiers: Collection[str]) -> dict[str, Family]:
    """The families as they are kept; an empty one for an id that nothing is known of."""
    families = {identifier: Family() for identifier in identifiers}
    for improvement in _rows(connection, tables.improvement, Improvement, "id", families):
        families[improvement.id].improvement = improvement
    for adoption in _rows(connection, tables.adoption, Adoption, "improvement", families):
        families[adoption.improvement].adoptions[adoption.id] = adoption
    for tap in _rows(connection, tables.tap, Tap, "improvement", families):
        families[tap.improvement].taps[tap.id] = tap
    return families


def _rows(
    connection: Connection, table: Table, kind: type[Thing], column: str, identifiers: Collection[str]
) -> Iterator[Thing]:
    names = NAMES[kind]
    statement = select(*(table.c[name] for name in names)).where(table.c[column].in_(list(identifiers)))
    for row in connection.execute(statement):
        yield kind(**dict(zip(names, row, strict=True)))


def settled(family: Family, places: Places) -> Family:
    """The family with what it makes of its members: origins and divisions of adoptions, reach and border."""
    improvement = family.improvement
    if improvement is None:
        return family
    home = improvement.unit
    adoptions = {key: _placed(each, home, places) for key, each in family.adoptions.items()}
    family = Family(improvement, adoptions, family.taps)
    adopters = [each for each in family.reached() if each.adopted_on]
    improvement = replace(
        improvement,
        adopters=len(adopters),
        crossing=sum(each.division != each.origin_division for each in adopters),
        taps=len(family.tapping()),
    )
    family.improvement = replace(improvement, border=_border(family, improvement, places))
    return family


def _placed(adoption: Adoption, home: str, places: Places) -> Adoption:
    day = adoption.adopted_on if adoption.counted else None
    origin_division = places.on(home, day) if day else None
    division = places.on(adoption.unit, day) if day else None
    if (adoption.origin, adoption.origin_division, adoption.division) == (home, origin_division, division):
        return adoption
    return replace(adoption, origin=home, origin_division=origin_division, division=division)


def _border(family: Family, improvement: Improvement, places: Places) -> str:
    """Whether it is at work in one unit, in several of one division, or in several divisions."""
    where = [(origin, improvement.proposed_at) for origin in improvement.origins.split()]
    where += [(each.unit, each.since) for each in family.reached() if each.stage == "testing"]
    others = bool(where) or improvement.adopters > 0
    across = improvement.crossing > 0 or any(
        places.at(unit, moment) != places.at(improvement.unit, moment) for unit, moment in where
    )
    return "region" if across else "division" if others else "unit"


def keep(connection: Connection, tables: Tables, before: dict[str, Family], after: dict[str, Family]) -> None:
    """Write the things that differ."""
    improvements, adoptions, taps = [], [], []
    for identifier, family in after.items():
        known = before[identifier]
        if family.improvement and family.improvement != known.improvement:
            improvements.append(_row(family.improvement))
        adoptions += [_row(each) for key, each in family.adoptions.items() if each != known.adoptions.get(key)]
        taps += [_row(each) for key, each in family.taps.items() if each != known.taps.get(key)]
    bulk.upsert(connection, tables.improvement, improvements)
    bulk.upsert(connection, tables.adoption, adoptions)
    bulk.upsert(connection, tables.tap, taps)


def _row(thing: Improvement | Adoption | Tap) -> bulk.Row:
    return {name: getattr(thing, name) for name in NAMES[type(thing)]}
