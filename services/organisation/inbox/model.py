"""Notices as folded from the improvements' events, what each person has read of them, and who wishes a digest.

The e-mail address stands here and nowhere else: in no event, no record of changes and no log. It goes when its
owner ends the digest.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from schemas.inbox import ADDRESS_LENGTH, WEEKLY
from services.kernel.identity import Principal
from services.kernel.tables import Instant
from services.kernel.units import Directory
from services.organisation.model import Base

# Older notices are shown to nobody, and forgotten with who read them.
SHOWN = timedelta(days=365)


class Notice(Base):
    """Something some units ought to hear of. Of a withdrawn one nothing is left but that it is gone: no kind."""

    __tablename__ = "notice"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[str] = mapped_column(String(19))
    kind: Mapped[str] = mapped_column(Text)
    improvement: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    # When it was first folded here: what is stated anew is no news, what happened long ago may be.
    arrived_at: Mapped[datetime] = mapped_column(Instant)
    by_unit: Mapped[str | None] = mapped_column(String(20))


class NoticeUnit(Base):
    """A unit that is to be told."""

    __tablename__ = "notice_unit"
    __table_args__ = (Index("notice_of_unit", "unit", "notice"),)

    notice: Mapped[str] = mapped_column(ForeignKey(Notice.id, ondelete="CASCADE"), primary_key=True)
    unit: Mapped[str] = mapped_column(Text, primary_key=True)


class Seen(Base):
    """A person has read a notice."""

    __tablename__ = "notice_seen"

    notice: Mapped[str] = mapped_column(ForeignKey(Notice.id, ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)


class Told(Base):
    """A letter told a person of a notice. A moment would not do: notices arrive in another order than they are told."""

    __tablename__ = "notice_told"

    notice: Mapped[str] = mapped_column(ForeignKey(Notice.id, ondelete="CASCADE"), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), primary_key=True)


class Digest(Base):
    """Somebody's wish for a digest; who wishes none has no row.

    What arrived before `since` is not told. `period` is the last one for which a letter was begun, named by its moment.
    """

    __tablename__ = "digest"

    person: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(ADDRESS_LENGTH))
    every: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(2))
    since: Mapped[datetime] = mapped_column(Instant)
    period: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True)
class Reader:
    """Who reads, and the units whose notices are theirs: the home unit and those they lead."""

    person: str
    units: frozenset[str]

    @classmethod
    def of(cls, person: Principal, directory: Directory, today: date) -> Self:
        """A person as a reader."""
        led = {code for code in directory.units if person.leads(code, directory.division_on(code, today))}
        return cls(person.id, frozenset(led | ({person.home_unit} if person.home_unit else set())))


def period_of(every: str, moment: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The period that a moment lies in, named by its beginning: at that hour of a day, or of a Monday."""
    day = moment.astimezone(zone).date()
    if _begins(day, hour, zone) > moment:
        day -= timedelta(days=1)
    if every == WEEKLY:
        day -= timedelta(days=day.weekday())
    return _begins(day, hour, zone)


def _begins(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone)
