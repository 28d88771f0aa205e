"""The chore that sends digests: to each who wished one, at most one letter a period, about what is new and unread.

A letter that the server refuses is tried again at the next run, and the others go on. When the server is away the
run ends and the next one goes on from there.
"""

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from schemas.inbox import DAILY, WEEKLY
from services.kernel import mail
from services.kernel.clock import now
from services.kernel.service import Runtime
from services.organisation import operations
from services.organisation.inbox import queries
from services.organisation.inbox.letters import Letters
from services.organisation.inbox.model import Digest, Notice, Reader, period_of
from services.organisation.people.model import Account

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Due:
    """A letter that is due: to whom, for which period, and what it has to tell."""

    wish: Digest
    period: datetime
    news: Sequence[Notice]


def send_due(runtime: Runtime) -> None:
    """Send what is due now; does nothing where no mail server is set."""
    settings = runtime.settings
    # Who leads what is not known before the units have been read once.
    if not settings.smtp_url or not runtime.known.ready():
        return
    try:
        with ExitStack() as connection:
            _send_each(runtime, now(), connection)
    except mail.AWAY as away:
        log.warning("The mail server is away (%s); the digests wait for the next run.", type(away).__name__)


def _send_each(runtime: Runtime, moment: datetime, connection: ExitStack) -> None:
    settings = runtime.settings
    periods = {every: period_of(every, moment, settings.digest_hour, settings.zone) for every in (DAILY, WEEKLY)}
    letters = Letters(settings, runtime.service.folder)
    post: mail.Post | None = None
    with runtime.database.reading() as session:
        due = queries.due(session, periods)
    for wish, account in due:
        if runtime.stopping.is_set():
            return
        each = _Due(wish, periods[wish.every], _news(runtime, wish, account, moment))
        if each.news and post is None:
            # Before the first letter is begun: what cannot be sent at all stays due.
            post = connection.enter_context(mail.connected(mail.Server.of(settings.smtp_url)))
        _send(runtime, post, letters, each)


def _news(runtime: Runtime, wish: Digest, account: Account, moment: datetime) -> Sequence[Notice]:
    today = moment.astimezone(runtime.settings.zone).date()
    reader = Reader.of(account.principal(), runtime.known.directory(), today)
    with runtime.database.reading() as session:
        return queries.news(session, reader, moment, wish.since)


def _send(runtime: Runtime, post: mail.Post | None, letters: Letters, due: _Due) -> None:
    wish = due.wish
    with runtime.work() as work:
        begun = operations.begin_digest(work, wish.person, due.period)
    if not begun or not due.news or post is None:
        return
    try:
        post.send(letters.write(wish, due.news, runtime.known.directory()))
    except mail.Refused as refused:
        log.warning("The digest of person %s was refused (%s) and is tried again.", wish.person, refused)
        with runtime.work() as work:
            operations.postpone_digest(work, wish.person, wish.period)
        return
    with runtime.work() as work:
        operations.end_digest(work, wish.person, [each.id for each in due.news])


def forget_old(runtime: Runtime) -> None:
    """Remove notices that are shown to nobody any more."""
    with runtime.work() as work:
        operations.forget_old_notices(work)
