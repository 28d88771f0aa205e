"""Folds the events of improvements into counts.

Each event carries the improvement's whole state, so a batch needs only the newest event of each: what the
improvement added to the counts before is taken away, what it adds now is put in. Doing it by the difference
makes a repeated, reordered or skipped event harmless.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, true, update

from scorecards.measures import changes, month_of
from scorecards.model import ALL, LIVE, Tables
from services.kernel import bulk
from services.kernel.projection import Projection, Read, newest_of_each
from services.kernel.reading import Poison, type_of

Periods = tuple[tuple[int, str], ...]
WITHDRAWN = ".withdrawn.v1"
GONE = "withdrawn"


@dataclass(frozen=True, slots=True)
class Share:
    """What one improvement adds to the counts."""

    unit: str
    waste: str | None
    value_stream: str | None
    # The (month, state) it entered, oldest first; the last is where it stands.
    periods: Periods


# What is known of an improvement that no event has named yet.
NEVER: tuple[str, Share | None] = ("", None)


class Improvements(Projection):
    """Keeps one set of the scorecards' tables."""

    topics = frozenset({"improvements"})

    def __init__(self, zone: ZoneInfo, tables: Tables = LIVE) -> None:
        self.zone = zone
        self.tables = tables

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold one batch."""
        newest = newest_of_each(batch)
        known = self._known(connection, newest)
        newer = [each for subject, each in newest.items() if each.event.sequence > known.get(subject, NEVER)[0]]
        counts = Counts()
        rows: list[bulk.Row] = []
        for each in newer:
            before = known.get(each.event.subject, NEVER)[1]
            if before:
                counts.add(before, -1)
            if type_of(each.event).endswith(WITHDRAWN):
                rows.append(_gone(each.event))
                continue
            share = self._share(each.event.data)
            counts.add(share, +1)
            rows.append(_row(each.event, share))
        bulk.upsert(connection, self.tables.improvement, rows)
        bulk.add(connection, self.tables.tally, counts.tally_rows(), ["number"])
        bulk.add(connection, self.tables.change, counts.change_rows(), ["number"])
        self._keep_events(connection, batch, known)

    def spoil(self, connection: Connection, poison: Sequence[Poison]) -> None:
        """Mark improvements as incomplete whose newest event could not be read."""
        improvement = self.tables.improvement.c
        for each in poison:
            if each.thing == "improvement" and each.subject:
                # Without a sequence nobody knows whether it was newer; then it may be.
                newer = improvement.sequence < each.sequence if each.sequence else true()
                spoiled = update(self.tables.improvement).where(improvement.id == each.subject, newer)
                connection.execute(spoiled.values(incomplete=True))

    def _known(self, connection: Connection, subjects: Iterable[str]) -> dict[str, tuple[str, Share | None]]:
        """What is kept of these improvements: the sequence, and the share they have in the counts now."""
        table = self.tables.improvement.c
        columns = (table.id, table.sequence, table.counted, table.unit, table.waste, table.value_stream, table.periods)
        rows = connection.execute(select(*columns).where(table.id.in_(list(subjects))))
        return {row[0]: (row[1], Share(row[3], row[4], row[5], unpacked(row[6])) if row[2] else None) for row in rows}

    def _share(self, data: Any) -> Share:  # noqa: ANN401 (the struct of ImprovementState)
        periods = tuple((month_of(period.from_, self.zone), period.state) for period in data.periods)
        return Share(data.unit, data.waste, data.value_stream, periods)

    def _keep_events(
        self, connection: Connection, batch: Sequence[Read], known: dict[str, tuple[str, Share | None]]
    ) -> None:
        """Keep where each event lies; one that is no newer than what is known may have been kept before."""
        rows = {(each.event.subject, each.event.sequence): _event_row(each) for each in batch}
        new = [row for (subject, sequence), row in rows.items() if sequence > known.get(subject, NEVER)[0]]
        old = [row for (subject, sequence), row in rows.items() if sequence <= known.get(subject, NEVER)[0]]
        bulk.copy(connection, self.tables.event, new)
        bulk.insert_missing(connection, self.tables.event, old)


class Counts:
    """The differences of one batch, each table's rows in one order so that two workers never wait crosswise."""

    def __init__(self) -> None:
        self._tally: Counter[tuple[str, str, str, str]] = Counter()
        self._change: Counter[tuple[str, int, str]] = Counter()

    def add(self, share: Share, sign: int) -> None:
        """Put an improvement's share in (+1) or take it away (-1)."""
        state = share.periods[-1][1]
        if state == "merged":
            return
        for dimension, value in ((ALL, ""), ("waste", share.waste), ("value_stream", share.value_stream)):
            if value is not None:
                self._tally[share.unit, dimension, value, state] += sign
        for (month, changed), number in changes(share.periods).items():
            self._change[share.unit, month, changed] += sign * number

    def tally_rows(self) -> list[bulk.Row]:
        """What changes in `tally`."""
        return [
            {"unit": unit, "dimension": dimension, "value": value, "state": state, "number": number}
            for (unit, dimension, value, state), number in sorted(self._tally.items())
            if number
        ]

    def change_rows(self) -> list[bulk.Row]:
        """What changes in `change`."""
        return [
            {"unit": unit, "month": month, "state": state, "number": number}
            for (unit, month, state), number in sorted(self._change.items())
            if number
        ]


def packed(periods: Periods) -> str:
    """Periods as they are kept: `24310:proposed,24311:accepted`."""
    return ",".join(f"{month}:{state}" for month, state in periods)


@lru_cache(maxsize=65_536)
def unpacked(text: str) -> Periods:
    """The reverse of `packed`."""
    return tuple((int(month), state) for month, _, state in (each.partition(":") for each in text.split(",")))


def _row(event: Any, share: Share) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    data = event.data
    return {
        "id": event.subject,
        "sequence": event.sequence,
        "unit": data.unit,
        "state": data.state,
        "since": data.periods[-1].from_,
        "proposed_at": data.proposed_at,
        "title": data.title,
        "waste": data.waste,
        "value_stream": data.value_stream,
        "periods": packed(share.periods),
        "counted": data.state != "merged",
        "incomplete": False,
    }


def _gone(event: Any) -> bulk.Row:  # noqa: ANN401 (the struct of Withdrawn)
    """What is kept of a withdrawn improvement, whatever was known: an older event that comes later finds it gone."""
    return {
        "id": event.subject,
        "sequence": event.sequence,
        "unit": "",
        "state": GONE,
        "since": event.time,
        "proposed_at": event.time,
        "title": "",
        "waste": None,
        "value_stream": None,
        "periods": "",
        "counted": False,
        "incomplete": False,
    }


def _event_row(each: Read) -> bulk.Row:
    event, record = each
    return {
        "subject": event.subject,
        "sequence": event.sequence,
        "id": event.id,
        "type": type_of(event),
        "time": event.time,
        "topic": record.partition.topic,
        "partition": record.partition.number,
        "position": record.offset,
    }
