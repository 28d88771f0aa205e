"""Ends sessions and tokens before their time.

The event tells every service; the row, in the same transaction, tells this one at once.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from schemas.events import type_of
from services.kernel import bulk, tables
from services.kernel.work import Work, rfc3339

# No session is longer than this, whatever the settings say, so a denial is kept so long.
LONGEST_SESSION = timedelta(days=31)


def end_session(work: Work, session_id: str, until: datetime) -> None:
    """Refuse one session from now on; `until` is when it would have ended anyway."""
    _deny(work, ("session", session_id), 1, until)
    work.emit(
        type_of("session", "ended"), subject=session_id, key=session_id, version=1, data={"until": rfc3339(until)}
    )


def end_sessions_of(work: Work, person: str, version: int, before: datetime) -> None:
    """Refuse every session of a person that was issued before a moment."""
    until = before + LONGEST_SESSION
    _deny(work, ("person", person), version, until, before)
    data = {"changed_at": rfc3339(before), "until": rfc3339(until)}
    work.emit(type_of("person", "changed"), subject=person, key=person, version=version, data=data)


def deny_client(work: Work, client: str, version: int, until: datetime) -> None:
    """Refuse a client's token here; its event is the client's own."""
    _deny(work, ("client", client), version, until)


def _deny(work: Work, whose: tuple[str, str], version: int, until: datetime, before: datetime | None = None) -> None:
    thing, subject = whose
    epoch = work.session.execute(select(func.coalesce(func.max(tables.epoch.c.number), 0))).scalar_one()
    row = {
        "thing": thing,
        "id": subject,
        # As the relay numbers the event of it.
        "sequence": f"{epoch:06d}-{version:012d}",
        "issued_before": before,
        "until": until,
    }
    bulk.upsert(work.session.connection(), tables.denial, [row])
