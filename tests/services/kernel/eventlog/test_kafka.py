"""What is special about Kafka: a group shares the partitions, and brokers die, freeze and are changed by others."""

import threading
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.record.util import calc_crc32c, crc32c_c

from services.kernel.eventlog.abstract import LogChanged, LogUnavailable, Message, Partition, Reader, Record
from services.kernel.eventlog.kafka import KafkaLog
from tests.servers import kafka
from tests.servers.kafka import KafkaServer
from tests.services.kernel.eventlog.exchange import from_first, numbered, put, take, until

TOPIC = "improvements"


@pytest.fixture
def log(kafka_server: KafkaServer) -> Iterator[KafkaLog]:
    log = KafkaLog([kafka_server.bootstrap], f"test-{uuid.uuid4().hex}")
    log.create_topics([TOPIC])
    yield log
    log.close()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[tuple[KafkaServer, KafkaLog]]:
    """Give a broker that may be killed and frozen, and a log on it that does not wait long."""
    with kafka.start(tmp_path / "kafka") as server:
        log = KafkaLog([server.bootstrap], "leanstream", patience=3, delivery=3)
        log.create_topics([TOPIC])
        yield server, log
        log.close()


@pytest.fixture
def admin(kafka_server: KafkaServer) -> Iterator[KafkaAdminClient]:
    with KafkaAdminClient(bootstrap_servers=kafka_server.bootstrap) as admin:
        yield admin


def contents(log: KafkaLog) -> dict[str, list[int]]:
    """Give every key's values as they lie in the log."""
    found: dict[str, list[int]] = {}
    for records in log.replay([TOPIC]):
        for record in records:
            found.setdefault(record.key, []).append(int(record.value))
    return found


class Owner:
    """Keeps the positions of a group, as a service's database does."""

    def __init__(self) -> None:
        self.counted: dict[Partition, int] = {}
        self.records: list[Record] = []

    def positions(self, partitions: Sequence[Partition]) -> Mapping[Partition, int]:
        return {partition: self.counted.get(partition, 0) for partition in partitions}

    def count(self, reader: Reader) -> int:
        """Poll once, refusing what does not follow on what was counted; gives how many were counted in all."""
        for partition, records in reader.poll(0.1).items():
            assert records[0].offset == self.counted.get(partition, 0)
            self.counted[partition] = records[-1].offset + 1
            self.records += records
        return len(self.records)


def test_two_members_share_the_partitions_and_no_record_is_counted_twice(log: KafkaLog) -> None:
    owner = Owner()
    messages = [Message(TOPIC, str(number), b"x") for number in range(600)]
    put(log, *messages[:300])
    with log.reader("scorecards", [TOPIC], owner.positions) as one:
        assert until(lambda: owner.count(one) == 300)
        with log.reader("scorecards", [TOPIC], owner.positions) as other:

            def shared() -> bool:
                owner.count(one)
                owner.count(other)
                return len(one.assignment()) == len(other.assignment()) == 3

            assert until(shared)
            assert one.assignment() | other.assignment() == set(log.bounds([TOPIC]))
            put(log, *messages[300:])
            assert until(lambda: shared() and len(owner.records) == 600)
        assert until(lambda: owner.count(one) == 600 and len(one.assignment()) == log.partitions)
    assert {record.key for record in owner.records} == {message.key for message in messages}


def test_positions_kept_by_kafka_are_not_read_from(log: KafkaLog) -> None:
    put(log, *numbered(5))
    with log.reader("scorecards", [TOPIC], from_first) as reader:
        take(reader, 5)
        reader.commit(reader.ends())
    with log.reader("scorecards", [TOPIC], from_first) as reader:
        assert len(take(reader, 5)) == 5


def test_a_commit_shows_lag_tools_what_was_counted(log: KafkaLog, admin: KafkaAdminClient) -> None:
    put(log, *numbered(5))
    with log.reader("scorecards", [TOPIC], from_first) as reader:
        [home] = {record.partition for record in take(reader, 5)}
        reader.commit({home: 5})
        group = f"{log.site.prefix}.scorecards"

        def told() -> bool:
            return bool(admin.list_group_offsets({group: None})[group].get(log.site.there(home), (0,))[0] == 5)

        assert until(told)


def test_records_carry_the_content_type_and_no_other_header(log: KafkaLog, kafka_server: KafkaServer) -> None:
    put(log, *numbered(1))
    consumer = KafkaConsumer(bootstrap_servers=kafka_server.bootstrap, auto_offset_reset="earliest")
    try:
        consumer.assign([TopicPartition(log.site.named(TOPIC), number) for number in range(log.partitions)])
        [[record]] = consumer.poll(timeout_ms=10_000).values()
    finally:
        consumer.close()
    assert record.headers == [("content-type", b"application/cloudevents+json")]


def test_topics_are_kept_for_ever(log: KafkaLog, admin: KafkaAdminClient) -> None:
    name = log.site.named(TOPIC)
    configs = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])["topic"][name]
    assert [configs[each]["value"] for each in ("retention.ms", "retention.bytes", "cleanup.policy")] == [
        "-1",
        "-1",
        "delete",
    ]


