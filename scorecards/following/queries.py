"""Reads goals and indicators into cells, which measures.py adds up, and lists those that a number counts.

Counts and lists are read from the same two selections, `_goals` and `_indicators`: what a number opens is what it
counted.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from schemas.perspectives import BUILT_IN
from schemas.vocabulary import ADOPTED, RUNNING
from scorecards.following import measures
from scorecards.following.measures import NONE, SOON, VERDICTS, WITHOUT_INDICATOR, GoalCell, IndicatorCell
from scorecards.lists import Columns, Conditions
from scorecards.model import LIVE

# An improvement in another state was given up or merged: it serves no goal.
SERVING = ("proposed", *RUNNING, *ADOPTED)
# (unit, division) that something belongs to; one or both are empty.
Place = tuple[str, str]
# Of these places; None: all.
Places = Collection[Place] | None
Asked = Mapping[str, str | None]


def places(session: Session) -> set[Place]:
    """Every place that has a goal or an indicator."""
    found = [select(table.c.unit, table.c.division).where(table.c.counted) for table in (LIVE.goal, LIVE.indicator)]
    return {(row[0], row[1]) for row in session.execute(found[0].union(found[1]))}


def goals(session: Session, day: date, whose: Places = None) -> dict[Place, dict[GoalCell, int]]:
    """How many open goals, and goals that begin later, are alike on a day, by place."""
    found: defaultdict[Place, dict[GoalCell, int]] = defaultdict(dict)
    for place, cell, number in _cells(session, _goals(day), whose, GoalCell._fields):
        found[place][GoalCell(*cell)] = number
    return dict(found)


def indicators(session: Session, day: date, whose: Places = None) -> dict[Place, dict[IndicatorCell, int]]:
    """How many indicators are alike on a day, by place."""
    found: defaultdict[Place, dict[IndicatorCell, int]] = defaultdict(dict)
    for place, cell, number in _cells(session, _indicators(day), whose, IndicatorCell._fields):
        found[place][IndicatorCell(*cell)] = number
    return dict(found)


def serving(session: Session, day: date, units: Collection[str] | None = None) -> dict[str, Counter[str]]:
    """How many running and solved improvements of each unit serve an open goal on a day, whose ever it is."""
    it = LIVE.improvement.c
    named = {"running_serving": RUNNING, "solved_serving": ADOPTED}
    numbers = [func.sum(case((it.state.in_(states), 1), else_=0)) for states in named.values()]
    statement = select(it.unit, *numbers).where(it.counted, *serves(it, day)).group_by(it.unit)
    if units is not None:
        statement = statement.where(it.unit.in_(units))
    return {
        row[0]: Counter({name: int(number) for name, number in zip(named, row[1:], strict=True)})
        for row in session.execute(statement)
    }


def serves(it: Columns, day: date) -> Conditions:
    """Holds for improvements that serve a goal which is open on a day."""
    goal, named = LIVE.goal.c, LIVE.goal_improvement.c
    return [exists().where(named.improvement == it.id, goal.id == named.goal, *_is_open(goal), ~_later(goal, day))]


@dataclass(frozen=True)
class Listed:
    """Rows of goals or indicators, by name."""

    rows: Subquery
    conditions: Sequence[ColumnElement[bool]]

    def number(self, session: Session) -> int:
        """How many there are."""
        return session.execute(select(func.count()).select_from(self.rows).where(*self.conditions)).scalar_one()

    def piece(
        self, session: Session, limit: int, after: Sequence[str] | None
    ) -> tuple[Sequence[Row[Any]], list[str] | None]:
        """So many after that (name, id), and where the piece ended; None when nothing follows."""
        key = (self.rows.c.name, self.rows.c.id)
        statement = select(self.rows).where(*self.conditions).order_by(*key).limit(limit + 1)
        if after is not None:
            statement = statement.where(tuple_(*key) > tuple(after))
        found = session.execute(statement).all()
        last = found[limit - 1] if len(found) > limit else None
        return found[:limit], [last.name, last.id] if last else None


def listed_goals(day: date, whose: Places, asked: Asked) -> Listed:
    """The goals that count under every key of `asked` (see measures.GoalCell.keys)."""
    rows = _goals(day)
    it = rows.c
    counted: dict[str, list[ColumnElement[bool]]] = {
        "open": [],
        "later": [it.later],
        "overdue": [it.overdue],
        "due_soon": [it.soon],
        "without_improvement": [~it.served],
        "without_indicator": [it.rank == WITHOUT_INDICATOR],
    }
    conditions = [*_of(it, whose), *([] if asked["counted"] == "later" else [~it.later])]
    conditions += counted[asked["counted"] or "open"]
    conditions += [it[name] == value for name in ("perspective", "status") if (value := asked[name])]
    for name in ("variation", "assurance"):
        if value := asked[name]:
            conditions.append(it.rank.in_(measures.ranks(name, value)))
    if colour := asked["derived"]:
        late, timely = (measures.ranks_of_colour(colour, overdue=overdue) for overdue in (True, False))
        conditions.append(or_(and_(it.overdue, it.rank.in_(late)), and_(~it.overdue, it.rank.in_(timely))))
    return Listed(rows, conditions)


def listed_indicators(day: date, whose: Places, asked: Asked) -> Listed:
    """The indicators that count under every key of `asked` (see measures.IndicatorCell.keys)."""
    rows = _indicators(day)
    it = rows.c
    counted: dict[str, list[ColumnElement[bool]]] = {
        "all": [],
        "of_open_goal": [it.tells],
        "without_data": [~it.valued],
        "late": [it.late],
    }
    conditions = [*_of(it, whose), *counted[asked["counted"] or "all"]]
    conditions += [it[name] == value for name in ("variation", "assurance") if (value := asked[name])]
    return Listed(rows, conditions)


# What holds until the region words its own.
_EXAMPLE: Mapping[str, Mapping[str, str]] = {each["code"]: each["name"] for each in BUILT_IN}


@dataclass(frozen=True)
class Perspectives:
    """What perspectives are called in each year."""

    # Year → code → language → name.
    known: Mapping[str, Mapping[str, Mapping[str, str]]]

    def name(self, code: str, language: str, year: str | None = None) -> str:
        """The name in a year (None: the last), else in the nearest before or after, else the example's or the code."""
        before = sorted((each for each in self.known if year is None or each <= year), reverse=True)
        after = sorted(self.known.keys() - set(before))
        names = (self.known[each][code] for each in (*before, *after) if code in self.known[each])
        return next(names, _EXAMPLE.get(code, {})).get(language, code)


