"""What the tests of both back ends need to write to a log and to read from it."""

import time
from collections.abc import Callable, Sequence

from services.kernel.eventlog.abstract import EventLog, Message, Partition, Reader, Record

PATIENCE = 120.0


def put(log: EventLog, *messages: Message) -> None:
    """Append messages, all of which the log must take."""
    with log.publisher() as publisher:
        assert publisher.publish(messages) == [None] * len(messages)


def numbered(count: int, key: str = "idea", topic: str = "improvements") -> list[Message]:
    """Make messages of one key whose values are the numbers from 0 on."""
    return [Message(topic, key, str(number).encode()) for number in range(count)]


def from_first(partitions: Sequence[Partition]) -> dict[Partition, int]:
    """Name the positions of a reader that has counted nothing."""
    return dict.fromkeys(partitions, 0)


def take(reader: Reader, count: int) -> list[Record]:
    """Poll until `count` records have come."""
    deadline = time.monotonic() + PATIENCE
    taken: list[Record] = []
    while len(taken) < count and time.monotonic() < deadline:
        taken += [record for records in reader.poll(0.5).values() for record in records]
    return taken


def until(condition: Callable[[], bool]) -> bool:
    """Try until the condition holds; it must do something that takes time."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
    return True
