"""From the bytes of a record to an event, or to the reason why it cannot be one."""

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


_rough = msgspec.json.Decoder(_Rough)


@cache
def _decoder(topic: str) -> msgspec.json.Decoder[Any]:
    return decoder_of(events.TOPICS[topic])


def read(record: Record) -> Any | Poison | None:  # noqa: ANN401 (a struct derived from a schema)
    """The event in a record; None for a type this version does not know yet, Poison for what is invalid."""
    try:
        return _decoder(record.partition.topic).decode(record.value)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        return _judge(record, str(wrong))


def _judge(record: Record, reason: str) -> Poison | None:
    try:
        rough = _rough.decode(record.value)
    except (msgspec.DecodeError, UnicodeDecodeError):
        rough = _Rough()
    kind = _text(rough.type)
    known = events.TOPICS[record.partition.topic]
    if rough.specversion == "1.0" and kind is not None and kind.startswith(events.PREFIX) and kind not in known:
        return None
    return Poison(
        record,
        reason,
        event_id=_text(rough.id),
        thing=events.thing_of(kind) if kind in known else None,
        subject=_text(rough.subject),
        sequence=_text(rough.sequence),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 255 else None


def event_id(record: Record) -> str | None:
    """The id of the event in a record, also of one that is otherwise invalid."""
    try:
        return _text(_rough.decode(record.value).id)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def type_of(event: msgspec.Struct) -> str:
    """The CloudEvents type of an event that `read` gave."""
    return str(event.__struct_config__.tag)


def place_of(record: Record) -> tuple[Partition, int]:
    """Where a record lies in the log."""
    return record.partition, record.offset
