"""A unit of work: state, the events about it and the answer to a repeated request, in one transaction.

An operation loads, asks the model, writes, calls `emit` for what happened and `commit` once. The event's row is
inserted after the thing's own row was written or locked, so the outbox numbers one thing's events in the order
of its versions whatever else runs at the same time. `commit` returns only when the database has it.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Table
from sqlalchemy.orm import Session
from uuid_utils import uuid7

from schemas import events
from schemas.events.envelope import MAX_BYTES
from schemas.messages import N_
from services.kernel import tables
from services.kernel.clock import now
from services.kernel.errors import Stale
from services.kernel.inserting import Inserts, Row
from services.kernel.structs import struct_of


class EventTooLarge(Exception):
    """An event of 64 KiB or more; nothing was written."""


@dataclass(frozen=True)
class Origin:
    """Where the events of a service say they come from."""

    source: str
    schemas_url: str


@dataclass(frozen=True)
class Repeatable:
    """A request with an Idempotency-Key: whose, which, what it said, and how its result is answered."""

    actor: str
    key: str
    digest: str
    answer: Callable[[Any], dict[str, Any]]


class Work:
    """One transaction of one service. Make it with `Runtime.work`."""

    def __init__(
        self,
        session: Session,
        origin: Origin,
        trace: str | None = None,
        repeatable: Repeatable | None = None,
        names: dict[str, str] | None = None,
    ) -> None:
        self.session = session
        # Names that this process knows to be in the database, by person.
        self.names = {} if names is None else names
        self.now = now()
        self._origin = origin
        self._trace = trace
        self._repeatable = repeatable
        self._inserts = Inserts()
        self._emitted: list[Row] = []
        self._before: dict[Hashable, Callable[[], None]] = {}
        self._after: list[Callable[[], None]] = []
        self.answer: dict[str, Any] | None = None

    def emit(self, event_type: str, *, subject: str, key: str, version: int, data: dict[str, Any]) -> None:
        """Note what happened to `subject`, a thing of `version`; `data` is its whole public state, JSON-ready.

        Raises msgspec.ValidationError where `data` is not what the type's schema says, EventTooLarge at 64 KiB.
        """
        written = msgspec.json.encode(data)
        # Read as every reader will: what it would not take must not get out.
        msgspec.json.decode(written, type=struct_of(events.ALL[event_type]))
        envelope = {
            "specversion": "1.0",
            "id": str(uuid7()),
            "type": event_type,
            "source": self._origin.source,
            "subject": subject,
            "time": rfc3339(self.now),
            "datacontenttype": "application/json",
            "dataschema": f"{self._origin.schemas_url}/{event_type}.json",
            "partitionkey": key,
            **({"traceparent": self._trace} if self._trace else {}),
            "data": msgspec.Raw(written),
        }
        text = msgspec.json.encode(envelope).decode()
        # The relay adds two short attributes of fixed width.
        if len(text.encode()) + 100 >= MAX_BYTES:
            raise EventTooLarge(f"The event about {subject} would be {len(text)} characters long; the limit is 64 KiB.")
        self._emitted.append({"key": key, "version": version, "envelope": text, "recorded_at": self.now})

    def insert(self, table: Table, row: Row) -> None:
        """Note a new row; it is written with the others at the commit."""
        self._inserts.add(table, row)

    def before_commit(self, name: Hashable, act: Callable[[], None]) -> None:
        """Do something once when all else is done, such as judging a chart after its last value; each name once."""
        self._before.setdefault(name, act)

    def after_commit(self, act: Callable[[], None]) -> None:
        """Do something once everything is safe, such as remembering what need not be written again."""
        self._after.append(act)

    def expect(self, present: int, asked: int | None) -> None:
        """Raise Stale when a change is based on another version than the present one; None is based on any."""
        if asked is not None and asked != present:
            text = N_("Somebody changed this after you opened it. Nothing was overwritten: read it again, then decide.")
            raise Stale(text, present)

    def commit(self, result: object = None) -> None:
        """Write everything; `result` is what a repeated request will be answered with."""
        self.session.flush()
        if self._before:
            # What is done last reads what was written.
            self._inserts.write(self.session)
            for last in self._before.values():
                last()
            self.session.flush()
        if self._repeatable:
            self.answer = self._repeatable.answer(result)
            kept = {
                "actor": self._repeatable.actor,
                "key": self._repeatable.key,
                "digest": self._repeatable.digest,
                "answer": msgspec.json.encode(self.answer).decode(),
                "at": self.now,
            }
            self._inserts.add(tables.idempotency, kept)
        # Last, so that their numbers are drawn when every thing's own row is written or locked.
        for row in self._emitted:
            self._inserts.add(tables.outbox, row)
        self._emitted = []
        self._inserts.write(self.session)
        self.session.commit()
        for act in self._after:
            act()


def rfc3339(moment: datetime) -> str:
    """A moment as CloudEvents and our JSON write it: UTC, `Z`."""
    return moment.isoformat().replace("+00:00", "Z")
