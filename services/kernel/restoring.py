"""After a database came back from an older backup than the log has seen.

The outbox would number new events with numbers already used, and versions would repeat with other content, so
readers would ignore them. The relay therefore compares at its start and refuses; `leanstream restored` raises
the epoch (the first part of every sequence), states every thing anew, and withdraws what the log has and the
database lacks.
"""

from collections import defaultdict
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, text

from schemas import events
from services.kernel import reading, tables
from services.kernel.eventlog.abstract import EventLog
from services.kernel.outbox import BATCH
from services.kernel.reading import Poison
from services.kernel.service import Runtime


class DatabaseOlderThanLog(Exception):
    """The log has events of this service that its database does not know of."""


def published_high_water(log: EventLog, topic: str) -> int:
    """The highest outbox number in the topic; 0 for an empty one.

    The relay publishes a batch in rounds, so the highest number need not lie last in its partition; but nothing
    lower follows it that was not waiting in the same batch.
    """
    since = {partition: end - 2 * BATCH for partition, (_, end) in log.bounds([topic]).items()}
    recent = chain.from_iterable(log.replay([topic], since=since))
    return max((reading.outbox_number(record) or 0 for record in recent), default=0)


def refuse_older_database(runtime: Runtime, log: EventLog, connection: Connection) -> None:
    """Raise DatabaseOlderThanLog, naming the command that mends it."""
    name = runtime.service.name
    known = connection.execute(select(func.coalesce(func.max(tables.outbox.c.id), 0))).scalar_one()
    connection.commit()
    published = published_high_water(log, runtime.service.topic)
    if published > known:
        raise DatabaseOlderThanLog(
            f"The log holds event {published} of {name}, its database knows only {known}: the database was restored "
            f"from an older backup. Nothing is published until you run `leanstream restored {name}`."
        )


def restore(runtime: Runtime, log: EventLog) -> dict[str, int]:
    """Raise the epoch, state every thing anew and withdraw the rest; answers how many of each.

    Run it with the service stopped.
    """
    if runtime.service.restate is None:
        return {"restated": 0, "withdrawn": 0}
    published = published_high_water(log, runtime.service.topic)
    with runtime.work() as work:
        connection = work.session.connection()
        highest = connection.execute(select(func.coalesce(func.max(tables.epoch.c.number), 0))).scalar_one()
        connection.execute(insert(tables.epoch).values(number=highest + 1))
        _continue_after(connection, published)
        present = runtime.service.restate(work)
        withdrawn = 0
        for thing, keys in _keys_by_subject(log, runtime.service.topic).items():
            for subject in sorted(keys.keys() - present.get(thing, set())):
                kind = events.type_of(thing, "withdrawn")
                work.emit(kind, subject=subject, key=keys[subject], version=1, data={"reason": "restored"})
                withdrawn += 1
        work.commit()
    return {"restated": sum(map(len, present.values())), "withdrawn": withdrawn}


def _continue_after(connection: Connection, number: int) -> None:
    """Make the outbox number on after what was already published, and after what still waits."""
    known = connection.execute(select(func.coalesce(func.max(tables.outbox.c.id), 0))).scalar_one()
    number = max(number, known, 1)
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = 'outbox'"))
        connection.execute(
            text("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', :number)"), {"number": number}
        )
        return
    connection.execute(text("SELECT setval(pg_get_serial_sequence('outbox', 'id'), :number)"), {"number": number})


class _Newest(NamedTuple):
    """The newest event of a subject: its sequence, its key, and whether it withdraws."""

    sequence: str
    key: str
    gone: bool


def _keys_by_subject(log: EventLog, topic: str) -> dict[str, dict[str, str]]:
    """The key of every subject in the log by its thing, without those whose newest event withdraws them."""
    newest: defaultdict[str, dict[str, _Newest]] = defaultdict(dict)
    for records in log.replay([topic]):
        for record in records:
            event = reading.read(record)
            if event is None or isinstance(event, Poison):
                continue
            _note(newest, event)
    return {
        thing: {subject: each.key for subject, each in subjects.items() if not each.gone}
        for thing, subjects in newest.items()
    }


def _note(newest: defaultdict[str, dict[str, _Newest]], event: Any) -> None:  # noqa: ANN401 (an event's struct)
    kind = reading.type_of(event)
    subjects = newest[events.thing_of(kind)]
    if event.subject not in subjects or event.sequence > subjects[event.subject].sequence:
        subjects[event.subject] = _Newest(event.sequence, event.partitionkey, kind.endswith(".withdrawn.v1"))
