"""The door for programs: reviews below /api/v1/scorecards."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.reviews import EditedReview, NewReview, Review, Reviews
from scorecards.reviews import operations, queries
from scorecards.reviews.views import asking, presenting
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, holders, readers
from services.kernel.web.context import principal, runtime
from services.kernel.web.openapi import describe

api = Blueprint("review_api", __name__, url_prefix="/api/v1/scorecards")
NEW, EDITED = NewReview(), EditedReview(partial=True)
leaders = holders(roles.DIVISION_LEADER, roles.ADMIN)


@api.get("/region/reviews")
@allow(readers)
@describe("The region's reviews, newest first", gives=Reviews(), query=paging.QUERY)
def region_reviews() -> Response:
    """One piece of the region's list."""
    return _listed("")


@api.post("/region/reviews")
@allow(leaders)
@describe("Open the region's review of a period", takes=NEW, gives=Review(), status=201)
def open_region_review() -> AnyResponse:
    """Open one of the region."""
    return _opened("")


@api.get("/divisions/<code>/reviews")
@allow(readers)
@describe("A division's reviews, newest first", gives=Reviews(), query=paging.QUERY)
def division_reviews(code: str) -> Response:
    """One piece of a division's list."""
    asking.refuse_unknown(code)
    return _listed(code)


@api.post("/divisions/<code>/reviews")
@allow(leaders)
@describe("Open a division's review of a period", takes=NEW, gives=Review(), status=201)
def open_division_review(code: str) -> AnyResponse:
    """Open one of a division."""
    asking.refuse_unknown(code)
    return _opened(code)


@api.get("/reviews/<uuid:identifier>")
@allow(readers)
@describe("One review with the numbers that were seen", gives=Review())
def review(identifier: object) -> AnyResponse:
    """One review; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.current(queries.one(session, str(identifier))))


@api.patch("/reviews/<uuid:identifier>")
@allow(leaders)
@describe("Write question and decision, add actions", takes=EDITED, gives=Review(), conditional=True)
def change(identifier: object) -> AnyResponse:
    """Change what is written; fields left out stay as they are, actions are added."""
    given, asked = doors.fields(EDITED), doors.version_asked()
    return doors.perform(
        lambda work: operations.change_review(work, principal(), str(identifier), asked, given), presenting.current
    )


@api.post("/reviews/<uuid:identifier>/actions/<uuid:action>/done")
@allow(leaders)
@describe("An action is done", gives=Review())
def done(identifier: object, action: object) -> AnyResponse:
    """Mark it."""
    return asking.mark(identifier, action, presenting.current, done=True)


@api.post("/reviews/<uuid:identifier>/actions/<uuid:action>/undone")
@allow(leaders)
@describe("An action is not done after all", gives=Review())
def undone(identifier: object, action: object) -> AnyResponse:
    """Take the mark back."""
    return asking.mark(identifier, action, presenting.current, done=False)


def _listed(division: str) -> Response:
    found, last = asking.piece(division)
    return paging.collection(presenting.items(found), last)


def _opened(division: str) -> AnyResponse:
    return asking.open_review(division, doors.fields(NEW), presenting.created)
