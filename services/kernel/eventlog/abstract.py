"""What the flow needs of an event log, whatever carries it: Kafka, or one SQLite file.

Three positions are told apart. A record is *appended* when `Publisher.publish` has answered None for it: it
survives a power cut. It is *fetched* when `Reader.poll` has handed it out. It is *counted* when the reader's
own database has committed both its effect and the new position; the log's copy of that position
(`Reader.commit`) is written afterwards and serves lag tools only. So a position is never asked of the log:
on assignment the reader asks its owner (`Positions`) and starts there, and there is no offset reset.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Self


class LogUnavailable(Exception):
    """The log cannot be reached now; nothing is lost by trying again."""


class LogChanged(Exception):
    """The log is not the one that was read before (truncated, recreated or regrown); a person must look."""


class Partition(NamedTuple):
    """One ordered part of a topic; `topic` is the bare name (`improvements`), without the prefix of a site."""

    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be appended: `value` is one CloudEvent in structured JSON, UTF-8."""

    topic: str
    key: str
    value: bytes


class Record(NamedTuple):
    """What lies in the log at `offset` (from 0, in steps of one) of one partition."""

    partition: Partition
    offset: int
    key: str
    value: bytes


Positions = Callable[[Sequence[Partition]], Mapping[Partition, int]]


class Closing(ABC):
    """Something to let go of at the end of a `with`."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what is held."""

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close, whatever happened."""
        self.close()


class Publisher(Closing):
    """Appends messages; belongs to one thread."""

    @abstractmethod
    def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Append one round and wait for all of it: per message None when acknowledged, else what stood in the way.

        LogUnavailable means that sending it again may help; a missing topic is told so, too. What was reported as
        failed may have been appended all the same, so a message sent again may be there twice.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of connections; what was acknowledged stays."""


class Reader(Closing):
    """A member of a reading group; belongs to one thread. Partitions are dealt out among the members."""

    @abstractmethod
    def poll(self, timeout: float) -> dict[Partition, list[Record]]:
        """Fetch what is new, waiting at most `timeout` seconds; empty when there is nothing.

        Raises LogUnavailable when the log is known not to answer, LogChanged when a position lies outside the log.
        Kafka's client tries again by itself and lets `poll` stay empty meanwhile: ask `ends` whether the log answers.
        """

    @abstractmethod
    def assignment(self) -> frozenset[Partition]:
        """Say which partitions this member reads now."""

    @abstractmethod
    def rewind(self, positions: Mapping[Partition, int]) -> None:
        """Fetch again from these positions, after a batch that could not be counted."""

    @abstractmethod
    def ends(self) -> dict[Partition, int]:
        """Give, for each assigned partition, the position after its newest record, asked of the log now.

        Raises LogUnavailable when the log does not answer in time.
        """

    @abstractmethod
    def commit(self, positions: Mapping[Partition, int]) -> None:
        """Tell the log what has been counted, for lag tools; a failure here loses nothing and raises nothing."""

    @abstractmethod
    def close(self) -> None:
        """Leave the group."""


class EventLog(ABC):
    """One log with its topics."""

    partitions = 6

    @abstractmethod
    def create_topics(self, topics: Sequence[str]) -> None:
        """Create the topics that are missing, with `partitions` partitions, kept for ever; check the others.

        Raises LogChanged when a topic has another number of partitions.
        """

    @abstractmethod
    def publisher(self) -> Publisher:
        """Open a publisher that waits for every replica (acks=all) and does not duplicate on a retry."""

    @abstractmethod
    def reader(self, group: str, topics: Sequence[str], positions: Positions) -> Reader:
        """Join `group`, reading from where `positions` says.

        It is called with the partitions just assigned, from within `poll` and in its thread, and names a position
        for each; what it raises comes out of `poll`, and the next `poll` asks again. Partitions that stay with
        this member may be asked for anew. Raises LogUnavailable when the log cannot be reached.
        """

    @abstractmethod
    def bounds(self, topics: Sequence[str]) -> dict[Partition, tuple[int, int]]:
        """Give (first offset kept, position after the newest) of every partition; a missing topic is left out."""

    @abstractmethod
    def read(self, partition: Partition, offset: int) -> Record | None:
        """Fetch one record, without a group; None when the log holds none at that offset."""

    @abstractmethod
    def replay(
        self,
        topics: Sequence[str],
        until: Mapping[Partition, int] | None = None,
        since: Mapping[Partition, int] | None = None,
    ) -> Iterator[list[Record]]:
        """Read everything from the first record to the ends as of now, without a group.

        Gives batches of records of one partition each. With `until`, stops before that position in each
        partition, and reads nothing of a partition that it leaves out. With `since`, starts at that position in
        the partitions that it names. Raises LogChanged when the log ends earlier.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of connections."""
