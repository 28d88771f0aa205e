"""Reading Kafka in an ordinary consumer group whose positions belong to somebody else.

kafka-python calls a rebalance listener on its own network thread and does not hand on what the listener raises.
So the listener only stops the assigned partitions, before anything can be fetched from a position that Kafka
remembers; the next turn of `poll`, in the reader's thread, asks the owner where to start and lets them go.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaError

from services.kernel.eventlog.abstract import EventLog, LogChanged, Partition, Positions, Reader, Record
from services.kernel.eventlog.kafka_clients import Site, answering, connect

POLL_RECORDS: Final = 5000
# How soon a rebalance that happens while nothing arrives is followed by asking for positions.
TURN_SECONDS: Final = 0.1
CLOSE_SECONDS: Final = 5.0
FETCHING: Final = {
    "max_partition_fetch_bytes": 4 << 20,
    "fetch_max_bytes": 16 << 20,
    "enable_auto_commit": False,
    "allow_auto_create_topics": False,
    "auto_offset_reset": "none",
    "metrics_enabled": False,
}
# A member that leads the group before it knows a topic deals none of it out; fresh metadata mends that soon.
GROUPING: Final = {"session_timeout_ms": 15_000, "heartbeat_interval_ms": 1000, "metadata_max_age_ms": 3000}
log = logging.getLogger(__name__)


class KafkaReader(Reader):
    """A member of the consumer group PREFIX.GROUP.

    While no broker answers, `poll` fetches nothing and tries again; `ends` tells.
    """

    def __init__(
        self, site: Site, group: str, topics: Sequence[str], positions: Positions, *, poll_records: int
    ) -> None:
        self._site = site
        self._ask = positions
        self._assigned: dict[TopicPartition, Partition] = {}
        self._stopped = False
        settings = FETCHING | GROUPING | {"group_id": site.named(group), "max_poll_records": poll_records}
        self._consumer = connect(KafkaConsumer, site, **settings)
        self._consumer.subscribe([site.named(topic) for topic in topics], listener=_Listener(self._stop))

    def _stop(self, partitions: set[TopicPartition]) -> None:
        """Take note of an assignment; runs on the network thread while `poll` waits for it."""
        self._assigned = {each: self._site.bare(each) for each in partitions}
        self._stopped = True
        self._consumer.pause(*partitions)
        for each in partitions:
            # A position must be there, or the consumer looks for a committed one; none is fetched from it.
            self._consumer.seek(each, 0)

    def _start(self) -> None:
        """Let the assigned partitions go, from where their owner says."""
        for partition in self._assigned.values():
            if partition.number >= EventLog.partitions:
                raise LogChanged(f"topic {partition.topic} has more than {EventLog.partitions} partitions")
        starts = self._ask(list(self._assigned.values())) if self._assigned else {}
        for each, partition in self._assigned.items():
            self._consumer.seek(each, starts[partition])
        self._consumer.resume(*self._assigned)
        self._stopped = False

    def _finish_joining(self) -> None:
        """Have the client wait for a rebalance that its last poll left half-way.

        kafka-python 3.0.12 forgets one that a change of metadata began: it takes its own new assignment for known
        before the group has confirmed it, and then neither fetches nor sends heartbeats.
        """
        coordinator = self._consumer._coordinator  # noqa: SLF001 (the library offers no other way)
        if coordinator._join_task is not None:  # noqa: SLF001 (as above)
            coordinator.request_rejoin()

    def poll(self, timeout: float) -> dict[Partition, list[Record]]:
        """Fetch what the broker has sent, in turns short enough to notice an assignment."""
        deadline = time.monotonic() + timeout
        while True:
            if self._stopped:
                self._start()
            left = deadline - time.monotonic()
            with answering():
                self._finish_joining()
                fetched = self._consumer.poll(timeout_ms=1000 * max(0.0, min(left, TURN_SECONDS)))
            if fetched or left <= TURN_SECONDS:
                return {self._assigned[each]: records(self._assigned[each], found) for each, found in fetched.items()}

    def assignment(self) -> frozenset[Partition]:
        """Give the partitions that are read; none while their positions are not known."""
        return frozenset() if self._stopped else frozenset(self._assigned.values())

    def rewind(self, positions: Mapping[Partition, int]) -> None:
        """Go back in the partitions that are still assigned."""
        for each, partition in self._assigned.items():
            if partition in positions:
                self._consumer.seek(each, positions[partition])

    def ends(self) -> dict[Partition, int]:
        """Ask the brokers, for as long as the patience of the site."""
        with answering():
            ends = self._consumer.end_offsets(list(self._assigned), timeout_ms=self._site.patience * 1000)
        return {self._assigned[each]: end for each, end in ends.items()}

    def commit(self, positions: Mapping[Partition, int]) -> None:
        """Send the positions to the group without waiting."""
        offsets = {
            each: OffsetAndMetadata(positions[partition], "", -1)
            for each, partition in self._assigned.items()
            if partition in positions
        }
        try:
            self._consumer.commit_async(offsets, callback=_note)
        except KafkaError as error:
            _note(offsets, error)

    def close(self) -> None:
        """Leave the group, so that the others need not wait for a time-out."""
        self._consumer.close(autocommit=False, timeout_ms=CLOSE_SECONDS * 1000)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc] # the library is untyped
    """Hands on what has been assigned; what is revoked needs nothing, since no position is kept here."""

    def __init__(self, assigned: Callable[[set[TopicPartition]], None]) -> None:
        self._assigned = assigned

    def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Note the whole new assignment, in the protocol in which every rebalance deals out anew."""
        self._assigned(assigned)

    def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Do nothing: the new assignment follows."""

    def on_partitions_lost(self, _lost: set[TopicPartition]) -> None:
        """Note that none is left, because the group went on without this member."""
        self._assigned(set())


def records(partition: Partition, found: Sequence[Any]) -> list[Record]:
    """Make records of Kafka's; a key or value that another writer left out is empty, a broken key is readable."""
    # What Record(…) does, without the Python function in between: a third of the cost, and this is once an event.
    new = tuple.__new__
    return [
        new(Record, (partition, each.offset, (each.key or b"").decode("utf-8", "replace"), each.value or b""))
        for each in found
    ]


def _note(offsets: Mapping[TopicPartition, OffsetAndMetadata], outcome: object) -> None:
    if isinstance(outcome, Exception):
        log.debug("the group could not be told of %d positions: %s", len(offsets), outcome)
