"""Both back ends of the event log, so that one test asks them the same."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.kernel.eventlog.abstract import EventLog
from services.kernel.eventlog.embedded import EmbeddedLog
from services.kernel.eventlog.kafka import KafkaLog

if TYPE_CHECKING:
    from tests.servers.kafka import KafkaServer


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
