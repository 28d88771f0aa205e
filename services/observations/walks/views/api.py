"""The door for programs: /api/v1/observations/walks."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas.fields import Day
from schemas.observations import EditedWalk, NewWalk, Walk, Walks
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.naming import directory_with
from services.kernel.web.openapi import describe
from services.observations.walks import operations, queries
from services.observations.walks.views import presenting

api = Blueprint("walks_api", __name__, url_prefix=presenting.API)
NEW, EDITED, ONE = NewWalk(), EditedWalk(partial=True), Walk()


@api.get("")
@allow(readers)
@describe("Waste walks, the latest day first", gives=Walks(), query=paging.QUERY)
def list_walks() -> Response:
    """One piece of the list."""
    with runtime().database.reading() as session:
        found, last = queries.newest(session, paging.limit(), paging.after(Day(required=True)))
        return paging.collection(presenting.items(found), last)


@api.post("")
@allow(writers)
@describe("Plan a walk, or record one that has been", takes=NEW, gives=ONE, status=201)
def plan() -> AnyResponse:
    """Record a walk."""
    given = doors.fields(NEW)
    return doors.perform(
        lambda work: operations.plan_walk(work, principal(), directory_with(given["units"]), given),
        presenting.created,
    )


@api.get("/<uuid:identifier>")
@allow(readers)
@describe("One walk", gives=ONE)
def walk(identifier: object) -> AnyResponse:
    """One walk; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.current(queries.one(session, str(identifier))))


@api.patch("/<uuid:identifier>")
@allow(writers)
@describe("Edit a walk", takes=EDITED, gives=ONE, conditional=True)
def edit(identifier: object) -> AnyResponse:
    """Change what is written; fields left out stay as they are."""
    given, asked = doors.fields(EDITED), doors.version_asked()
    return doors.perform(
        lambda work: operations.edit_walk(
            work, principal(), directory_with(given.get("units", ())), str(identifier), asked, given
        ),
        presenting.current,
    )
