"""What both doors ask of reviews in the same way."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from scorecards.reviews import operations, queries
from scorecards.reviews.model import Review
from scorecards.views import reading
from services.kernel.errors import NotFound
from services.kernel.web import doors, paging
from services.kernel.web.context import principal, runtime
from services.kernel.web.doors import Answer

Present = Callable[[Review], Answer]


def refuse_unknown(division: str) -> None:
    """Raise NotFound for a division that nobody has told of."""
    if division not in runtime().known.directory().divisions:
        raise NotFound(N_("There is no such division. Choose one from the region's scorecard."))


def piece(division: str) -> tuple[list[Review], list[str] | None]:
    """One piece of a division's reviews, "" for the region, and the next cursor; raises Invalid."""
    with runtime().database.reading() as session:
        return queries.newest(session, division, paging.limit(), _after())


def _after() -> tuple[datetime, str] | None:
    cursor = paging.cursor(2)
    if cursor is None:
        return None
    try:
        moment = datetime.fromisoformat(cursor[0])
    except ValueError:
        raise paging.not_ours() from None
    if moment.tzinfo is None:
        raise paging.not_ours()
    return moment, cursor[1]


def open_review(division: str, given: dict[str, Any], present: Present) -> AnyResponse:
    """Open the review of a division, "" for the region; `given` is as schemas.reviews.NewReview."""
    return doors.perform(
        lambda work: operations.open_review(work, principal(), reading.reader_on(work.session), division, given),
        present,
    )


def mark(identifier: object, action: object, present: Present, *, done: bool) -> AnyResponse:
    """Say that an action is done, or not after all."""
    return doors.perform(
        lambda work: operations.mark_action(work, principal(), str(identifier), str(action), done=done), present
    )
