"""What every Kafka client of ours needs set, closed and translated.

Four faults of kafka-python 3.0 are worked around here, and only here. A constructor that cannot reach a broker
leaves its thread behind. A connection that fails leaves its socket behind. The setting `allow_auto_create_topics`
never reaches the metadata request, so asking for a missing topic makes it, with the broker's number of partitions.
`KafkaProducer.close` does not close while a batch is pending.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from socket import socket
from typing import Any, Final, NamedTuple

from kafka import KafkaProducer, TopicPartition
from kafka.errors import (
    CorruptRecordError,
    KafkaError,
    KafkaTimeoutError,
    LogTruncationError,
    OffsetOutOfRangeError,
)
from kafka.net.compat import KafkaNetClient
from kafka.net.inet import KafkaNetSocket
from kafka.net.selector import NetworkSelector

from services.kernel.eventlog.abstract import LogChanged, LogUnavailable, Partition

CONNECTION: Final = {
    "proxy_url": "direct://",
    # The default grows to half a minute of not trying after the broker is back.
    "reconnect_backoff_max_ms": 1000,
    # Soon enough to notice that somebody added partitions.
    "metadata_max_age_ms": 60_000,
}


class Site(NamedTuple):
    """Which brokers (host:port each), what the names of this site's topics begin with, and how long to wait.

    `patience` is the seconds (at least 1) after which a broker that does not answer is unavailable.
    """

    bootstrap: tuple[str, ...]
    prefix: str
    patience: float = 10.0

    def named(self, topic: str) -> str:
        """Give the name of a topic on the brokers."""
        return f"{self.prefix}.{topic}"

    def there(self, partition: Partition) -> TopicPartition:
        """Name a partition as the brokers do."""
        return TopicPartition(self.named(partition.topic), partition.number)

    def bare(self, partition: TopicPartition) -> Partition:
        """Name a partition of the brokers without the prefix."""
        return Partition(partition.topic.removeprefix(f"{self.prefix}."), partition.partition)


@contextmanager
def answering() -> Iterator[None]:
    """Say what Kafka's errors mean for the log."""
    try:
        yield
    except (OffsetOutOfRangeError, LogTruncationError, CorruptRecordError) as error:
        raise LogChanged(f"the event log cannot be read on from here: {error}") from error
    except KafkaError as error:
        raise LogUnavailable(f"the event log does not answer: {error}") from error


def connect(kind: type[Any], site: Site, **settings: object) -> Any:  # noqa: ANN401 # the library is untyped
    """Make a client of a kind (KafkaConsumer, …) that has reached a broker, else raise LogUnavailable."""
    opened = []
    patience_ms = int(site.patience * 1000)
    waiting = {"bootstrap_timeout_ms": patience_ms, "request_timeout_ms": patience_ms}

    def client(**own_settings: object) -> KafkaNetClient:
        network = KafkaNetClient(**own_settings)
        network.cluster.config["allow_auto_create_topics"] = False
        opened.append(network)
        return network

    try:
        with answering():
            return kind(bootstrap_servers=site.bootstrap, kafka_client=client, **CONNECTION | waiting | settings)
    except LogUnavailable:
        for network in opened:
            network.close()
        raise


class DirectSocket(KafkaNetSocket):  # type: ignore[misc] # the library is untyped
    """Connects to a broker without a proxy, like its base, and closes what could not connect.

    Clients find the class by the scheme of their `proxy_url`.
    """

    SCHEMES = ("direct",)

    async def sock_connect(
        self, net: NetworkSelector, sock: socket, sockaddr: tuple[Any, ...], timeout_at: float | None = None
    ) -> socket:
        """Connect the socket or close it."""
        with ExitStack() as unless_connected:
            unless_connected.callback(sock.close)
            connected: socket = await super().sock_connect(net, sock, sockaddr, timeout_at=timeout_at)
            unless_connected.pop_all()
        return connected


class Producer(KafkaProducer):  # type: ignore[misc] # the library is untyped
    """A producer that `close(timeout=0)` closes at once, forgetting what it has not sent."""

    def flush(self, timeout: float | None = None) -> None:
        """Wait for what is pending, and do not object when time runs out: `close` would end there."""
        with suppress(KafkaTimeoutError):
            super().flush(timeout)


class Shared:
    """One client for calls from any thread, made when first needed and thrown away after an error."""

    def __init__(self, kind: type[Any], site: Site, **settings: object) -> None:
        self._kind = kind
        self._site = site
        self._settings = settings
        self._lock = threading.Lock()
        self._client: Any = None

    @contextmanager
    def borrowed(self) -> Iterator[Any]:
        """Have the client alone; raises LogUnavailable or LogChanged for Kafka's errors."""
        with self._lock:
            if self._client is None:
                self._client = connect(self._kind, self._site, **self._settings)
            try:
                with answering():
                    yield self._client
            except (LogUnavailable, LogChanged):
                self._close()
                raise

    def close(self) -> None:
        """Close the client, if there is one."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()
