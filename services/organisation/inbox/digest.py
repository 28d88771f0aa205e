"""The chore that sends digests: to each who wished one, at most one letter a period, about what is new and unread.

A letter that the server refuses is tried again at the next run, and the others go on. When the server is away the
run ends and the next one goes on from there.
"""

import logging
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from schemas.inbox import DAILY, WEEKLY
from services.kernel import mail
from services.kernel.clock import now
from services.kernel.service import Runtime
from services.organisation import operations
from services.organisation.inbox import queries
from services.organisation.inbox.letters import Letter, Letters
from services.organisation.inbox.model import Digest, Reader, period_of
from services.organisation.people.model import Account

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Run:
    """What holds for every letter of one run: the moment, and until when notices have been counted."""

    runtime: Runtime
    letters: Letters
    moment: datetime
    until: datetime

    def letter(self, wish: Digest, account: Account) -> Letter | None:
        """What one person is to be told; None when there is nothing new."""
        directory = self.runtime.known.directory()
        reader = Reader.of(account.principal(), directory, self.moment.astimezone(self.letters.zone).date())
        with self.runtime.database.reading() as session:
            news = queries.news(session, reader, self.moment, wish.told_until, self.until)
            return self.letters.write(wish, news, directory) if news else None


def send_due(runtime: Runtime) -> None:
    """Send what is due now; does nothing where no mail server is set."""
    settings, moment = runtime.settings, now()
    if not settings.smtp_url:
        return
    periods = {every: period_of(every, moment, settings.digest_hour, settings.zone) for every in (DAILY, WEEKLY)}
    with runtime.database.reading() as session:
        until = queries.counted_until(session)
        due = queries.due(session, periods) if until and runtime.known.ready() else []
    if not until or not due:
        return
    run = _Run(runtime, Letters(settings, runtime.service.folder), moment, until)
    try:
        with ExitStack() as connection:
            _send_each(run, [(wish, account, periods[wish.every]) for wish, account in due], connection)
    except mail.AWAY as away:
        log.warning("The mail server is away (%s); the digests wait for the next run.", type(away).__name__)


def _send_each(run: _Run, due: list[tuple[Digest, Account, datetime]], connection: ExitStack) -> None:
    post: mail.Post | None = None
    for wish, account, period in due:
        if run.runtime.stopping.is_set():
            return
        letter = run.letter(wish, account)
        if letter and post is None:
            # Before the first letter is begun: what cannot be sent at all stays due.
            post = connection.enter_context(mail.connected(mail.Server.of(run.runtime.settings.smtp_url)))
        _send(run, post, wish, period, letter)


def _send(run: _Run, post: mail.Post | None, wish: Digest, period: datetime, letter: Letter | None) -> None:
    with run.runtime.work() as work:
        begun = operations.begin_digest(work, wish.person, period)
    if not begun:
        return
    try:
        if letter and post:
            post.send(letter)
    except mail.Refused as refused:
        log.warning("The digest of person %s was refused (%s) and is tried again.", wish.person, refused)
        with run.runtime.work() as work:
            operations.postpone_digest(work, wish.person, wish.period)
        return
    with run.runtime.work() as work:
        operations.end_digest(work, wish.person, run.until)


def forget_old(runtime: Runtime) -> None:
    """Remove notices that are shown to nobody any more."""
    with runtime.work() as work:
        operations.forget_old_notices(work)