def test_a_regrown_topic_is_another_log(log: KafkaLog, admin: KafkaAdminClient) -> None:
    put(log, *numbered(2))
    admin.create_partitions({log.site.named(TOPIC): 8})
    with pytest.raises(LogChanged):
        log.create_topics([TOPIC])
    with log.reader("scorecards", [TOPIC], from_first) as reader:
        for _ in range(2):
            with pytest.raises(LogChanged):
                take(reader, 2)


def test_a_truncated_topic_is_another_log(log: KafkaLog, admin: KafkaAdminClient) -> None:
    put(log, *numbered(5))
    [home] = [partition for partition, (_, end) in log.bounds([TOPIC]).items() if end]
    admin.delete_records({log.site.there(home): 3})
    assert log.bounds([TOPIC])[home] == (3, 5)
    assert log.read(home, 1) is None
    with log.reader("scorecards", [TOPIC], from_first) as reader, pytest.raises(LogChanged):
        take(reader, 1)


def test_a_message_that_is_too_large_holds_back_only_its_own_key(log: KafkaLog) -> None:
    with log.publisher() as publisher:
        too_large = Message(TOPIC, "large", b"x" * 2_000_000)
        first, follower, other = publisher.publish(
            [too_large, Message(TOPIC, "large", b"1"), Message(TOPIC, "small", b"1")]
        )
        assert first is not None
        assert not isinstance(first, LogUnavailable)
        assert follower is first
        assert other is None
        assert publisher.publish([Message(TOPIC, "large", b"2")]) == [None]
    assert contents(log) == {"small": [1], "large": [2]}


def test_checksums_are_computed_by_the_c_extension() -> None:
    assert crc32c_c is not None
    assert calc_crc32c(b"123456789") == 0xE3069283


def test_a_broker_killed_in_the_middle_of_a_round_gives_errors_and_loses_nothing_acknowledged(
    mortal: tuple[KafkaServer, KafkaLog],
) -> None:
    server, log = mortal
    messages = [Message(TOPIC, str(number % 500), str(number).encode()) for number in range(40_000)]
    with log.publisher() as publisher:
        answers: list[Exception | None] = []
        round_ = threading.Thread(target=lambda: answers.extend(publisher.publish(messages)))
        round_.start()
        assert until(lambda: any(end for _, end in log.bounds([TOPIC]).values()))
        server.kill()
        round_.join(timeout=20)
        assert len(answers) == len(messages)
        assert all(error is None or isinstance(error, LogUnavailable) for error in answers)
        failed = [message for message, error in zip(messages, answers, strict=True) if error]
        assert failed
        began = time.monotonic()
        assert all(isinstance(error, LogUnavailable) for error in publisher.publish(messages))
        assert time.monotonic() - began < 15
        server.restart()
        assert until(lambda: publisher.publish(failed[:1]) == [None])
        assert publisher.publish(failed[1:]) == [None] * (len(failed) - 1)
    kept = contents(log)
    assert sum(len(set(values)) for values in kept.values()) == len(messages)


def test_a_frozen_broker_gives_errors_and_what_follows_is_in_order(mortal: tuple[KafkaServer, KafkaLog]) -> None:
    server, log = mortal
    with log.publisher() as publisher:
        assert publisher.publish(numbered(3)) == [None] * 3
        server.suspend()
        began = time.monotonic()
        answers = publisher.publish(numbered(6)[3:])
        assert time.monotonic() - began < 5
        assert all(isinstance(error, LogUnavailable) for error in answers)
        server.resume()
        assert until(lambda: publisher.publish(numbered(6)[3:]) == [None] * 3)
        assert publisher.publish(numbered(7)[6:]) == [None]
    [values] = contents(log).values()
    assert list(dict.fromkeys(values)) == list(range(7))
    assert values[-1] == 6


def test_while_no_broker_answers_questions_end_with_an_error_and_reading_goes_on_afterwards(
    mortal: tuple[KafkaServer, KafkaLog],
) -> None:
    server, log = mortal
    put(log, *numbered(2))
    with log.reader("scorecards", [TOPIC], from_first) as reader:
        take(reader, 2)
        server.kill()
        assert reader.poll(0.5) == {}
        for ask in (reader.ends, lambda: log.bounds([TOPIC]), lambda: log.reader("examples", [TOPIC], from_first)):
            began = time.monotonic()
            with pytest.raises(LogUnavailable):
                ask()
            assert time.monotonic() - began < 15
        server.restart()
        put(log, *numbered(1))
        assert len(take(reader, 1)) == 1


def test_nothing_runs_on_after_everything_is_closed(log: KafkaLog) -> None:
    before = set(threading.enumerate())
    mine = KafkaLog(log.site.bootstrap, log.site.prefix)
    put(mine, *numbered(1))
    [home] = [partition for partition, (_, end) in mine.bounds([TOPIC]).items() if end]
    assert mine.read(home, 0)
    with mine.reader("scorecards", [TOPIC], from_first) as reader:
        take(reader, 1)
    mine.close()
    assert set(threading.enumerate()) <= before
    with pytest.raises(LogUnavailable):
        KafkaLog(["127.0.0.1:1"], "leanstream", patience=1).reader("scorecards", [TOPIC], from_first)
    assert set(threading.enumerate()) <= before