def perspectives(session: Session) -> Perspectives:
    """What they are called."""
    told = LIVE.perspectives.c
    rows = session.execute(select(told.id, told.names).where(told.counted))
    return Perspectives({row.id: json.loads(row.names) for row in rows})


def _goals(day: date) -> Subquery:
    """The open goals, also those that begin later, with what they count under, on a day."""
    it = LIVE.goal.c
    owner, indicator = LIVE.goal.alias(), LIVE.indicator.c
    places = {f"{each.variation}/{each.assurance}": rank for rank, each in enumerate(VERDICTS[:WITHOUT_INDICATOR])}
    said = _or_none(indicator.variation) + "/" + _or_none(indicator.assurance)
    # Asked of each goal that is read, which are few on a unit's page; both steps have an index.
    gravest = (
        select(func.min(case(places, value=said)))
        .join_from(owner, LIVE.indicator, indicator.goal == owner.c.id)
        .where(owner.c.thread == it.thread, owner.c.counted, indicator.counted)
        .correlate(LIVE.goal)
        .scalar_subquery()
    )
    return (
        select(
            *(it.id, it.unit, it.division, it.title.label("name"), it.perspective, it.year, it.period, it.begins),
            *(it.due, it.incomplete),
            _or_none(it.status).label("status"),
            func.coalesce(gravest, WITHOUT_INDICATOR).label("rank"),
            and_(it.due.is_not(None), it.due < day).label("overdue"),
            and_(it.due.is_not(None), it.due.between(day, day + SOON)).label("soon"),
            _is_served(it).label("served"),
            _later(it, day).label("later"),
        )
        .where(*_is_open(it))
        .subquery()
    )


def _indicators(day: date) -> Subquery:
    """The indicators with what they count under, on a day."""
    it = LIVE.indicator.c
    owner, following = LIVE.goal.alias(), LIVE.goal.alias()
    goal = exists().where(owner.c.id == it.goal, following.c.thread == owner.c.thread, *_is_open(following.c))
    goal = goal.where(~_later(following.c, day))
    return (
        select(
            *(it.id, it.unit, it.division, it.name, it.goal, it.number, it.last, it.due, it.incomplete),
            _or_none(it.variation).label("variation"),
            _or_none(it.assurance).label("assurance"),
            (it.number > 0).label("valued"),
            and_(it.due.is_not(None), it.due < day).label("late"),
            goal.label("tells"),
        )
        .where(it.counted)
        .subquery()
    )


def _cells(
    session: Session, rows: Subquery, whose: Places, names: Sequence[str]
) -> list[tuple[Place, tuple[Any, ...], int]]:
    """How many rows of each place share these columns."""
    columns = [rows.c[name] for name in ("unit", "division", *names)]
    statement = select(*columns, func.count()).where(*_of(rows.c, whose)).group_by(*columns)
    return [((row[0], row[1]), tuple(row[2:-1]), row[-1]) for row in session.execute(statement)]


def _of(it: Columns, whose: Places) -> list[ColumnElement[bool]]:
    if whose is None:
        return []
    # Written so that the index serves: SQLite has none for pairs in a list.
    units, divisions = sorted({unit for unit, _ in whose if unit}), sorted(own for unit, own in whose if not unit)
    return [or_(it.unit.in_(units), and_(it.unit == "", it.division.in_(divisions)))]


def _is_open(it: Columns) -> list[ColumnElement[bool]]:
    return [it.counted, it.state == "open"]


def _later(it: Columns, day: date) -> ColumnElement[bool]:
    return and_(it.begins.is_not(None), it.begins > day)


def _is_served(goal: Columns) -> ColumnElement[bool]:
    """Whether an improvement serves a goal; one that nobody has told of yet may."""
    named, improvement = LIVE.goal_improvement.c, LIVE.improvement.c
    given_up = exists().where(improvement.id == named.improvement, improvement.state.not_in(SERVING))
    return exists().where(named.goal == goal.id, ~given_up.correlate(LIVE.goal_improvement))


def _or_none(column: ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(func.nullif(column, ""), NONE)
