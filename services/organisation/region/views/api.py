"""The door for programs: /api/v1/divisions and /api/v1/units."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.organisation import (
    DivisionChange,
    DivisionInput,
    DivisionOutput,
    UnitChange,
    UnitInput,
    UnitOutput,
    UnitWithPeriods,
    page_of,
)
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, holders, readers
from services.kernel.web.context import principal, runtime
from services.kernel.web.openapi import describe
from services.organisation import operations
from services.organisation.region import queries
from services.organisation.region.views import presenting
from services.organisation.region.views.presenting import DIVISIONS, UNITS, today

api = Blueprint("region_api", __name__)
editors = holders(roles.ADMIN, roles.INTEGRATION)
QUERY = {
    "as_of": "A day, year-month-day: the state then; today unless given",
    "limit": "How many: 50 unless given, at most 500",
    "cursor": "Where the piece before ended, from its Link header",
}


@api.get(DIVISIONS)
@allow(readers)
@describe("Divisions of a day, by code", gives=page_of(DivisionOutput), query=QUERY)
def list_divisions() -> Response:
    """One piece of the list."""
    day, limit, (after,) = presenting.day_asked(), paging.limit(), paging.cursor(1) or [""]
    with runtime().database.reading() as session:
        found = queries.divisions_on(session, day, after, limit + 1)
        last = [found[limit - 1].code] if len(found) > limit else None
        return paging.collection([presenting.division(each) for each in found[:limit]], last)


@api.post(DIVISIONS)
@allow(editors)
@describe("Add a division", takes=DivisionInput(), gives=DivisionOutput(), status=201)
def add_division() -> AnyResponse:
    """Add one; its code cannot be changed later."""
    given = doors.fields(DivisionInput())
    return doors.perform(
        lambda work: operations.add_division(work, principal(), given, today()), presenting.new_division
    )


@api.get(f"{DIVISIONS}/<code>")
@allow(readers)
@describe("One division", gives=DivisionOutput())
def division(code: str) -> AnyResponse:
    """One; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.present_division(queries.division(session, code)))


@api.patch(f"{DIVISIONS}/<code>")
@allow(editors)
@describe("Change a division", takes=DivisionChange(partial=True), gives=DivisionOutput(), conditional=True)
def change_division(code: str) -> AnyResponse:
    """Change names and days; what is left out stays."""
    given, asked = doors.fields(DivisionChange(partial=True)), doors.version_asked()
    return doors.perform(
        lambda work: operations.change_division(work, principal(), code, given, asked), presenting.present_division
    )


@api.get(UNITS)
@allow(readers)
@describe("Units that exist on a day, each once, by code", gives=page_of(UnitOutput), query=QUERY)
def list_units() -> Response:
    """One piece of the list."""
    day, limit, (after,) = presenting.day_asked(), paging.limit(), paging.cursor(1) or [""]
    with runtime().database.reading() as session:
        found = queries.units_on(session, day, after, limit + 1)
        last = [found[limit - 1].code] if len(found) > limit else None
        return paging.collection([presenting.unit(each, day) for each in found[:limit]], last)


@api.post(UNITS)
@allow(editors)
@describe("Add a unit", takes=UnitInput(), gives=UnitWithPeriods(), status=201)
def add_unit() -> AnyResponse:
    """Add one; its code cannot be changed later."""
    given = doors.fields(UnitInput())
    return doors.perform(lambda work: operations.add_unit(work, principal(), given, today()), presenting.new_unit)


@api.get(f"{UNITS}/<code>")
@allow(readers)
@describe("One unit with every division it has belonged to", gives=UnitWithPeriods())
def unit(code: str) -> AnyResponse:
    """One; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.present_unit(queries.unit(session, code)))


@api.patch(f"{UNITS}/<code>")
@allow(editors)
@describe(
    "Rename, move, merge, close or open a unit again",
    takes=UnitChange(partial=True),
    gives=UnitWithPeriods(),
    conditional=True,
)
def change_unit(code: str) -> AnyResponse:
    """Change one; its past stays."""
    given, asked = doors.fields(UnitChange(partial=True)), doors.version_asked()
    return doors.perform(
        lambda work: operations.change_unit(work, principal(), code, given, asked, today=today()),
        presenting.present_unit,
    )
