"""Which observations each number of waste counts; it must say what projections/waste.py counts."""

from collections.abc import Collection
from datetime import datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, tuple_

from scorecards.lists import Columns, Conditions, Rows
from scorecards.measures import first_day
from scorecards.model import LIVE
from scorecards.waste.queries import Where

# What a number counts of the observations: all, those that told minutes, minutes a week, those that led to an
# improvement, and those of which the days until then are known.
COUNTED = {"number": None, "told": "minutes", "weekly_told": "weekly", "led": "improvement", "days": "days"}


def of_kind(where: Where, zone: ZoneInfo, wastes: Collection[str], counted: str) -> Rows:
    """Observations of some wastes."""
    column = LIVE.waste_kind.c
    groups = select(column.unit, column.waste).where(*where.holds(column), column.waste.in_(wastes))
    return _rows(_there(groups, column, counted), ("unit", "waste"), where, zone, counted)


def at_step(where: Where, zone: ZoneInfo, steps: Collection[tuple[str, str]], counted: str) -> Rows:
    """Observations at some (value stream, step), as events spell them."""
    column = LIVE.waste_step.c
    named = tuple_(column.value_stream, column.step).in_(list(steps))
    groups = select(column.unit, column.value_stream, column.step).where(*where.holds(column), named)
    return _rows(_there(groups, column, counted), ("unit", "value_stream", "step"), where, zone, counted)


def _there(groups: Select[Any], column: Columns, counted: str) -> Select[Any]:
    """The groups that have anything of what is counted."""
    figure = column.led if counted == "days" else column[counted]
    return groups.where(figure != 0).distinct()


def _rows(groups: Select[Any], columns: tuple[str, ...], where: Where, zone: ZoneInfo, counted: str) -> Rows:
    return Rows(LIVE.observation, groups, columns, partial(_hold, where, zone, counted), at="seen_at")


def _hold(where: Where, zone: ZoneInfo, counted: str, it: Columns) -> Conditions:
    # The index goes by the moment, so the months are asked for as moments.
    begun, ended = (
        datetime.combine(first_day(month), time(), zone) for month in (where.months[0], where.months[-1] + 1)
    )
    conditions = [it.counted, it.seen_at >= begun, it.seen_at < ended]
    if where.division is not None:
        conditions.append(it.division == where.division)
    told = COUNTED[counted]
    return conditions if told is None else [*conditions, it[told].is_not(None)]
