"""The door for programs: /api/v1/value-streams."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas.value_streams import Drawing, EditedValueStream, NewValueStream, ValueStreams, ValueStreamWithVersions
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.naming import directory, directory_with
from services.kernel.web.openapi import describe
from services.observations.streams import operations, queries
from services.observations.streams.views import filters, presenting

api = Blueprint("value_streams_api", __name__, url_prefix=presenting.API)

# Made once: a schema costs more than a load. The steps of a change are whole: only its own fields may be left out.
NEW, EDITED, DRAWING = NewValueStream(), EditedValueStream(partial=("name", "time_basis", "steps")), Drawing()


@api.get("")
@allow(readers)
@describe("Value streams in their current drawings, newest first", gives=ValueStreams(), query=filters.QUERY)
def list_value_streams() -> Response:
    """One piece of the list."""
    with runtime().database.reading() as session:
        found, last = queries.newest(session, filters.asked(), paging.limit(), paging.after_moment())
        return paging.collection(presenting.items(found), last)


@api.post("")
@allow(writers)
@describe("Draw a unit's value stream", takes=NEW, gives=ValueStreamWithVersions(), status=201)
def draw() -> AnyResponse:
    """Record how the work is done now."""
    given = doors.fields(NEW)
    return doors.perform(
        lambda work: operations.draw_value_stream(work, principal(), directory_with([given["unit"]]), given),
        presenting.created,
    )


@api.get("/<uuid:identifier>")
@allow(readers)
@describe("One value stream with all its drawings", gives=ValueStreamWithVersions())
def value_stream(identifier: object) -> AnyResponse:
    """One value stream; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.current(queries.one(session, str(identifier))))


@api.patch("/<uuid:identifier>")
@allow(writers)
@describe(
    "Correct what is written; `steps` are those of the current drawing",
    takes=EDITED,
    gives=ValueStreamWithVersions(),
    conditional=True,
)
def edit(identifier: object) -> AnyResponse:
    """Correct what is written; fields left out stay as they are."""
    given, asked = doors.fields(EDITED), doors.version_asked()
    return doors.perform(
        lambda work: operations.edit_value_stream(work, principal(), directory(), str(identifier), asked, given),
        presenting.current,
    )


@api.post("/<uuid:identifier>/drawings")
@allow(writers)
@describe(
    "Draw it anew: as it is done now, or as it shall be done",
    takes=DRAWING,
    gives=ValueStreamWithVersions(),
    status=201,
    also=(200,),
    conditional=True,
)
def redraw(identifier: object) -> AnyResponse:
    """A new current drawing makes the old one past; a new plan takes the place of the earlier one, which is a 200."""
    given, asked = doors.fields(DRAWING), doors.version_asked()
    return doors.perform(
        lambda work: operations.redraw(work, principal(), directory(), str(identifier), asked, given),
        presenting.redrawn,
    )


@api.post("/<uuid:identifier>/drawings/<int:number>/current")
@allow(writers)
@describe("The plan has come true: it becomes the current drawing", gives=ValueStreamWithVersions(), conditional=True)
def make_current(identifier: object, number: int) -> AnyResponse:
    """What was current becomes past."""
    asked = doors.version_asked()
    return doors.perform(
        lambda work: operations.make_current(work, principal(), directory(), str(identifier), asked, number),
        presenting.current,
    )
