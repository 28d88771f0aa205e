"""Appending to Kafka so that a round ends: each message is acknowledged by every replica in sync, or reported.

A producer that has failed once is thrown away with whatever it still holds. So nothing of a reported round is
sent behind the back of a later one, and a fatal state (fenced, out of sequence) ends with its round. What had
already left for a broker that froze may still be appended late; readers ignore what is older than what they have.
"""

import time
from collections.abc import Sequence
from typing import Final

from kafka.errors import KafkaError, KafkaTimeoutError, RetriableError
from kafka.producer.future import FutureRecordMetadata

from services.kernel.eventlog.abstract import LogUnavailable, Message, Publisher
from services.kernel.eventlog.kafka_clients import Producer, Site, connect

DELIVERY_SECONDS: Final = 30.0
LINGER_MS: Final = 2
BATCH_BYTES: Final = 262_144
HEADERS: Final = [("content-type", b"application/cloudevents+json")]
CLOSE_SECONDS: Final = 5.0


class KafkaPublisher(Publisher):
    """Appends rounds; connects with the first one and again after a failure.

    A round answers within `delivery` seconds, the first after connecting within the patience of the site more.
    """

    def __init__(self, site: Site, delivery: float) -> None:
        self._site = site
        self._delivery = delivery
        self._producer: Producer | None = None

    def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Append one round."""
        deadline = time.monotonic() + self._delivery
        try:
            if self._producer is None:
                self._producer = self._connect()
        except LogUnavailable as error:
            return [error] * len(messages)
        sent = self._send(self._producer, messages)
        answers = [_answer(each, deadline) for each in sent]
        if any(answers):
            self._producer.close(timeout=0)
            self._producer = None
        return answers

    def _connect(self) -> Producer:
        delivery_ms = int(self._delivery * 1000)
        producer: Producer = connect(
            Producer,
            self._site,
            acks="all",
            enable_idempotence=True,
            linger_ms=LINGER_MS,
            batch_size=BATCH_BYTES,
            delivery_timeout_ms=delivery_ms,
            max_block_ms=delivery_ms,
            request_timeout_ms=min(int(self._site.patience * 1000), delivery_ms - LINGER_MS),
            metrics_enabled=False,
        )
        return producer

    def _send(self, producer: Producer, messages: Sequence[Message]) -> list[FutureRecordMetadata | Exception]:
        """Hand the round to the producer; gives, per message, what to wait for or the error that kept it back."""
        sent: list[FutureRecordMetadata | Exception] = []
        unreachable: Exception | None = None
        refused: dict[tuple[str, str], Exception] = {}
        for message in messages:
            # What comes after a refused message of the same key must not overtake it.
            known = unreachable or refused.get((message.topic, message.key))
            if known is not None:
                sent.append(known)
                continue
            try:
                topic = self._site.named(message.topic)
                sent.append(producer.send(topic, message.value, message.key.encode(), HEADERS))
            except KafkaTimeoutError:
                # The topic is missing or no broker answers; each further message would wait as long.
                unreachable = LogUnavailable(f"the event log says nothing of a topic {message.topic}")
                sent.append(unreachable)
            except (KafkaError, ValueError) as error:
                refused[message.topic, message.key] = error
                sent.append(error)
        return sent

    def close(self) -> None:
        """Close the connections; nothing is pending between two rounds."""
        if self._producer is not None:
            self._producer.close(timeout=CLOSE_SECONDS)
            self._producer = None


def _answer(sent: FutureRecordMetadata | Exception, deadline: float) -> Exception | None:
    """Wait for one message until the deadline of its round."""
    if isinstance(sent, Exception):
        return sent
    try:
        sent.get(timeout=max(0.0, deadline - time.monotonic()))
    except RetriableError as error:
        return LogUnavailable(f"the event log did not acknowledge: {error}")
    except KafkaError as error:
        refused: Exception = error
        return refused
    return None
