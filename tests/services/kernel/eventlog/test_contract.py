"""What every event log promises, whatever carries it."""

import threading
import time
from collections.abc import Mapping, Sequence

import pytest

from services.kernel.eventlog.abstract import EventLog, LogChanged, LogUnavailable, Message, Partition
from tests.services.kernel.eventlog.exchange import from_first, numbered, put, take, until


class OwnerIsAway(Exception):
    pass


class TestEventLog:
    def test_records_of_a_key_come_back_in_order_with_contiguous_offsets(self, log: EventLog) -> None:
        messages = [Message("improvements", f"idea-{number % 40}", str(number).encode()) for number in range(400)]
        put(log, *messages)
        with log.reader("scorecards", ["improvements"], from_first) as reader:
            records = take(reader, 400)
        for partition in {record.partition for record in records}:
            offsets = [record.offset for record in records if record.partition == partition]
            assert offsets == list(range(len(offsets)))
        for key in {message.key for message in messages}:
            sent = [message.value for message in messages if message.key == key]
            assert [record.value for record in records if record.key == key] == sent
            assert len({record.partition for record in records if record.key == key}) == 1

    def test_rounds_follow_each_other(self, log: EventLog) -> None:
        with log.publisher() as publisher:
            for message in numbered(20):
                assert publisher.publish([message]) == [None]
        assert [record.value for records in log.replay(["improvements"]) for record in records] == [
            message.value for message in numbered(20)
        ]

    def test_an_empty_round_is_harmless(self, log: EventLog) -> None:
        with log.publisher() as publisher:
            assert publisher.publish([]) == []

    def test_keys_and_values_come_back_as_they_were(self, log: EventLog) -> None:
        sent = [
            Message("improvements", "förslag-ö-日本-🩺", "Läkemedelslista ✓".encode()),
            Message("improvements", "large", b"\x00\xff" * 32_768),
            Message("improvements", "empty", b""),
        ]
        put(log, *sent)
        records = [record for records in log.replay(["improvements"]) for record in records]
        assert {(record.key, record.value) for record in records} == {(each.key, each.value) for each in sent}

    def test_a_reader_begins_where_the_positions_say(self, log: EventLog) -> None:
        put(log, *numbered(10))
        with log.reader("scorecards", ["improvements"], from_first) as reader:
            [home] = {record.partition for record in take(reader, 10)}

        def counted_until_seven(partitions: Sequence[Partition]) -> Mapping[Partition, int]:
            return from_first(partitions) | {home: 7}

        with log.reader("another", ["improvements"], counted_until_seven) as reader:
            assert [record.value for record in take(reader, 3)] == [b"7", b"8", b"9"]

    def test_positions_are_asked_for_what_is_assigned_in_the_thread_that_polls(self, log: EventLog) -> None:
        asked: list[tuple[frozenset[Partition], threading.Thread]] = []

        def owner(partitions: Sequence[Partition]) -> Mapping[Partition, int]:
            asked.append((frozenset(partitions), threading.current_thread()))
            return from_first(partitions)

        with log.reader("scorecards", ["improvements"], owner) as reader:
            assert reader.assignment() == frozenset()
            assert until(lambda: not reader.poll(0.2) and bool(reader.assignment()))
            everything = frozenset(Partition("improvements", number) for number in range(log.partitions))
            assert reader.assignment() == everything
        assert asked == [(everything, threading.current_thread())]

    def test_what_the_owner_of_positions_raises_comes_out_of_poll_and_it_is_asked_again(self, log: EventLog) -> None:
        put(log, *numbered(3))
        answers = [OwnerIsAway("no database"), None]

        def owner(partitions: Sequence[Partition]) -> Mapping[Partition, int]:
            if error := answers.pop(0):
                raise error
            return from_first(partitions)

        with log.reader("scorecards", ["improvements"], owner) as reader:
            with pytest.raises(OwnerIsAway):
                take(reader, 1)
            assert reader.assignment() == frozenset()
            assert len(take(reader, 3)) == 3

    def test_a_rewound_reader_fetches_again(self, log: EventLog) -> None:
        put(log, *numbered(5))
        with log.reader("scorecards", ["improvements"], from_first) as reader:
            first = take(reader, 5)
            reader.rewind({first[0].partition: 2})
            assert take(reader, 3) == first[2:]

    def test_a_reader_follows_what_is_appended_later(self, log: EventLog) -> None:
        put(log, *numbered(2))
        with log.reader("scorecards", ["improvements", "observations"], from_first) as reader:
            take(reader, 2)
            put(log, *numbered(2, topic="observations"))
            assert [record.partition.topic for record in take(reader, 2)] == ["observations"] * 2

    def test_a_waiting_reader_is_woken_by_an_append(self, log: EventLog) -> None:
        with log.reader("scorecards", ["improvements"], from_first) as reader:
            assert until(lambda: not reader.poll(0.2) and bool(reader.assignment()))
            appending = threading.Timer(0.5, put, (log, *numbered(1)))
            appending.start()
            began = time.monotonic()
            assert reader.poll(30)
            assert time.monotonic() - began < 10
            appending.join()

    def test_a_poll_with_nothing_to_fetch_ends_with_its_time(self, log: EventLog) -> None:
        with log.reader("scorecards", ["improvements"], from_first) as reader:
            assert until(lambda: not reader.poll(0.2) and bool(reader.assignment()))
            began = time.monotonic()
            assert reader.poll(0.3) == {}
            assert 0.25 < time.monotonic() - began < 5

    def test_the_group_goes_on_with_another_member_after_one_leaves(self, log: EventLog) -> None:
        put(log, *numbered(4))
        with log.reader("scorecards", ["improvements"], from_first) as reader:
            take(reader, 4)
        with log.reader("scorecards", ["improvements"], from_first) as successor:
            assert len(take(successor, 4)) == 4

    def test_two_groups_read_the_same_records(self, log: EventLog) -> None:
        put(log, *numbered(4))
        with (
            log.reader("scorecards", ["improvements"], from_first) as one,
            log.reader("examples", ["improvements"], from_first) as other,
        ):
            assert take(one, 4) == take(other, 4)

    def test_a_position_beyond_the_end_is_another_log(self, log: EventLog) -> None:
        def ahead(partitions: Sequence[Partition]) -> Mapping[Partition, int]:
            return dict.fromkeys(partitions, 5)

        put(log, *numbered(3))
        with log.reader("scorecards", ["improvements"], ahead) as reader:
            for _ in range(2):
                with pytest.raises(LogChanged):
                    take(reader, 1)

    def test_ends_and_bounds_tell_where_partitions_begin_and_end(self, log: EventLog) -> None:
        put(log, *numbered(3))
        bounds = log.bounds(["improvements", "observations"])
        assert len(bounds) == 2 * log.partitions
        assert sorted(bounds.values()) == [(0, 0)] * (2 * log.partitions - 1) + [(0, 3)]
        with log.reader("scorecards", ["improvements"], from_first) as reader:
            assert reader.ends() == {}
            take(reader, 3)
            ends = reader.ends()
            assert ends == {
                partition: end for partition, (_, end) in bounds.items() if partition.topic == "improvements"
            }
            put(log, *numbered(1))
            assert sum(reader.ends().values()) == 4
            reader.commit(ends)

    def test_one_record_is_read_by_its_offset(self, log: EventLog) -> None:
        put(log, *numbered(3))
        [home] = [partition for partition, (_, end) in log.bounds(["improvements"]).items() if end]
        assert [log.read(home, offset) for offset in (0, 2)] == [(home, 0, "idea", b"0"), (home, 2, "idea", b"2")]
        assert log.read(home, 3) is None

    def test_a_replay_gives_everything_in_batches_of_one_partition(self, log: EventLog) -> None:
        put(log, *[Message("improvements", f"idea-{number}", b"x" * 600) for number in range(5000)])
        batches = list(log.replay(["improvements", "observations"]))
        offsets: dict[Partition, list[int]] = {}
        for batch in batches:
            [partition] = {record.partition for record in batch}
            offsets.setdefault(partition, []).extend(record.offset for record in batch)
        assert {partition: (0, len(found)) for partition, found in offsets.items()} == log.bounds(["improvements"])
        assert all(found == list(range(len(found))) for found in offsets.values())

    def test_a_replay_stops_where_told_and_leaves_out_what_is_not_named(self, log: EventLog) -> None:
        put(log, *numbered(5), *numbered(5, topic="observations"))
        [home] = [partition for partition, (_, end) in log.bounds(["improvements"]).items() if end]
        batches = list(log.replay(["improvements", "observations"], {home: 3}))
        assert [record.value for batch in batches for record in batch] == [b"0", b"1", b"2"]

    def test_a_replay_beyond_the_end_is_another_log(self, log: EventLog) -> None:
        with pytest.raises(LogChanged):
            list(log.replay(["improvements"], {Partition("improvements", 0): 1}))

    def test_a_missing_topic_holds_nothing(self, log: EventLog) -> None:
        assert log.bounds(["learning"]) == {}
        assert log.read(Partition("learning", 0), 0) is None
        assert list(log.replay(["learning"])) == []
        with log.reader("scorecards", ["learning"], from_first) as reader:
            assert reader.poll(1) == {}
            assert reader.assignment() == frozenset()
            assert reader.ends() == {}

    def test_a_missing_topic_is_reported_and_not_made(self, log: EventLog) -> None:
        with log.publisher() as publisher:
            taken, refused = publisher.publish([*numbered(1), *numbered(1, topic="learning")])
            assert taken is None
            assert isinstance(refused, LogUnavailable)
            assert log.bounds(["learning"]) == {}
            log.create_topics(["learning"])
            assert publisher.publish(numbered(1, topic="learning")) == [None]

    def test_topics_may_be_created_twice(self, log: EventLog) -> None:
        put(log, *numbered(3))
        log.create_topics(["improvements", "observations"])
        assert sum(end for _, end in log.bounds(["improvements"]).values()) == 3
