"""What a web process remembers of its replica for a moment, so that each request need not read it again.

The deny list and the directory of units are read anew after half a second; within that time a revoked token
may still be taken, which keeps the promise of "within seconds".
"""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from services.kernel import tables, units
from services.kernel.clock import now
from services.kernel.database import Database
from services.kernel.identity import Pass

FRESH_SECONDS = 0.5
Denials = dict[tuple[str, str], datetime | None]


@dataclass(frozen=True)
class _Look:
    at: float
    ready: bool
    counted: tuple[units.Counted, ...]
    directory: units.Directory
    denials: Denials


class Known:
    """The replica of one service as last read; safe to use from several threads."""

    def __init__(self, database: Database, partitions: int) -> None:
        self.database = database
        self.partitions = partitions
        self._lock = threading.Lock()
        self._look: _Look | None = None

    def ready(self) -> bool:
        """Whether the organisation's events have been read to their end once."""
        return self._current().ready

    def directory(self) -> units.Directory:
        """Units and divisions."""
        return self._current().directory

    def directory_with(self, codes: set[str]) -> units.Directory:
        """Units and divisions, read anew at once when one of the unit codes is not there yet."""
        seen = self._current().directory
        return seen if codes <= seen.units.keys() else self._read().directory

    def denied(self, held: Pass) -> bool:
        """Whether a session or token was ended before its time."""
        denials = self._current().denials
        for named in (("session", held.id), ("client", held.id), (held.principal.kind, held.principal.id)):
            if named in denials and ((before := denials[named]) is None or held.issued_at < before):
                return True
        return False

    def forget(self) -> None:
        """Read anew at the next question."""
        self._look = None

    def _current(self) -> _Look:
        look = self._look
        if look is None or time.monotonic() - look.at > FRESH_SECONDS:
            look = self._read()
        return look

    def _read(self) -> _Look:
        with self._lock, self.database.reading() as session:
            denial = tables.denial.c
            denials = {
                (row.thing, row.id): row.issued_before
                for row in session.execute(
                    select(denial.thing, denial.id, denial.issued_before).where(denial.until > now())
                )
            }
            counted = units.counted_until(session)
            before = self._look
            # The directory is hundreds of rows: it is read again only when the organisation has said something.
            unchanged = before is not None and before.counted == counted
            directory = before.directory if before and unchanged else units.directory(session)
            ready = sum(each.caught_up for each in counted) >= self.partitions
            self._look = _Look(time.monotonic(), ready, counted, directory, denials)
            return self._look
