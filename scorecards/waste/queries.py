"""Reads the kept counts of waste: sums by whatever they are kept by, days until an improvement, maps of units."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, func, select
from sqlalchemy.orm import Session

from schemas.value_streams import key_of
from scorecards.lists import Columns
from scorecards.model import LIVE
from scorecards.waste.measures import Waste
from scorecards.waste.model import FIGURES

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Where:
    """In which months what is meant was seen, and whose: a division's as on the day, a unit's, or everybody's."""

    # Ascending.
    months: Sequence[int]
    division: str | None = None
    unit: str | None = None

    def holds(self, column: Columns) -> list[ColumnElement[bool]]:
        """What holds for the counts that are meant."""
        conditions: list[ColumnElement[bool]] = [column.month.in_(self.months)]
        for name, code in (("division", self.division), ("unit", self.unit)):
            if code is not None:
                conditions.append(column[name] == code)
        return conditions


def by_kind(session: Session, where: Where, *keys: str) -> dict[Key, Counter[str]]:
    """The figures by some of month, division, unit and waste."""
    return _sums(session, LIVE.waste_kind, where, keys)


def by_step(session: Session, where: Where, *keys: str) -> dict[Key, Counter[str]]:
    """The figures by some of month, division, unit, value_stream and step."""
    return _sums(session, LIVE.waste_step, where, keys)


def _sums(session: Session, table: Table, where: Where, keys: Sequence[str]) -> dict[Key, Counter[str]]:
    columns = [table.c[key] for key in keys]
    statement = select(*columns, *(func.sum(table.c[figure]) for figure in FIGURES)).where(*where.holds(table.c))
    found = {}
    for row in session.execute(statement.group_by(*columns) if columns else statement):
        key, numbers = tuple(row[: len(keys)]), row[len(keys) :]
        # Of no rows at all every sum is None.
        if numbers[0]:
            found[key] = Counter({name: int(number) for name, number in zip(FIGURES, numbers, strict=True)})
    return found


def days_by(session: Session, where: Where, key: str) -> dict[str, Counter[int]]:
    """After how many days observations led to an improvement, by division or unit."""
    column = LIVE.waste_days.c
    statement = select(column[key], column.days, func.sum(column.number)).where(*where.holds(column))
    found: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for code, days, number in session.execute(statement.group_by(column[key], column.days)):
        if number:
            found[code][days] = int(number)
    return found


def days(session: Session, where: Where) -> Counter[int]:
    """The same of all that is meant."""
    found: Counter[int] = Counter()
    for numbers in days_by(session, where, "unit").values():
        found.update(numbers)
    return found


def wastes_by(session: Session, where: Where, key: str) -> dict[str, Waste]:
    """What was seen, by division or unit."""
    days = days_by(session, where, key)
    sums = by_kind(session, where, key)
    return {code: Waste(numbers, days.get(code, Counter())) for (code,), numbers in sums.items()}


def value_streams(session: Session, units: Collection[str]) -> Sequence[Row[Any]]:
    """The maps of some units that have a current drawing."""
    stream = LIVE.value_stream.c
    drawn = (stream.unit.in_(units), stream.counted, stream.drawn_at.is_not(None))
    return session.execute(select(LIVE.value_stream).where(*drawn)).all()


def value_streams_by_unit(session: Session) -> Counter[str]:
    """How many maps with a current drawing each unit has."""
    stream = LIVE.value_stream.c
    statement = select(stream.unit, func.count()).where(stream.counted, stream.drawn_at.is_not(None))
    return Counter({unit: int(number) for unit, number in session.execute(statement.group_by(stream.unit))})


@dataclass(frozen=True)
class Names:
    """What value streams are called: observations name them by id or by name, in any spelling."""

    # Id → name.
    drawn: dict[str, str]

    def name(self, told: str) -> str:
        """The name behind an id; a name as it is."""
        return self.drawn.get(told, told)

    def key(self, told: str) -> str:
        """What all spellings and ids of one value stream share."""
        return key_of(self.name(told))


def names(session: Session, told: Collection[str]) -> Names:
    """What these ids are called; those that are names already are passed over."""
    stream = LIVE.value_stream.c
    rows = session.execute(select(stream.id, stream.name).where(stream.id.in_(told), stream.counted))
    return Names({row.id: row.name for row in rows})
