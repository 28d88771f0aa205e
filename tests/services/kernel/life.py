"""Improvements for tests of the kernel: proposed and moved on by the service itself, or told by a made-up event."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from schemas.events import type_of
from services import improvements
from services.improvements import model, operations
from services.improvements.model import Improvement
from services.kernel import tables
from services.kernel.eventlog.abstract import EventLog, Message, Partition, Record
from services.kernel.identity import Principal
from services.kernel.outbox import OutboxRow
from services.kernel.service import Runtime
from services.kernel.units import Directory, Period, Unit

SERVICE = improvements.SERVICE
COACH = Principal("person", "7d1f", "Kim Coach", ("coach",))
NAMES = {"sv": "Avdelning", "fi": "Osasto", "en": "Ward"}
DIRECTORY = Directory(
    {code: Unit(code, NAMES, None, (Period("medicine", date(2015, 1, 1), None),)) for code in ("W1", "W2")}
)
START = datetime(2026, 1, 10, 8, tzinfo=UTC)
TOPIC = "improvements"


def propose(runtime: Runtime, title: str = "A trolley at every door", unit: str = "W1") -> str:
    """Propose an improvement; answers its id."""
    fields = {"title": title, "problem": "Long walks", "proposal": "More trolleys", "unit": unit}
    with runtime.work() as work:
        made, _ = operations.propose_improvement(work, COACH, DIRECTORY, fields)
    return made.id


def move(runtime: Runtime, identifier: str, *states: str) -> None:
    """Move an improvement on, state after state."""
    for state in states:
        with runtime.work() as work:
            operations.move_improvement(work, COACH, DIRECTORY, identifier, None, to=state, reason="Because")


def version_of(runtime: Runtime, identifier: str) -> int:
    """The version its own database has."""
    with runtime.database.reading() as session:
        return session.scalars(select(Improvement.version).where(Improvement.id == identifier)).one()


def outbox(runtime: Runtime) -> Sequence[OutboxRow]:
    """Every row of the outbox, by number."""
    with runtime.database.engine.connect() as connection:
        return connection.execute(select(tables.outbox).order_by(tables.outbox.c.id)).all()


def event(subject: str, version: int, states: Sequence[str] = ("proposed",), **attributes: Any) -> dict[str, Any]:  # noqa: ANN401 (any of an event's)
    """A CloudEvent about an improvement that went through `states`, one a month."""
    began = [START + timedelta(days=31 * number) for number in range(len(states))]
    verb = model.VERBS[states[-1]] if version > 1 else "proposed"
    data = {
        "title": f"Improvement {subject}",
        "unit": "W1",
        "state": states[-1],
        "periods": [{"state": state, "from": moment.isoformat()} for state, moment in zip(states, began, strict=True)],
        "proposed_at": START.isoformat(),
        "actor": "7d1f",
    }
    envelope = {
        "specversion": "1.0",
        "id": f"{subject[:40]}-{version}-{attributes.get('epoch', 0)}",
        "type": type_of("improvement", verb),
        "source": "/leanstream/region/improvements",
        "subject": subject,
        "time": (START + timedelta(seconds=version)).isoformat(),
        "partitionkey": subject,
        "sequence": f"{attributes.pop('epoch', 0):06d}-{version:012d}",
        "outboxid": str(version),
        "data": data | attributes.pop("data", {}),
    }
    return envelope | attributes


def message(told: dict[str, Any] | bytes, key: str = "", topic: str = TOPIC) -> Message:
    """What is appended to the log for an event, or for bytes that are none."""
    if isinstance(told, bytes):
        return Message(topic, key, told)
    return Message(topic, key or told["subject"], json.dumps(told).encode())


def record(told: dict[str, Any] | bytes, offset: int = 0, number: int = 0, topic: str = TOPIC) -> Record:
    """An event as it lies in the log."""
    put = message(told, topic=topic)
    return Record(Partition(topic, number), offset, put.key, put.value)


def append(log: EventLog, *told: dict[str, Any] | bytes, key: str = "") -> None:
    """Append events, all of which the log must take."""
    with log.publisher() as publisher:
        assert publisher.publish([message(each, key) for each in told]) == [None] * len(told)


def contents(log: EventLog, topic: str = TOPIC) -> list[dict[str, Any]]:
    """Every event in the log, partition after partition."""
    return [json.loads(record.value) for records in log.replay([topic]) for record in records]


def sequences(log: EventLog, subject: str) -> list[str]:
    """The sequences of one thing's events, as they lie in the log."""
    return [each["sequence"] for each in contents(log) if each["subject"] == subject]
