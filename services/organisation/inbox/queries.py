"""Reads notices as a person sees them, and the wishes for digests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from services.organisation.inbox.model import SHOWN, Digest, Notice, NoticeUnit, Reader, Seen, Told
from services.organisation.inbox.words import KINDS
from services.organisation.people.model import Account

Place = tuple[datetime, str]


@dataclass(frozen=True)
class Entry:
    """A notice as one reader sees it: for which of their units, and whether they have read it."""

    notice: Notice
    units: tuple[str, ...]
    read: bool


def entries(
    session: Session, reader: Reader, moment: datetime, limit: int, after: Place | None = None
) -> tuple[list[Entry], list[str] | None]:
    """One piece of the inbox as of a moment, newest first, and the cursor of the next piece (None at the end)."""
    statement = select(Notice, ~_unread(reader)).where(*_visible(reader, moment))
    if after:
        statement = statement.where(tuple_(Notice.at, Notice.id) < tuple_(*after))
    rows = session.execute(statement.order_by(Notice.at.desc(), Notice.id.desc()).limit(limit + 1)).all()
    found = rows[:limit]
    units = _units(session, reader, [notice.id for notice, _ in found])
    last = [found[-1][0].at.isoformat(), found[-1][0].id] if len(rows) > limit else None
    return [Entry(notice, units[notice.id], read) for notice, read in found], last


def unread(session: Session, reader: Reader, moment: datetime) -> tuple[int, datetime | None]:
    """How many notices the reader has not read as of a moment, and when the last of them arrived."""
    asked = select(func.count(), func.max(Notice.arrived_at)).where(*_visible(reader, moment), _unread(reader))
    count, newest = session.execute(asked).one()
    return count, newest


def unread_ids(session: Session, reader: Reader, moment: datetime, until: datetime) -> Sequence[str]:
    """The ids of unread notices that arrived until then."""
    asked = select(Notice.id).where(*_visible(reader, moment), _unread(reader), Notice.arrived_at <= until)
    return session.scalars(asked).all()


def is_visible(session: Session, reader: Reader, moment: datetime, identifier: str) -> bool:
    """Whether the reader sees this notice."""
    return session.scalar(select(Notice.id).where(*_visible(reader, moment), Notice.id == identifier)) is not None


def news(session: Session, reader: Reader, moment: datetime, since: datetime) -> Sequence[Notice]:
    """What arrived after `since` and was neither read nor told yet; newest first."""
    untold = ~exists().where(Told.notice == Notice.id, Told.person == reader.person)
    asked = select(Notice).where(*_visible(reader, moment), _unread(reader), untold, Notice.arrived_at > since)
    return session.scalars(asked.order_by(Notice.at.desc(), Notice.id.desc())).all()


def digest(session: Session, person: str, *, lock: bool = False) -> Digest | None:
    """A person's wish; None where they wish none. `lock` keeps others from changing it until the transaction ends."""
    return session.get(Digest, person, with_for_update=lock or None)


def due(session: Session, periods: dict[str, datetime]) -> Sequence[Row[Digest, Account]]:
    """Whose letter has not been begun in the present period; `periods` by rhythm. Closed accounts get none."""
    waits = or_(*(and_(Digest.every == every, Digest.period < period) for every, period in periods.items()))
    asked = select(Digest, Account).join(Account, Account.id == Digest.person).where(Account.active, waits)
    return session.execute(asked.order_by(Digest.person)).all()


def _visible(reader: Reader, moment: datetime) -> tuple[ColumnElement[bool], ...]:
    mine = select(NoticeUnit.notice).where(NoticeUnit.unit.in_(reader.units))
    return Notice.kind.in_(KINDS), Notice.at > moment - SHOWN, Notice.id.in_(mine)


def _unread(reader: Reader) -> ColumnElement[bool]:
    return ~exists().where(Seen.notice == Notice.id, Seen.person == reader.person)


def _units(session: Session, reader: Reader, notices: Sequence[str]) -> dict[str, tuple[str, ...]]:
    asked = select(NoticeUnit).where(NoticeUnit.notice.in_(notices), NoticeUnit.unit.in_(reader.units))
    found: dict[str, tuple[str, ...]] = {}
    for each in session.scalars(asked.order_by(NoticeUnit.unit)):
        found[each.notice] = (*found.get(each.notice, ()), each.unit)
    return found
