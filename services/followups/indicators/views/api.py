"""The door for programs: /api/v1/indicators."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas.indicators import EditedIndicator, Indicator, Indicators, NewIndicator, NewPhase
from schemas.periods import parse
from services.followups.indicators import operations, phasing, queries
from services.followups.indicators.views import filters, presenting
from services.kernel.errors import NotFound
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.naming import directory, directory_with
from services.kernel.web.openapi import describe

api = Blueprint("indicators_api", __name__, url_prefix=presenting.API)

# Made once: a schema costs more than a load.
NEW, EDITED, PHASE = NewIndicator(), EditedIndicator(partial=True), NewPhase()


@api.get("")
@allow(readers)
@describe("Indicators with what their charts say, last defined first", gives=Indicators(), query=filters.QUERY)
def list_indicators() -> Response:
    """One piece of the list."""
    with runtime().database.reading() as session:
        found, last = queries.newest(session, filters.asked(), paging.limit(), paging.after_moment())
        return paging.collection(presenting.items(found), last)


@api.post("")
@allow(writers)
@describe("Define what a unit, a division or the region measures", takes=NEW, gives=Indicator(), status=201)
def define() -> AnyResponse:
    """Without unit and division it is the region's."""
    given = doors.fields(NEW)
    units = directory_with({given["unit"]} if given["unit"] else set())
    return doors.perform(lambda work: operations.define_indicator(work, principal(), units, given), presenting.created)


@api.get("/<uuid:identifier>")
@allow(readers)
@describe("One indicator with its settings and what its chart says", gives=Indicator())
def indicator(identifier: object) -> AnyResponse:
    """One indicator; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.current(queries.one(session, str(identifier))))


@api.patch("/<uuid:identifier>")
@allow(writers)
@describe("Edit its definition; its chart is judged anew", takes=EDITED, gives=Indicator(), conditional=True)
def edit(identifier: object) -> AnyResponse:
    """Change the definition; fields left out stay as they are."""
    given, asked = doors.fields(EDITED), doors.version_asked()
    return doors.perform(
        lambda work: operations.edit_indicator(work, principal(), directory(), str(identifier), asked, given),
        presenting.current,
    )


@api.post("/<uuid:identifier>/phases")
@allow(writers)
@describe("Begin new limits from a period on, for a reason", takes=PHASE, gives=Indicator(), conditional=True)
def begin_phase(identifier: object) -> AnyResponse:
    """New limits from a period on."""
    given, asked = doors.fields(PHASE), doors.version_asked()
    return doors.perform(
        lambda work: phasing.begin_phase(
            work, principal(), directory(), str(identifier), asked, given["start"], given["reason"]
        ),
        presenting.current,
    )


@api.delete("/<uuid:identifier>/phases/<start>")
@allow(writers)
@describe("Let the limits go on from before; `start` is the phase's first day", gives=Indicator(), conditional=True)
def drop_phase(identifier: object, start: str) -> AnyResponse:
    """Take new limits back."""
    asked = doors.version_asked()
    try:
        first = parse(start).first
    except ValueError:
        raise NotFound(phasing.NO_PHASE) from None
    return doors.perform(
        lambda work: phasing.drop_phase(work, principal(), directory(), str(identifier), asked, first),
        presenting.current,
    )
