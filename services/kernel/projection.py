"""What a consumer does with events: a projection folds them into tables of its own database.

A projection is idempotent by the thing's `sequence`: an event that is not newer than what is known about its
subject changes nothing, so duplicates, repeats and reordering are all harmless.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from services.kernel.eventlog.abstract import Record
from services.kernel.reading import Poison


class Read(NamedTuple):
    """An event and the record it came in."""

    event: Any
    record: Record


class Projection(ABC):
    """Folds the events of some topics."""

    topics: frozenset[str]

    def fold(self, connection: Connection, read: Iterable[tuple[Record, Any]]) -> None:
        """Fold records as `reading.read` gave them, one partition's in order: events in batches, poison in its place.

        How the log was cut into batches makes no difference: what is newer than a poison heals it.
        """
        batch: list[Read] = []
        for record, event in read:
            if isinstance(event, Poison):
                if batch:
                    self.apply(connection, batch)
                    batch = []
                self.spoil(connection, [event])
            elif event is not None:
                batch.append(Read(event, record))
        if batch:
            self.apply(connection, batch)

    @abstractmethod
    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold one batch, in order; within the caller's transaction. Only events of `topics` are in it."""

    def spoil(self, connection: Connection, poison: Sequence[Poison]) -> None:  # noqa: B027 (most show no things)
        """Mark the things that an unreadable event named as incomplete; nothing to do where none is shown."""


def newest_of_each(batch: Iterable[Read]) -> dict[str, Read]:
    """The event with the highest sequence of each subject: each carries the whole state, so the rest may go."""
    newest: dict[str, Read] = {}
    for each in batch:
        known = newest.get(each.event.subject)
        if known is None or each.event.sequence > known.event.sequence:
            newest[each.event.subject] = each
    return newest
