"""The projector as it ships against a bare kafka-python poll loop over the same events; adoptions against improvements.

Exactly once, on PostgreSQL, with every number opening to its events. Adoptions come twice: the four stages of each
close together, as in a replay of a quiet region, and scattered over all improvements, as in a busy one.
Run: python -m benchmarks.projector [EVENTS]
"""

import sys
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from kafka import KafkaConsumer, TopicPartition
from sqlalchemy import create_engine, text
from uuid_utils import uuid7

import scorecards
from benchmarks.filling import tell_units
from benchmarks.lives import STATE_VERBS, UNITS, event, written
from benchmarks.measuring import interleaved, report, servers, timed
from schemas.events.spread import ADOPTION_VERBS
from services.kernel import migration
from services.kernel.consumer import Consumer
from services.kernel.eventlog import open_log
from services.kernel.eventlog.abstract import EventLog, Message
from services.kernel.service import Runtime
from services.kernel.settings import Settings

LIFE = ("proposed", "accepted", "testing", "implementing")
STAGES = ("known", "testing", "implemented", "sustained")
ROUND = 5000
GROUP = 250
ADOPTERS = 5
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)


def main(events: int) -> None:
    """Measure and print."""
    with servers() as (bootstrap, database):
        made = {
            "improvements": _improvements(events),
            "adoptions": _adoptions(events, GROUP),
            "adoptions, scattered": _adoptions(events, events // len(STAGES)),
        }
        logs = {name: f"kafka://{bootstrap}/{name.partition(', ')[2] or name}" for name in made}
        numbers = {name: _fill(logs[name], messages) for name, messages in made.items()}
        print("6 partitions, 1 broker; PostgreSQL on the same machine")
        number = numbers["improvements"]
        medians = interleaved(
            {
                "bare poll loop": lambda: timed(lambda: _poll(bootstrap, number)),
                **{name: _projecting(logs[name], database, numbers[name]) for name in made},
            }
        )
        report("The projector against a bare poll loop", medians, "bare poll loop", 0.5)
        report("Adoptions against improvements", medians, "improvements")


def _fill(url: str, messages: Iterable[Message]) -> int:
    """Append the messages; answers how many, and says of what size."""
    log = open_log(url)
    log.create_topics(["organisation", "improvements", "observations", "followups"])
    number = size = 0
    waiting = iter(messages)
    with log.publisher() as publisher:
        while batch := list(islice(waiting, ROUND)):
            failures = [each for each in publisher.publish(batch) if each]
            if failures:
                raise failures[0]
            number += len(batch)
            size += sum(len(each.value) for each in batch)
    log.close()
    print(f"{url.rpartition('/')[2]}: {number:,} events of {size // number} bytes")
    return number


def _improvements(events: int) -> Iterator[Message]:
    """Lives of four states each."""
    for begin in range(0, events, GROUP * len(LIFE)):
        lives = [(str(uuid7()), UNITS[each % len(UNITS)], begin + each) for each in range(GROUP)]
        for step in range(len(LIFE)):
            for identifier, unit, minute in lives:
                yield _improvement(identifier, unit, minute, step)


def _improvement(identifier: str, unit: str, minute: int, step: int) -> Message:
    moments = _moments(minute, step)
    data = {
        "title": "One form for admission instead of three",
        "unit": unit,
        "state": LIFE[step],
        "periods": [{"state": LIFE[each], "from": moment} for each, moment in enumerate(moments)],
        "proposed_at": moments[0],
        "actor": "0192f0c1",
        "waste": "waiting",
    }
    made = event(
        "improvements",
        "improvement",
        STATE_VERBS[LIFE[step]],
        identifier,
        data,
        version=step + 1,
        number=minute + step + 1,
        at=moments[-1],
    )
    return Message(made.topic, made.key, made.value)


def _adoptions(events: int, group: int) -> Iterator[Message]:
    """Four stages each of so many adoptions in turn, five of each improvement, which are told of first."""
    order = Random(1)  # noqa: S311 (the same order in every run, no secret)
    for begin in range(0, events, group * len(STAGES)):
        improvements = [str(uuid7()) for _ in range(group // ADOPTERS)]
        for place, identifier in enumerate(improvements):
            yield _improvement(identifier, UNITS[(begin + place) % len(UNITS)], begin + place, len(LIFE) - 1)
        lives = [
            (str(uuid7()), identifier, UNITS[(begin + place + (nth + 1) * 31) % len(UNITS)], begin + place)
            for place, identifier in enumerate(improvements)
            for nth in range(ADOPTERS)
        ]
        order.shuffle(lives)
        for step in range(len(STAGES)):
            for identifier, improvement, unit, minute in lives:
                yield _adoption(identifier, improvement, unit, minute, step)


def _adoption(identifier: str, improvement: str, unit: str, minute: int, step: int) -> Message:
    moments = _moments(minute, step)
    data = {
        "improvement": improvement,
        "unit": unit,
        "stage": STAGES[step],
        "periods": [{"stage": STAGES[each], "from": moment} for each, moment in enumerate(moments)],
        "actor": "0192f0c1",
    }
    made = event(
        "improvements",
        "adoption",
        ADOPTION_VERBS[STAGES[step]],
        identifier,
        data,
        key=improvement,
        version=step + 1,
        number=minute + step + 1,
        at=moments[-1],
    )
    return Message(made.topic, made.key, made.value)


def _moments(minute: int, step: int) -> list[str]:
    at = BEGAN + timedelta(minutes=minute % 700_000)
    return [written(at + timedelta(days=9 * each)) for each in range(step + 1)]


def _poll(bootstrap: str, events: int) -> int:
    """Fetch every event and do nothing with it."""
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        max_poll_records=5000,
        fetch_max_bytes=64 * 1024 * 1024,
        max_partition_fetch_bytes=8 * 1024 * 1024,
    )
    partitions = [TopicPartition("improvements.improvements", number) for number in range(6)]
    consumer.assign(partitions)
    consumer.seek_to_beginning()
    seen = 0
    while seen < events:
        seen += sum(len(records) for records in consumer.poll(timeout_ms=1000).values())
    consumer.close()
    return seen


def _projecting(log_url: str, database: str, events: int) -> Callable[[], float]:
    return lambda: _project(log_url, database, events)


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
        tell_units(runtime)
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
