"""What can be done with reviews. Each verb loads, asks the model, writes state and event, and commits."""

from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from schemas.messages import N_, Message
from scorecards import reports
from scorecards.reader import Reader
from scorecards.reviews import model, queries
from scorecards.reviews.model import Review
from scorecards.reviews.seen import seen
from services.kernel import offsets, people
from services.kernel.clock import now
from services.kernel.errors import Conflict
from services.kernel.identity import Principal
from services.kernel.work import Work


def open_review(work: Work, principal: Principal, reader: Reader, division: str, fields: dict[str, Any]) -> Review:
    """Open the review of a division, "" for the region, with the numbers as they are now.

    `fields` are those of schemas.reviews.NewReview; `reader` reads in the session of this work. Raises NotFound,
    NotAllowed, Conflict or Invalid.
    """
    model.refuse_others(principal, division)
    # Held to the end: nothing is counted between two looks at the numbers, and no other review is opened meanwhile.
    offsets.hold(work.session.connection())
    report = reports.division(reader, division, "") if division else reports.region(reader, "")
    _refuse_second(work, division, fields["period"])
    before = queries.latest(work.session, division, lock=True)
    # Not the moment the work began: another may have been opened while this one waited.
    opened_at = now()
    review = Review(
        id=str(uuid7()),
        version=1,
        division=division,
        period=fields["period"],
        opened_at=opened_at,
        opened_by=principal.id,
        changed_at=opened_at,
        changed_by=principal.id,
        as_of=report.standing.as_of,
        events=report.standing.events,
        seen=seen(report),
        question=fields["question"],
        decision=fields["decision"],
        actions=model.carried(before),
    )
    review.add_actions(fields["actions"])
    work.session.add(review)
    return _record(work, principal, review, "opened")


def change_review(
    work: Work, principal: Principal, identifier: str, asked: int | None, fields: dict[str, Any]
) -> Review:
    """Change question and decision and add actions; the same once more changes nothing.

    `fields` are some of schemas.reviews.EditedReview. Raises NotFound, NotAllowed, Stale, Conflict or Invalid.
    """
    review = _locked(work, principal, identifier)
    work.expect(review.version, asked)
    added = fields.get("actions", [])
    if added:
        _refuse_older(work, review)
        review.add_actions(added)
    texts = {name: fields[name] for name in ("question", "decision") if name in fields}
    changed = {name: text for name, text in texts.items() if text != getattr(review, name)}
    for name, text in changed.items():
        setattr(review, name, text)
    if not (added or changed):
        work.commit(review)
        return review
    review.touch(work.now, principal)
    return _record(work, principal, review, "changed")


def mark_action(work: Work, principal: Principal, identifier: str, action: str, *, done: bool) -> Review:
    """Say that an action of the newest review is done, or that it is not after all; once more changes nothing.

    Raises NotFound, NotAllowed or Conflict.
    """
    review = _locked(work, principal, identifier)
    new = review.mark(action, work.now if done else None)
    _refuse_older(work, review)
    if not new:
        work.commit(review)
        return review
    review.touch(work.now, principal)
    return _record(work, principal, review, "action_done" if done else "action_undone")


def restate(work: Work) -> dict[str, set[str]]:
    """State every review anew, after a restore; the caller commits."""
    present: set[str] = set()
    for review in work.session.scalars(select(Review).order_by(Review.id)):
        review.version += 1
        _emit(work, review, "restated")
        present.add(review.id)
    return {"review": present}


def _record(work: Work, principal: Principal, review: Review, verb: str) -> Review:
    model.refuse_too_long(review)
    people.remember(work, principal)
    _emit(work, review, verb)
    work.commit(review)
    return review


def _emit(work: Work, review: Review, verb: str) -> None:
    state = model.public_state(review)
    work.emit(type_of("review", verb), subject=review.id, key=review.id, version=review.version, data=state)


def _locked(work: Work, principal: Principal, identifier: str) -> Review:
    review = queries.one(work.session, identifier, lock=True)
    model.refuse_others(principal, review.division)
    return review


def _refuse_second(work: Work, division: str, period: str) -> None:
    there = queries.of_period(work.session, division, period)
    if there:
        text = N_("The review of %(period)s is there already: %(path)s")
        raise Conflict(Message(text, period=period, path=model.path_of(there)))


def _refuse_older(work: Work, review: Review) -> None:
    newest = queries.latest(work.session, review.division)
    if newest:
        model.refuse_older(review, newest)
