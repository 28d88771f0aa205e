"""Reads of reviews: one, a list of a division's, and which divisions have reviewed a period."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.messages import N_
from scorecards.reviews.model import Review
from services.kernel import pieces
from services.kernel.errors import NotFound

NEWEST_FIRST = (Review.opened_at.desc(), Review.id.desc())


def one(session: Session, identifier: str, *, lock: bool = False) -> Review:
    """A review; raises NotFound. `lock` keeps others from changing it until the transaction ends."""
    found = session.get(Review, identifier, with_for_update=lock or None)
    if found is None:
        raise NotFound(N_("There is no such review. Check the address."))
    return found


def latest(session: Session, division: str, *, lock: bool = False) -> Review | None:
    """The newest review of a division, "" for the region; None before the first."""
    newest = select(Review).where(Review.division == division).order_by(*NEWEST_FIRST).limit(1)
    return session.scalars(newest.with_for_update() if lock else newest).first()


def of_period(session: Session, division: str, period: str) -> Review | None:
    """The one review of a division for a period."""
    return session.scalars(select(Review).where(Review.division == division, Review.period == period)).first()


def newest(
    session: Session, division: str, limit: int, after: tuple[datetime, str] | None = None
) -> tuple[list[Review], list[str] | None]:
    """One piece of a division's reviews, newest first, and the cursor of the next piece (None at the end)."""
    statement = select(Review).where(Review.division == division)
    return pieces.newest_first(session, statement, (Review.opened_at, Review.id), limit, after)


def reviewed(session: Session, periods: Collection[str]) -> dict[str, Review]:
    """The newest review of each division for any of these periods."""
    rows = session.scalars(select(Review).where(Review.period.in_(periods)).order_by(Review.opened_at, Review.id))
    return {review.division: review for review in rows}


def number(session: Session) -> int:
    """How many there are."""
    return session.execute(select(func.count()).select_from(Review)).scalar_one()
