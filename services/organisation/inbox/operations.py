"""What people do in their inbox, and the steps of sending a digest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete

from schemas.inbox import NEVER
from schemas.messages import N_
from services.kernel import bulk
from services.kernel.errors import NotFound
from services.kernel.identity import Principal
from services.kernel.work import Work
from services.organisation.inbox import queries
from services.organisation.inbox.model import SHOWN, Digest, Notice, Reader, Seen, Told

SEEN: Table = Seen.metadata.tables[Seen.__tablename__]
TOLD: Table = Told.metadata.tables[Told.__tablename__]


def mark_read(work: Work, reader: Reader, identifier: str) -> None:
    """Note that the reader has read a notice; raises NotFound for one that is not theirs."""
    if not queries.is_visible(work.session, reader, work.now, identifier):
        raise NotFound(N_("There is no such message for you."))
    _see(work, reader, [identifier])


def mark_all_read(work: Work, reader: Reader, until: datetime) -> None:
    """Note that the reader has read everything that had arrived until then: what came later was not on the page."""
    _see(work, reader, queries.unread_ids(work.session, reader, work.now, until))


def _see(work: Work, reader: Reader, notices: Sequence[str]) -> None:
    rows = [{"notice": each, "person": reader.person, "at": work.now} for each in notices]
    # It may have been read before, from another browser.
    bulk.insert_missing(work.session.connection(), SEEN, rows)


def forget_old(work: Work) -> None:
    """Remove the notices that are shown to nobody any more, and who has read them."""
    work.session.execute(delete(Notice).where(Notice.at <= work.now - SHOWN))


def choose_digest(work: Work, who: Principal, fields: dict[str, Any]) -> None:
    """Keep a person's wish, as DigestInput gives it; with `never` the address is forgotten."""
    present = queries.digest(work.session, who.id, lock=True)
    if fields["every"] == NEVER:
        if present:
            work.session.execute(delete(Told).where(Told.person == who.id))
            work.session.delete(present)
        return
    if present is None:
        # The first letter comes with the next period and tells what happened after the wish.
        present = Digest(person=who.id, since=work.now, period=work.now)
        work.session.add(present)
    present.address, present.every, present.language = fields["address"], fields["every"], fields["language"]


def begin_digest(work: Work, person: str, period: datetime) -> bool:
    """Note that this period's letter is begun; False where it was, or is not wished any more.

    It is noted before the letter goes: who is killed in between never sends two in a period, and what that letter
    should have told stands in the next one.
    """
    wish = queries.digest(work.session, person, lock=True)
    if wish is None or wish.period >= period:
        return False
    wish.period = period
    return True


def end_digest(work: Work, person: str, notices: Sequence[str]) -> None:
    """Note that the letter went, and told these."""
    rows = [{"notice": each, "person": person} for each in notices]
    bulk.insert_missing(work.session.connection(), TOLD, rows)


def postpone_digest(work: Work, person: str, period: datetime) -> None:
    """Note that the letter was refused, so that it is begun again; `period` is the one before."""
    wish = queries.digest(work.session, person, lock=True)
    if wish:
        wish.period = period
