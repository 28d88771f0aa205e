"""What both doors need to read a scorecard: the reader, on one snapshot, and where a list goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy.orm import Session

from schemas.messages import N_
from scorecards.lists import Order
from scorecards.reader import Reader
from services.kernel.clock import now
from services.kernel.web import paging
from services.kernel.web.context import gettext, language, runtime

UNKNOWN_NAME = N_("Units not known yet")


@contextmanager
def reader() -> Iterator[Reader]:
    """A reader for this request, on one snapshot of the database."""
    here = runtime()
    with here.database.reading() as session:
        yield reader_on(session)


def reader_on(session: Session) -> Reader:
    """A reader for this request, in a session of the caller's."""
    here = runtime()
    zone = here.settings.zone
    today = now().astimezone(zone).date()
    return Reader(session, here.known.directory(), language().code, today, zone, here.settings.island_days)


def unknown_name() -> str:
    """What the row of unknown units is called."""
    return gettext(UNKNOWN_NAME)


def order() -> Order:
    """The order of a list of this request, after its cursor; raises Invalid for one that we did not give."""
    after = paging.cursor(2)
    if after is not None:
        try:
            datetime.fromisoformat(after[0])
        except ValueError:
            raise paging.not_ours() from None
    return Order(after)
