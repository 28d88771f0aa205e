"""The event log on Kafka: topics `PREFIX.<topic>` of a site, made by hand (`leanstream topics`) and kept for ever."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from typing import Final

from kafka import KafkaAdminClient, KafkaConsumer, OffsetSpec, TopicPartition
from kafka.errors import NoError, TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from services.kernel.eventlog.abstract import EventLog, LogChanged, LogUnavailable, Partition, Positions, Record
from services.kernel.eventlog.kafka_clients import Shared, Site, answering, connect
from services.kernel.eventlog.kafka_publisher import DELIVERY_SECONDS, KafkaPublisher
from services.kernel.eventlog.kafka_reader import FETCHING, POLL_RECORDS, KafkaReader, records

FOR_EVER: Final = {"retention.ms": "-1", "retention.bytes": "-1", "cleanup.policy": "delete"}
REPLICAS: Final = 3
IN_SYNC: Final = 2
STALL_SECONDS: Final = 30.0


class KafkaLog(EventLog):
    """The log of one site on the brokers `bootstrap` (host:port each).

    `patience` is how many seconds a broker may take to answer (at least 1), `delivery` how many a round of
    publishing may take, `poll_records` how many records one poll gives at most.
    Connections are made when first needed, so make it before a fork and use it after.
    """

    def __init__(
        self,
        bootstrap: Sequence[str],
        prefix: str,
        *,
        patience: float = 10.0,
        delivery: float = DELIVERY_SECONDS,
        poll_records: int = POLL_RECORDS,
    ) -> None:
        self.site = Site(tuple(bootstrap), prefix, patience)
        self._delivery = delivery
        self._poll_records = poll_records
        self._admin = Shared(KafkaAdminClient, self.site)
        self._looker = Shared(KafkaConsumer, self.site, max_poll_records=1, **FETCHING)

    def create_topics(self, topics: Sequence[str]) -> None:
        """Create what is missing, on up to three brokers of which two must have every record."""
        with self._admin.borrowed() as admin:
            there = self._described(admin, topics)
            missing = [topic for topic in topics if topic not in there]
            if missing:
                self._create(admin, missing)
                there = self._described(admin, topics)
        for topic, count in there.items():
            if count != self.partitions:
                raise LogChanged(f"topic {topic} has {count} partitions, expected {self.partitions}")

    def _create(self, admin: KafkaAdminClient, topics: Sequence[str]) -> None:
        replicas = min(REPLICAS, len(admin.describe_cluster()["brokers"]))
        configs = FOR_EVER | ({"min.insync.replicas": str(IN_SYNC)} if replicas == REPLICAS else {})
        made = {"num_partitions": self.partitions, "replication_factor": replicas, "configs": configs}
        for topic in topics:
            # Somebody else may have been faster; the count is checked all the same.
            with suppress(TopicAlreadyExistsError):
                admin.create_topics({self.site.named(topic): made})
        admin.wait_for_topics([self.site.named(topic) for topic in topics])

    def _described(self, admin: KafkaAdminClient, topics: Sequence[str]) -> dict[str, int]:
        """Give the number of partitions of each topic; a missing one is left out."""
        counts = {}
        for found in admin.describe_topics([self.site.named(topic) for topic in topics]):
            error = for_code(found["error_code"])
            if error is UnknownTopicOrPartitionError:
                continue
            if error is not NoError:
                raise error(found["name"])
            counts[found["name"]] = len(found["partitions"])
        return {topic: counts[self.site.named(topic)] for topic in topics if self.site.named(topic) in counts}

    def publisher(self) -> KafkaPublisher:
        """Open a publisher; it connects with its first round."""
        return KafkaPublisher(self.site, self._delivery)

    def reader(self, group: str, topics: Sequence[str], positions: Positions) -> KafkaReader:
        """Join a group; raises LogUnavailable when no broker answers."""
        return KafkaReader(self.site, group, topics, positions, poll_records=self._poll_records)

    def bounds(self, topics: Sequence[str]) -> dict[Partition, tuple[int, int]]:
        """Ask the brokers for the bounds of every partition."""
        with self._admin.borrowed() as admin:
            there = self._described(admin, topics)
            found = [
                TopicPartition(self.site.named(topic), number)
                for topic, count in there.items()
                for number in range(count)
            ]
            first = admin.list_partition_offsets(dict.fromkeys(found, OffsetSpec.EARLIEST))
            end = admin.list_partition_offsets(dict.fromkeys(found, OffsetSpec.LATEST))
        return {self.site.bare(each): (first[each].offset, end[each].offset) for each in found}

    def read(self, partition: Partition, offset: int) -> Record | None:
        """Fetch one record through a consumer that such calls share."""
        first, end = self.bounds([partition.topic]).get(partition, (0, 0))
        if not first <= offset < end:
            return None
        each = self.site.there(partition)
        deadline = time.monotonic() + self.site.patience
        with self._looker.borrowed() as consumer:
            consumer.assign([each])
            consumer.seek(each, offset)
            while time.monotonic() < deadline:
                for found in consumer.poll(timeout_ms=500).get(each, []):
                    return records(partition, [found])[0]
        raise LogUnavailable(f"{partition}: the record at {offset} was not sent within {self.site.patience} s")

    def replay(
        self,
        topics: Sequence[str],
        until: Mapping[Partition, int] | None = None,
        since: Mapping[Partition, int] | None = None,
    ) -> Iterator[list[Record]]:
        """Read all partitions side by side, as the brokers send them."""
        bounds = self.bounds(topics)
        goals = {partition: end for partition, (_, end) in bounds.items()} if until is None else until
        starts: dict[TopicPartition, int] = {}
        left: dict[TopicPartition, int] = {}
        for partition, (first, end) in bounds.items():
            start = max(first, (since or {}).get(partition, first))
            goal = goals.get(partition, 0)
            if goal > end:
                raise LogChanged(f"{partition}: {goal} lies beyond the end of the log, {end}")
            if goal > start:
                there = self.site.there(partition)
                starts[there], left[there] = start, goal
        if left:
            yield from self._read_until(left, starts)

    def _read_until(
        self, left: dict[TopicPartition, int], starts: Mapping[TopicPartition, int]
    ) -> Iterator[list[Record]]:
        """Read each partition from its start to just before its goal; `left` maps those unfinished to their goals."""
        consumer = connect(KafkaConsumer, self.site, max_poll_records=self._poll_records, **FETCHING)
        with closing(consumer):
            consumer.assign(list(left))
            for each, start in starts.items():
                consumer.seek(each, start)
            while left:
                with answering():
                    fetched = consumer.poll(timeout_ms=STALL_SECONDS * 1000)
                if not fetched:
                    raise LogUnavailable(
                        f"the event log sent nothing for {STALL_SECONDS} s though {len(left)} partitions go on"
                    )
                for each, found in fetched.items():
                    yield records(self.site.bare(each), [one for one in found if one.offset < left[each]])
                    if found[-1].offset + 1 >= left[each]:
                        del left[each]
                        consumer.pause(each)

    def close(self) -> None:
        """Close the connections that calls share; readers and publishers have their own."""
        self._admin.close()
        self._looker.close()
