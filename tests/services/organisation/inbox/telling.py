"""Tells the organisation of notices as the improvements service does: through the log and its own consumer."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from services.kernel import tables
from services.kernel.clock import now
from services.kernel.consumer import Consumer
from services.kernel.eventlog.abstract import EventLog, Message
from services.kernel.service import Runtime
from tests.servers.process import wait_until

Told = dict[str, Any]


@dataclass
class Teller:
    """Appends events to the log of improvements, and lets the organisation's consumer count them."""

    runtime: Runtime
    log: EventLog

    def notice(self, kind: str = "solved", **data: Any) -> str:  # noqa: ANN401 (any field of a notice)
        """Tell of a new notice and count it; answers its id."""
        event = notice(kind, **data)
        self.events(event)
        return str(event["subject"])

    def events(self, *told: Told) -> None:
        """Append events and count everything."""
        with self.log.publisher() as publisher:
            messages = [Message("improvements", each["partitionkey"], json.dumps(each).encode()) for each in told]
            assert publisher.publish(messages) == [None] * len(told)
        self.count()

    def count(self) -> None:
        """Count everything that was told before now."""
        runtime, began, offset = self.runtime, now(), tables.offset.c
        member = Consumer(runtime.service.name, runtime.database, self.log, runtime.projections())

        def counted() -> bool:
            member.step(reader, 0.1)
            with runtime.database.engine.connect() as connection:
                reached = connection.scalars(select(offset.as_of).where(offset.topic == "improvements")).all()
            return bool(reached) and all(as_of is not None and as_of >= began for as_of in reached)

        with self.log.reader(member.name, member.topics, member._start) as reader:  # noqa: SLF001 (what `run` does, step by step)
            assert wait_until(counted, 60)


def notice(kind: str = "solved", version: int = 1, epoch: int = 0, **data: Any) -> Told:  # noqa: ANN401 (as above)
    """An event about a notice; `identifier` and `time` may be given with the fields of its data."""
    identifier = data.pop("identifier", None) or str(uuid7())
    time: datetime = data.pop("time", None) or now()
    told = {
        "kind": kind,
        "improvement": "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70",
        "title": "A trolley at every door",
        "units": ["KIR-01"],
        "at": now().isoformat(),
        "by_unit": "MED-01",
    }
    return envelope(type_of("notice", "given"), identifier, f"{epoch:06d}-{version:012d}", time, told | data)


def withdrawn(identifier: str) -> Told:
    """An event that takes a notice back."""
    return envelope(type_of("notice", "withdrawn"), identifier, "000001-000000000001", now(), {"reason": "restored"})


def envelope(kind: str, subject: str, sequence: str, time: datetime, data: Told) -> Told:
    """A CloudEvent of the improvements service."""
    return {
        "specversion": "1.0",
        "id": str(uuid7()),
        "type": kind,
        "source": "/leanstream/region/improvements",
        "subject": subject,
        "time": time.isoformat(),
        "partitionkey": str(data.get("improvement", subject)),
        "sequence": sequence,
        "outboxid": "1",
        "data": data,
    }
