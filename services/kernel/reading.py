"""From the bytes of a record to an event, or to the reason why it cannot be one."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from schemas import events
from services.kernel.eventlog.abstract import Partition, Record
from services.kernel.structs import decoder_of


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that cannot be read, with as much of what it is about as could be."""

    record: Record
    reason: str
    event_id: str | None
    thing: str | None
    subject: str | None
    sequence: str | None


class _Rough(msgspec.Struct):
    """The attributes worth keeping of an event that is otherwise invalid; each may be anything."""

    id: Any = None
    type: Any = None
    subject: Any = None
    sequence: Any = None
    specversion: Any = None
    outboxid: Any = None


_rough = msgspec.json.Decoder(_Rough)

# What decoding raises, whatever the bytes: also for arrays nested thousands deep.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
# A NUL character in a JSON text; no database keeps one.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# The widths of the columns that keep these of a dead letter and beside an offset.
_ID, _SUBJECT, _SEQUENCE = 64, 255, 19


@cache
def _decoder(topic: str) -> msgspec.json.Decoder[Any]:
    return decoder_of(events.TOPICS[topic])


def read(record: Record) -> Any | Poison | None:  # noqa: ANN401 (a struct derived from a schema)
    """The event in a record; None for a type this version does not know yet, Poison for what is invalid."""
    try:
        event = _decoder(record.partition.topic).decode(record.value)
    except UNREADABLE as wrong:
        return _judge(record, str(wrong))
    if b"\\u0000" in record.value and _NUL.search(record.value):
        return _judge(record, "A text holds a NUL character")
    return event


def _judge(record: Record, reason: str) -> Poison | None:
    rough = _roughly(record)
    kind = _text(rough.type, _SUBJECT)
    known = events.TOPICS[record.partition.topic]
    if rough.specversion == "1.0" and kind is not None and kind.startswith(events.PREFIX) and kind not in known:
        return None
    return Poison(
        record,
        reason,
        event_id=_text(rough.id, _ID),
        thing=events.thing_of(kind) if kind in known else None,
        subject=_text(rough.subject, _SUBJECT),
        sequence=_text(rough.sequence, _SEQUENCE),
    )


def _roughly(record: Record) -> _Rough:
    try:
        return _rough.decode(record.value)
    except UNREADABLE:
        return _Rough()


def _text(value: object, width: int) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= width and "\x00" not in value else None


def event_id(record: Record) -> str | None:
    """The id of the event in a record, also of one that is otherwise invalid."""
    return _text(_roughly(record).id, _ID)


def outbox_number(record: Record) -> int | None:
    """The number of the outbox row behind a record, also where this version does not know the event's type."""
    number = _roughly(record).outboxid
    return int(number) if isinstance(number, str) and re.fullmatch("[0-9]{1,18}", number, re.ASCII) else None


def type_of(event: msgspec.Struct) -> str:
    """The CloudEvents type of an event that `read` gave."""
    return str(event.__struct_config__.tag)


def place_of(record: Record) -> tuple[Partition, int]:
    """Where a record lies in the log."""
    return record.partition, record.offset
