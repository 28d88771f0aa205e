"""The projector as it ships against a bare kafka-python poll loop over the same events.

Exactly once, on PostgreSQL, with every number opening to its events. Run: python -m benchmarks.projector [EVENTS]
"""

import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import create_engine, text
from uuid_utils import uuid7

import scorecards
from benchmarks.measuring import interleaved, report, servers, timed
from schemas.events import type_of
from services.kernel import migration
from services.kernel.consumer import Consumer
from services.kernel.eventlog import open_log
from services.kernel.eventlog.abstract import EventLog, Message
from services.kernel.service import Runtime
from services.kernel.settings import Settings

UNITS = 400
LIFE = ("proposed", "accepted", "testing", "implementing")
VERBS = ("proposed", "accepted", "testing_started", "implementation_started")
ROUND = 5000
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)


def main(events: int) -> None:
    """Measure and print."""
    with servers() as (bootstrap, database):
        url = f"kafka://{bootstrap}/benchmark"
        log = open_log(url)
        log.create_topics(["organisation", "improvements"])
        size = _fill(log, events)
        print(f"{events:,} events of {size} bytes in 6 partitions, 1 broker; PostgreSQL on the same machine")
        medians = interleaved(
            {
                "bare poll loop": lambda: timed(lambda: _poll(bootstrap, events)),
                "the projector": lambda: _project(url, database, events),
            }
        )
        report("The projector against a bare poll loop", medians, "bare poll loop", 0.5)
        log.close()


def _fill(log: EventLog, events: int) -> int:
    """Append lives of four events each; answers the size of one."""
    size = 0
    with log.publisher() as publisher:
        batch: list[Message] = []
        for message in _messages(events):
            size = len(message.value)
            batch.append(message)
            if len(batch) == ROUND:
                _publish(publisher, batch)
                batch = []
        _publish(publisher, batch)
    return size


def _publish(publisher: object, batch: list[Message]) -> None:
    failures = [each for each in publisher.publish(batch) if each]  # type: ignore[attr-defined] # a Publisher
    if failures:
        raise failures[0]


def _messages(events: int) -> Iterator[Message]:
    number = 0
    group = 250
    while number < events:
        lives = [(str(uuid7()), f"U{(number + each) % UNITS:03d}") for each in range(group)]
        for step in range(len(LIFE)):
            for identifier, unit in lives:
                number += 1
                yield Message("improvements", identifier, _event(identifier, unit, step, number))


def _event(identifier: str, unit: str, step: int, number: int) -> bytes:
    at = BEGAN + timedelta(minutes=number % 700_000)
    moments = [(at + timedelta(days=9 * each)).isoformat().replace("+00:00", "Z") for each in range(step + 1)]
    event = {
        "specversion": "1.0",
        "id": str(uuid7()),
        "type": type_of("improvement", VERBS[step]),
        "source": "/leanstream/benchmark/improvements",
        "subject": identifier,
        "time": moments[-1],
        "partitionkey": identifier,
        "data": {
            "title": "One form for admission instead of three",
            "unit": unit,
            "state": LIFE[step],
            "periods": [{"state": LIFE[each], "from": moment} for each, moment in enumerate(moments)],
            "proposed_at": moments[0],
            "actor": "0192f0c1",
            "waste": "waiting",
        },
        "sequence": f"000000-{step + 1:012d}",
        "outboxid": str(number),
    }
    return msgspec.json.encode(event)


def _poll(bootstrap: str, events: int) -> int:
    """Fetch every event and do nothing with it."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        max_poll_records=5000,
        fetch_max_bytes=64 * 1024 * 1024,
        max_partition_fetch_bytes=8 * 1024 * 1024,
    )
    partitions = [TopicPartition("benchmark.improvements", number) for number in range(6)]
    consumer.assign(partitions)
    consumer.seek_to_beginning()
    seen = 0
    while seen < events:
        seen += sum(len(records) for records in consumer.poll(timeout_ms=1000).values())
    consumer.close()
    return seen


def _project(log_url: str, database: str, events: int) -> float:
    """Count every event into an empty database, as the worker does."""
    name = f"projector_{uuid.uuid4().hex[:8]}"
    admin = create_engine(f"{database}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "LEANSTREAM_DATABASE_URL": f"{database}/{name}",
            "LEANSTREAM_EVENT_LOG_URL": log_url,
            "LEANSTREAM_SECRET_KEY": "benchmark",
        }
        runtime = Runtime(scorecards.SERVICE, Settings.read(environment, data=Path(folder)))
        migration.migrate(runtime)
        log = runtime.open_log()
        consumer = Consumer(f"scorecards-{name}", runtime.database, log, runtime.projections())
        try:
            return timed(lambda: _consume(consumer, log, events))
        finally:
            log.close()
            runtime.database.close()


def _consume(consumer: Consumer, log: EventLog, events: int) -> int:
    counted = 0
    with log.reader(consumer.name, consumer.topics, consumer._start) as reader:  # noqa: SLF001 (what `run` does, until all are counted)
        while counted < events:
            counted += consumer.step(reader)
    return counted


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
