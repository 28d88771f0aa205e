"""Which rows each number of a scorecard counts; it must say what projections/shares.py counts."""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, literal_column, or_, select

from schemas.vocabulary import ADOPTED, RUNNING
from scorecards.lists import Columns, Conditions, Rows
from scorecards.model import ALL, LIVE
from scorecards.projections.shares import DECIDED

Units = Collection[str] | None
Hold = Callable[[Columns], Conditions]
SOLVED = "solved"
# A word for several states.
STATES = {"running": RUNNING, SOLVED: ADOPTED}


def improvements(units: Units, states: Collection[str], *more: Hold) -> Rows:
    """Improvements of some units (None: all) in some states, for which more may hold."""
    tally = LIVE.tally.c
    groups = select(tally.unit, tally.state).where(tally.dimension == ALL, tally.state.in_(states), tally.number != 0)
    return Rows(LIVE.improvement, _among(groups, tally.unit, units), ("unit", "state"), partial(_all_of, more))


def _all_of(more: Collection[Hold], it: Columns) -> Conditions:
    return [it.counted, *(condition for each in more for condition in each(it))]


def bordering(border: str) -> Hold:
    """At work in one unit, in several of one division, or across divisions."""
    return lambda it: [it.border == border]


def relevant(it: Columns) -> Conditions:
    """Solved, with units elsewhere that it was declared relevant for."""
    return [it.implemented_on.is_not(None), it.relevant_number > 0]


def spread(it: Columns) -> Conditions:
    """Such a one that another unit adopted."""
    return [*relevant(it), it.adopters > 0]


def islands(units: Units, since: date) -> Rows:
    """Such ones that nobody adopted, implemented on that day or before, by that day."""
    waiting = LIVE.waiting.c
    groups = select(waiting.unit).where(waiting.day <= since, waiting.number != 0).distinct()

    def hold(it: Columns) -> Conditions:
        # Written as in the partial index: SQLite would not know it with values to be filled in.
        return [literal_column("counted AND adopters = 0 AND relevant_number > 0"), it.implemented_on <= since]

    return Rows(LIVE.improvement, _among(groups, waiting.unit, units), ("unit",), hold, at="implemented_on")


def stating(kind: str) -> Hold:
    """An improvement that states an expected benefit of a kind."""
    return lambda it: [it.benefit.contains(f'["{kind}",', autoescape=True)]


def in_value_streams(streams: Collection[str], unit: str) -> Rows:
    """Solved improvements of others in some value streams, on which this unit has not decided yet."""
    tally = LIVE.tally.c
    groups = (
        select(tally.value, tally.state)
        .where(tally.dimension == "value_stream", tally.value.in_(streams), tally.state.in_(ADOPTED), tally.number != 0)
        .distinct()
    )

    def hold(it: Columns) -> Conditions:
        own = LIVE.adoption.alias().c
        decided = select(own.unit).where(own.improvement == it.id, own.counted, own.stage.in_(DECIDED))
        elsewhere = ~(" " + it.unit + " " + it.origins + " ").contains(f" {unit} ", autoescape=True)
        return [it.counted, elsewhere, literal(unit).not_in(decided)]

    return Rows(LIVE.improvement, groups, ("value_stream", "state"), hold)


def taps(units: Units, *, answered: bool) -> Rows:
    """Problems that other units share, of these units: answered where it is solved or the unit took it over."""
    figures = LIVE.unit_spread.c
    groups = select(figures.unit).where((figures.answered if answered else figures.unanswered) != 0)

    def hold(it: Columns) -> Conditions:
        shared, own = LIVE.improvement.alias().c, LIVE.adoption.alias().c
        there = [shared.id == it.improvement, shared.counted, _elsewhere(shared, it.unit)]
        # An improvement has fewer adoptions than a unit has.
        adopters = select(own.unit).where(own.improvement == it.improvement, own.counted, own.adopted_on.is_not(None))
        answer = or_(exists().where(*there, shared.implemented_on.is_not(None)), it.unit.in_(adopters))
        return [it.active, exists().where(*there), answer if answered else ~answer]

    return Rows(LIVE.tap, _among(groups, figures.unit, units), ("unit",), hold)


def adoptions(side: str, units: Units, *more: Hold) -> Rows:
    """Improvements that one unit adopted from another; `side` = origin or unit says whose units are meant."""
    figures = LIVE.unit_spread.c
    groups = select(figures.unit).where((figures.given if side == "origin" else figures.received) != 0)

    def hold(it: Columns) -> Conditions:
        shared = LIVE.improvement.alias().c
        there = exists().where(shared.id == it.improvement, shared.counted, _elsewhere(shared, it.unit))
        return [it.counted, it.adopted_on.is_not(None), there, *(condition for each in more for condition in each(it))]

    return Rows(LIVE.adoption, _among(groups, figures.unit, units), (side,), hold)


def across(it: Columns) -> Conditions:
    """An adoption that crossed a border of divisions."""
    return [it.origin_division != it.division]


def between(origin_division: str | None, division: str | None) -> Hold:
    """An adoption from one division (None: any) to another, as they were on its day."""

    def hold(it: Columns) -> Conditions:
        asked = ((it.origin_division, origin_division), (it.division, division))
        return [column == code for column, code in asked if code is not None]

    return hold


def _elsewhere(shared: Columns, unit: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a unit is none of those that the improvement comes from."""
    home = " " + shared.unit + " " + shared.origins + " "
    return and_(func.replace(home, " " + unit + " ", "") == home)


def _among(groups: Select[Any], column: ColumnElement[str], units: Units) -> Select[Any]:
    return groups if units is None else groups.where(column.in_(units))
