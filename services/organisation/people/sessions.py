"""Begins and ends the sessions of people, however they proved who they are."""

import secrets
from datetime import timedelta

from schemas.messages import N_
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.identity import Pass
from services.kernel.work import Work
from services.organisation import denials
from services.organisation.people.model import Account

CHANGED = N_("This account was changed just now. Sign in again.")


def begin(work: Work, known: Account, hours: int) -> Pass:
    """A session for a person who was just recognised, at most `hours` long; raises Invalid when they changed since.

    The account is locked while the session is dated, so that a change of roles comes before it, and is in it, or
    after it, and ends it.
    """
    account = work.session.get(Account, known.id, with_for_update=True)
    if account is None or account.version != known.version:
        raise Invalid({"_body": [CHANGED]})
    moment = now()
    length = min(timedelta(hours=hours), denials.LONGEST_SESSION)
    return Pass(account.principal(), secrets.token_urlsafe(16), moment, moment, moment + length)


def end(work: Work, held: Pass) -> None:
    """Let no service take this session any more."""
    denials.end_session(work, held.id, held.expires_at)
