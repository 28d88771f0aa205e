"""Both back ends of the event log, and what the tests of either need to write and read."""

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.kernel.eventlog.abstract import EventLog, Message, Partition, Reader, Record
from services.kernel.eventlog.embedded import EmbeddedLog
from services.kernel.eventlog.kafka import KafkaLog

if TYPE_CHECKING:
    from tests.servers.kafka import KafkaServer

PATIENCE = 30.0
Put = Callable[..., None]


@pytest.fixture(params=["embedded", "kafka"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventLog]:
    if request.param == "embedded":
        log: EventLog = EmbeddedLog(tmp_path / "events.db")
    else:
        server: KafkaServer = request.getfixturevalue("kafka_server")
        log = KafkaLog([server.bootstrap], f"test-{uuid.uuid4().hex}", delivery=3)
    log.create_topics(["improvements", "observations"])
    yield log
    log.close()


def put(log: EventLog, *messages: Message) -> None:
    """Append messages, all of which the log must take."""
    with log.publisher() as publisher:
        assert publisher.publish(messages) == [None] * len(messages)


def numbered(count: int, key: str = "idea", topic: str = "improvements") -> list[Message]:
    """Make messages of one key whose values are 0, 1, 2, …"""
    return [Message(topic, key, str(number).encode()) for number in range(count)]


def from_first(partitions: Sequence[Partition]) -> Mapping[Partition, int]:
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
