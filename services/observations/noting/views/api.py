"""The door for programs: /api/v1/observations."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas.observations import EditedObservation, NewObservation, Observations, ObservationWithHistory, Recoding
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.naming import directory, directory_with
from services.kernel.web.openapi import describe
from services.observations.noting import operations, queries
from services.observations.noting.views import filters, presenting

api = Blueprint("observations_api", __name__, url_prefix=presenting.API)

# Made once: a schema costs more than a load.
NEW, EDITED, RECODING = NewObservation(), EditedObservation(partial=True), Recoding()


@api.get("")
@allow(readers)
@describe("Observations of waste, last seen first", gives=Observations(), query=filters.QUERY)
def list_observations() -> Response:
    """One piece of the list."""
    with runtime().database.reading() as session:
        found, last = queries.newest(session, filters.asked(session), paging.limit(), paging.after_moment())
        return paging.collection(presenting.items(found), last)


@api.post("")
@allow(writers)
@describe("Note a waste that was seen", takes=NEW, gives=ObservationWithHistory(), status=201)
def note() -> AnyResponse:
    """Record what somebody saw."""
    given = doors.fields(NEW)
    return doors.perform(
        lambda work: operations.note_observation(work, principal(), directory_with({given["unit"]}), given),
        presenting.created,
    )


@api.get("/<uuid:identifier>")
@allow(readers)
@describe("One observation with its history and what came of it", gives=ObservationWithHistory())
def observation(identifier: object) -> AnyResponse:
    """One observation; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.current(queries.one(session, str(identifier))))


@api.patch("/<uuid:identifier>")
@allow(writers)
@describe("Edit what is written", takes=EDITED, gives=ObservationWithHistory(), conditional=True)
def edit(identifier: object) -> AnyResponse:
    """Change what is written; fields left out stay as they are."""
    given, asked = doors.fields(EDITED), doors.version_asked()
    return doors.perform(
        lambda work: operations.edit_observation(work, principal(), directory(), str(identifier), asked, given),
        presenting.current,
    )


@api.post("/<uuid:identifier>/recodings")
@allow(writers)
@describe("Take it for another waste", takes=RECODING, gives=ObservationWithHistory(), conditional=True)
def recode(identifier: object) -> AnyResponse:
    """Take it for another waste; its history keeps the one before."""
    given, asked = doors.fields(RECODING), doors.version_asked()
    return doors.perform(
        lambda work: operations.recode_observation(
            work, principal(), directory(), str(identifier), asked, given["waste"], given["note"]
        ),
        presenting.current,
    )
