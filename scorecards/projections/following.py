"""Folds the events of goals, indicators, measurements and perspectives into rows, one each, as the newest event has it.

No thing counts as what another makes of it, and nothing is counted in advance, so each is taken alone. A repeated,
reordered or skipped event changes nothing. Measurements come in tens of thousands: of them only their number is kept.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from schemas import periods
from schemas.events import thing_of
from scorecards.model import LIVE, Tables
from scorecards.projections import events
from services.kernel import bulk
from services.kernel.projection import Projection, Read, newest_of_each
from services.kernel.reading import Poison, type_of

WITHDRAWN = ".withdrawn.v1"
MOST = 2**31 - 1
AT_ONCE = 500


class Following(Projection):
    """Keeps what is known of follow-ups in one set of the scorecards' tables."""

    topics = frozenset({"followups"})

    def __init__(self, tables: Tables = LIVE) -> None:
        self.tables = tables

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold one batch."""
        for thing, row in ROWS.items():
            told = [each for each in batch if thing_of(type_of(each.event)) == thing]
            if told:
                newest = self._newer(connection, thing, told)
                bulk.upsert(connection, getattr(self.tables, thing), [row(each.event) for each in newest])
                if thing == "goal":
                    self._replace_improvements(connection, newest)

    def spoil(self, connection: Connection, poison: Sequence[Poison]) -> None:
        """Mark goals and indicators as incomplete whose newest event could not be read."""
        tables = {"goal": self.tables.goal, "indicator": self.tables.indicator}
        events.mark_incomplete(connection, tables, poison)

    def _newer(self, connection: Connection, thing: str, told: Sequence[Read]) -> list[Read]:
        """The newest event of each, where it is newer than what is known; notes where all of them lie."""
        column = getattr(self.tables, thing).c
        subjects = sorted({each.event.subject for each in told})
        rows = connection.execute(select(column.id, column.sequence).where(column.id.in_(subjects)))
        known: dict[str, str] = {row[0]: row[1] for row in rows}

        def newer(each: Read) -> bool:
            return bool(each.event.sequence > known.get(each.event.subject, ""))

        events.keep(connection, self.tables.event, told, newer)
        return [each for each in newest_of_each(told).values() if newer(each)]

    def _replace_improvements(self, connection: Connection, goals: Sequence[Read]) -> None:
        """Write which improvements serve these goals, in place of those that did."""
        serving = self.tables.goal_improvement
        identifiers = sorted(each.event.subject for each in goals)
        for start in range(0, len(identifiers), AT_ONCE):
            connection.execute(serving.delete().where(serving.c.goal.in_(identifiers[start : start + AT_ONCE])))
        rows: list[bulk.Row] = [
            {"goal": each.event.subject, "improvement": improvement}
            for each in goals
            if not is_withdrawn(each.event)
            for improvement in sorted(set(each.event.data.improvements or ()))
        ]
        bulk.copy(connection, serving, rows)


def is_withdrawn(event: Any) -> bool:  # noqa: ANN401 (an event's struct)
    """Whether the event takes its thing away."""
    return type_of(event).endswith(WITHDRAWN)


def _head(event: Any) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    return {"id": event.subject, "sequence": event.sequence, "counted": not is_withdrawn(event)}


def _placed(event: Any) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    if is_withdrawn(event):
        return {**_head(event), "unit": "", "division": "", "incomplete": False}
    unit, division = event.data.unit or "", event.data.division or ""
    return {**_head(event), "unit": unit, "division": "" if unit else division, "incomplete": False}


def _goal(event: Any) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    names = ("title", "perspective", "year", "period", "state", "thread")
    if is_withdrawn(event):
        return {**_placed(event), **dict.fromkeys(names, ""), "begins": None, "status": "", "due": None}
    data = event.data
    status = data.followed_up[-1].status if data.followed_up else ""
    told = {**{name: getattr(data, name) for name in names}, "begins": _first_day(data.period)}
    return {**_placed(event), **told, "status": status, "due": data.due}


def _first_day(period: str) -> date | None:
    """The first day of a period; None for a name that is none, since the event's schema lets any word pass."""
    try:
        return periods.parse(period).first
    except ValueError:
        return None


def _indicator(event: Any) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    names = ("name", "goal", "variation", "assurance")
    if is_withdrawn(event):
        return {**_placed(event), **dict.fromkeys(names, ""), "number": 0, "last": None, "due": None}
    data = event.data
    told = {name: getattr(data, name) or "" for name in names}
    number = min(max(int(data.values), 0), MOST)
    return {**_placed(event), **told, "number": number, "last": data.last, "due": data.due}


def _perspectives(event: Any) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    told = () if is_withdrawn(event) else event.data.perspectives
    names = {each.code: {"sv": each.name.sv, "fi": each.name.fi, "en": each.name.en} for each in told}
    return {**_head(event), "names": json.dumps(names, ensure_ascii=False)}


# By thing, which is also the name of its table.
ROWS: dict[str, Callable[[Any], bulk.Row]] = {
    "perspectives": _perspectives,
    "goal": _goal,
    "indicator": _indicator,
    "measurement": _head,
}
