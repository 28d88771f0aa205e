"""Asking again: what a unit implemented six months ago, is it still in use? A chore of the worker."""

from calendar import monthrange
from datetime import datetime

from sqlalchemy import select

from services.improvements.adoptions import queries
from services.improvements.model import Improvement
from services.improvements.notices import operations as notices
from services.kernel.clock import now
from services.kernel.service import Runtime

ASKED_AFTER_MONTHS = 6


def asked_from(moment: datetime) -> datetime:
    """Six calendar months before a moment: what was implemented before then is asked about."""
    month = moment.year * 12 + moment.month - 1 - ASKED_AFTER_MONTHS
    year, month = month // 12, month % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def ask_again(runtime: Runtime) -> None:
    """Give each unit a notice about what it implemented six months ago, once a stretch, longest ago first."""
    before, last = asked_from(now()), None
    while last := _ask_some(runtime, before, last):
        pass


def _ask_some(runtime: Runtime, before: datetime, after: queries.Place | None) -> queries.Place | None:
    """Ask about a piece, in a transaction of its own; answers the place of the last, None at the end."""
    with runtime.work() as work:
        due = queries.unasked(work.session, before, after)
        wanted = select(Improvement).where(Improvement.id.in_({each.improvement for each in due}))
        improvements = {each.id: each for each in work.session.scalars(wanted)}
        for adoption in due:
            adoption.asked_since = adoption.since
            notices.give(work, "still_in_use", improvements[adoption.improvement], [adoption.unit])
        work.commit()
        return (due[-1].since, due[-1].id) if due else None
