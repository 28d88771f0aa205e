"""What every service knows of the organisation, from its events: units, divisions, and who lost access.

A unit's division is looked up for a day, never stored with what happened there: a unit that moves takes its
present along and leaves its past where it was.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from schemas.events import thing_of
from services.kernel import bulk, tables
from services.kernel.projection import Projection, Read, newest_of_each
from services.kernel.reading import type_of


class Organisation(Projection):
    """Keeps the replica; subscribed to by every service."""

    topics = frozenset({"organisation"})

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold the newest state of each thing in the batch."""
        by_thing: dict[str, list[Read]] = {}
        for each in batch:
            by_thing.setdefault(thing_of(type_of(each.event)), []).append(each)
        for thing, fold in (("division", _divisions), ("unit", _units)):
            fold(connection, list(newest_of_each(by_thing.get(thing, [])).values()))
        for thing in ("session", "person", "client"):
            _denials(connection, thing, list(newest_of_each(by_thing.get(thing, [])).values()))


def _withdrawn(each: Read) -> bool:
    return type_of(each.event).endswith(".withdrawn.v1")


def _newer(connection: Connection, table: Table, key: str, reads: Sequence[Read]) -> list[Read]:
    """Those that are newer than what the table knows of their subject."""
    subjects = [each.event.subject for each in reads]
    rows = connection.execute(select(table.c[key], table.c.sequence).where(table.c[key].in_(subjects)))
    known: dict[str, str] = {row[0]: row[1] for row in rows}
    return [each for each in reads if each.event.sequence > known.get(each.event.subject, "")]


def _gone(connection: Connection, table: Table, reads: Sequence[Read], **blank: object) -> None:
    """Keep what was withdrawn as such, also what was never known: an older event of it may come later."""
    bulk.upsert(
        connection,
        table,
        [
            {"code": each.event.subject, "sequence": each.event.sequence, "name": {}, "withdrawn": True, **blank}
            for each in filter(_withdrawn, reads)
        ],
    )


def _names(each: Read) -> dict[str, str]:
    name = each.event.data.name
    return {"sv": name.sv, "fi": name.fi, "en": name.en}


def _divisions(connection: Connection, reads: Sequence[Read]) -> None:
    newer = _newer(connection, tables.division, "code", reads)
    _gone(connection, tables.division, newer, valid_from=date.min)
    bulk.upsert(
        connection,
        tables.division,
        [
            {
                "code": each.event.subject,
                "sequence": each.event.sequence,
                "name": _names(each),
                "valid_from": each.event.data.valid_from,
                "valid_until": each.event.data.valid_until,
                "withdrawn": False,
            }
            for each in newer
            if not _withdrawn(each)
        ],
    )


def _units(connection: Connection, reads: Sequence[Read]) -> None:
    newer = _newer(connection, tables.unit, "code", reads)
    if not newer:
        return
    _gone(connection, tables.unit, newer)
    stated = [each for each in newer if not _withdrawn(each)]
    bulk.upsert(
        connection,
        tables.unit,
        [
            {
                "code": each.event.subject,
                "sequence": each.event.sequence,
                "name": _names(each),
                "merged_into": each.event.data.merged_into,
                "withdrawn": False,
            }
            for each in stated
        ],
    )
    connection.execute(
        delete(tables.membership).where(tables.membership.c.unit.in_([each.event.subject for each in newer]))
    )
    # By unit and day: of two entries that begin on one day, the later in the event holds.
    periods = {
        (each.event.subject, period.from_): (until, period.division)
        for each in stated
        for period, until in closed(each.event.data.periods)
    }
    bulk.copy(
        connection,
        tables.membership,
        [
            {"unit": unit, "from_": start, "until": until, "division": division}
            for (unit, start), (until, division) in periods.items()
        ],
    )


def closed(periods: Sequence[Any]) -> list[tuple[Any, date | None]]:
    """Each Membership with its end: its own, or the day the next one begins."""
    starts = [*(period.from_ for period in periods[1:]), None]
    return [(period, period.until or start) for period, start in zip(periods, starts, strict=True)]


def _denials(connection: Connection, thing: str, reads: Sequence[Read]) -> None:
    table = tables.denial.c
    subjects = [each.event.subject for each in reads]
    rows = connection.execute(select(table.id, table.sequence).where(table.thing == thing, table.id.in_(subjects)))
    known: dict[str, str] = {row[0]: row[1] for row in rows}
    newer = [each for each in reads if each.event.sequence > known.get(each.event.subject, "")]
    denied = [(each, *_denied(thing, each)) for each in newer]
    bulk.upsert(
        connection,
        tables.denial,
        [
            {
                "thing": thing,
                "id": each.event.subject,
                "sequence": each.event.sequence,
                "issued_before": before,
                "until": until,
            }
            for each, before, until in denied
            if until is not None
        ],
    )


def _denied(thing: str, each: Read) -> tuple[datetime | None, datetime | None]:
    """(issued before, until) of what an event denies; (None, None) for one that denies nothing."""
    if _withdrawn(each):
        return None, None
    data = each.event.data
    if thing == "session":
        return None, data.until
    if thing == "person":
        return data.changed_at, data.until
    return (None, data.expires_at) if data.revoked_at else (None, None)
