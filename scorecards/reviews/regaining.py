"""Regains from the log the reviews that the database lacks, after it was lost or made anew.

Those that are there stay as they are: the database is the record, the log its copy. Run it before `leanstream
restored scorecards`, which withdraws from the log what the database lacks.
"""

from datetime import datetime
from typing import Any, cast

import msgspec
from sqlalchemy import Table, func, select

from scorecards.reviews.model import Review
from services.kernel import bulk, offsets
from services.kernel.eventlog.abstract import EventLog
from services.kernel.reading import Poison, read, type_of
from services.kernel.service import Runtime

REVIEW = cast("Table", Review.__table__)
WITHDRAWN = ".withdrawn.v1"


def regain(runtime: Runtime, log: EventLog) -> int:
    """Put back every review that the log has and the database lacks; answers how many."""
    rows = [_row(event) for event in _newest(runtime, log) if not type_of(event).endswith(WITHDRAWN)]
    count = select(func.count()).select_from(REVIEW)
    with runtime.database.writing() as connection:
        # So that nobody opens one meanwhile.
        offsets.hold(connection)
        before = connection.execute(count).scalar_one()
        bulk.insert_missing(connection, REVIEW, rows)
        return connection.execute(count).scalar_one() - before


def _newest(runtime: Runtime, log: EventLog) -> list[Any]:
    """The newest event of each review."""
    found: dict[str, Any] = {}
    for records in log.replay([runtime.service.topic]):
        for record in records:
            event = read(record)
            if event is None or isinstance(event, Poison):
                continue
            if event.subject not in found or event.sequence > found[event.subject].sequence:
                found[event.subject] = event
    return list(found.values())


def _row(event: Any) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    state = event.data
    told: dict[str, Any] = msgspec.to_builtins(state)
    events: dict[str, dict[str, int]] = {}
    for place in told["counted_until"]:
        events.setdefault(place["topic"], {})[str(int(place["partition"]))] = int(place["position"])
    return {
        "id": event.subject,
        "version": int(event.sequence.rpartition("-")[2]),
        "division": state.division or "",
        "period": state.period,
        "opened_at": state.opened_at,
        "opened_by": state.opened_by,
        "changed_at": cast("datetime", event.time),
        "changed_by": state.actor,
        "as_of": state.as_of,
        "events": events,
        "seen": [each | {"number": _number(each["number"])} for each in told["seen"]],
        "question": state.question,
        "decision": state.decision,
        "actions": told["actions"],
    }


def _number(told: float) -> float:
    """A whole number as it was before it became JSON."""
    return int(told) if told.is_integer() else told
