"""From the 201 to the number on the scorecard, at 200 a second, against a bare produce → consume round trip.

Both at the same pace in the same run, on real PostgreSQL and Kafka with separate processes. The number counts as
there when the scorecards' database answers with it. Run: python -m benchmarks.freshness [SECONDS]
"""

import statistics
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

import psycopg
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from benchmarks.measuring import RUNS, servers
from benchmarks.posting import Connection, request
from benchmarks.sites import region
from benchmarks.write_path import BODY
from services.kernel.eventlog import open_log
from services.registry import SERVICES

PACE = 200
CLIENTS = 4
LOOK_SECONDS = 0.002


def main(seconds: float) -> None:
    """Measure and print."""
    with (
        servers() as (bootstrap, database),
        tempfile.TemporaryDirectory() as folder,
        region(Path(folder), database, f"kafka://{bootstrap}/fresh") as here,
    ):
        for name in SERVICES:
            here.start("worker", name)
        here.import_units()
        port = here.web("improvements")
        counted = f"{database}/{here.prefix}_scorecards".replace("+psycopg", "")
        token = here.token()
        for number in range(1, RUNS + 1):
            bare = _round_trips(bootstrap, seconds)
            fresh = _freshness(port, counted, token, seconds)
            half, most = _at(fresh, 50) / _at(bare, 50), _at(fresh, 99) / _at(bare, 99)
            print(f"run {number}: {_said('bare round trip', bare)}   {_said('201 → counted', fresh)}")
            print(f"       ratio p50 {half:.1f}, p99 {most:.1f} (aim 3)")


def _freshness(port: int, database: str, token: str, seconds: float) -> list[float]:
    """The n-th 201 until the scorecards count n more, in seconds."""
    with psycopg.connect(database, autocommit=True) as looking:
        began = _counted(looking)
        acknowledged: list[float] = []
        seen: list[tuple[float, int]] = []
        wanted = int(seconds * PACE)
        threads = [
            threading.Thread(target=_post, args=(port, token, wanted // CLIENTS, acknowledged)) for _ in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        deadline = time.perf_counter() + seconds + 20
        while (not seen or seen[-1][1] < wanted) and time.perf_counter() < deadline:
            seen.append((time.perf_counter(), _counted(looking) - began))
            time.sleep(LOOK_SECONDS)
        for thread in threads:
            thread.join()
    moments = iter(seen)
    moment, number = next(moments)
    latencies = []
    for place, at in enumerate(sorted(acknowledged), start=1):
        while number < place:
            moment, number = next(moments)
        latencies.append(max(moment - at, 0.0))
    return latencies


def _post(port: int, token: str, count: int, acknowledged: list[float]) -> None:
    connection = Connection(port)
    due = time.perf_counter()
    for _ in range(count):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex}
        if connection.post(request("/api/v1/improvements", BODY, headers)) != 201:
            raise RuntimeError("A POST was not answered 201.")
        acknowledged.append(time.perf_counter())
        due += CLIENTS / PACE
        time.sleep(max(0.0, due - time.perf_counter()))
    connection.close()


def _counted(connection: psycopg.Connection[tuple[int]]) -> int:
    row = connection.execute("SELECT coalesce(sum(number), 0) FROM tally WHERE dimension = 'all'").fetchone()
    return int(row[0]) if row else 0


def _round_trips(bootstrap: str, seconds: float) -> list[float]:
    """From handing a record to a producer until a consumer has it, one after the other at the same pace."""
    topic = f"round.{uuid.uuid4().hex[:8]}"
    log = open_log(f"kafka://{bootstrap}/round")
    log.create_topics([topic.removeprefix("round.")])
    log.close()
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    consumer.assign([TopicPartition(topic, number) for number in range(6)])
    consumer.seek_to_beginning()
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    wanted = int(seconds * PACE)
    latencies: list[float] = []

    def consume() -> None:
        while len(latencies) < wanted:
            for records in consumer.poll(timeout_ms=500).values():
                here = time.perf_counter()
                latencies.extend(here - float(record.value) for record in records)

    thread = threading.Thread(target=consume)
    thread.start()
    due = time.perf_counter()
    for number in range(wanted):
        producer.send(topic, key=str(number).encode(), value=repr(time.perf_counter()).encode())
        due += 1 / PACE
        time.sleep(max(0.0, due - time.perf_counter()))
    producer.flush()
    thread.join()
    producer.close()
    consumer.close()
    return latencies


def _at(latencies: list[float], percent: int) -> float:
    return statistics.quantiles(latencies, n=100)[percent - 1]


def _said(name: str, latencies: list[float]) -> str:
    return f"{name} p50 {_at(latencies, 50) * 1000:.1f} ms, p99 {_at(latencies, 99) * 1000:.1f} ms"


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
