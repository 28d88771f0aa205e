"""The relay: carries what a service has recorded from its outbox to the event log, never losing or overtaking.

It takes *unpublished* rows in the order of their numbers. A reader that remembers the last number seen would
miss rows of transactions that drew a lower number and committed later, and two relays at once would reorder.
So there is one relay a service, held by a lock that ends with its connection or process; within a round every
key appears at most once, and a key that failed is left out of the later rounds of the batch.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from services.kernel import tables
from services.kernel.aloneness import alone
from services.kernel.clock import now
from services.kernel.database import Database
from services.kernel.eventlog.abstract import LogUnavailable, Message, Publisher

BATCH = 2000
log = logging.getLogger(__name__)

# An unpublished row: id, key, version and envelope.
OutboxRow = Row[Any, Any, Any, Any]


class Outbox:
    """The unpublished events of one service; call from one thread, inside `alone`."""

    def __init__(self, database: Database, topic: str) -> None:
        self.database = database
        self.topic = topic

    @contextmanager
    def alone(self, stop: threading.Event, pause: float = 0.5) -> Iterator[Connection | None]:
        """Wait to become the one relay of this service; None when stopped before. Holds until the block ends.

        On PostgreSQL the lock belongs to the connection that also reads and marks the rows: a relay that lost
        the lock cannot mark anything either.
        """
        with alone(self.database, "relay", self.topic, stop, pause) as connection:
            yield connection

    def unpublished(self, connection: Connection) -> Sequence[OutboxRow]:
        """The oldest unpublished rows."""
        outbox = tables.outbox.c
        rows = connection.execute(
            select(outbox.id, outbox.key, outbox.version, outbox.envelope)
            .where(outbox.published_at.is_(None))
            .order_by(outbox.id)
            .limit(BATCH)
        ).all()
        connection.commit()
        return rows

    def relay(self, connection: Connection, publisher: Publisher) -> int:
        """Publish one batch and mark what was acknowledged; answers how many were.

        Raises LogUnavailable when something of the batch did not go through; what did is marked.
        """
        rows = self.unpublished(connection)
        if not rows:
            return 0
        epoch = connection.execute(select(func.coalesce(func.max(tables.epoch.c.number), 0))).scalar_one()
        connection.commit()
        acknowledged, failure = _publish(publisher, self.topic, rows, epoch)
        if acknowledged:
            self._mark(connection, acknowledged)
        if failure:
            raise LogUnavailable(f"{len(rows) - len(acknowledged)} of {len(rows)} events wait: {failure}") from failure
        return len(acknowledged)

    def _mark(self, connection: Connection, numbers: list[int]) -> None:
        published = update(tables.outbox).values(published_at=now()).where(tables.outbox.c.id.in_(numbers))
        if self.database.is_sqlite:
            with self.database.writing() as writer:
                writer.execute(published)
        else:
            connection.execute(published)
            connection.commit()

    def high_water(self, connection: Connection) -> int:
        """The highest number ever drawn that is still known; 0 for an empty outbox."""
        highest: int = connection.execute(select(func.coalesce(func.max(tables.outbox.c.id), 0))).scalar_one()
        connection.commit()
        return highest

    def prune(self, keep_days: int) -> None:
        """Remove rows published long ago; the newest stays, for `high_water`."""
        outbox = tables.outbox.c
        with self.database.writing() as connection:
            newest = connection.execute(select(func.max(outbox.id))).scalar()
            connection.execute(
                tables.outbox.delete().where(
                    outbox.published_at < now() - timedelta(days=keep_days), outbox.id != newest
                )
            )


def rendered(envelope: str, *, epoch: int, version: int, number: int) -> bytes:
    """The CloudEvent as published: the stored envelope with its place among the thing's events."""
    return f'{envelope[:-1]},"sequence":"{epoch:06d}-{version:012d}","outboxid":"{number}"}}'.encode()


def _publish(
    publisher: Publisher, topic: str, rows: Sequence[OutboxRow], epoch: int
) -> tuple[list[int], Exception | None]:
    """Publish in rounds in which each key appears once; answer the acknowledged numbers and the first failure."""
    acknowledged: list[int] = []
    failed: set[str] = set()
    failure: Exception | None = None
    for wave in _waves(rows):
        sent = [row for row in wave if row.key not in failed]
        if not sent:
            # Every later wave holds keys of this one only.
            break
        answers = publisher.publish(
            [
                Message(topic, row.key, rendered(row.envelope, epoch=epoch, version=row.version, number=row.id))
                for row in sent
            ]
        )
        for row, error in zip(sent, answers, strict=True):
            if error is None:
                acknowledged.append(row.id)
            else:
                failed.add(row.key)
                failure = failure or error
    return acknowledged, failure


def _waves(rows: Sequence[OutboxRow]) -> list[list[OutboxRow]]:
    """Deal the rows into waves: the n-th row of each key is in the n-th wave."""
    waves: list[list[OutboxRow]] = []
    depth: dict[str, int] = {}
    for row in rows:
        place = depth.get(row.key, 0)
        depth[row.key] = place + 1
        if place == len(waves):
            waves.append([])
        waves[place].append(row)
    return waves
