"""The door for programs: /api/v1/people, for administrators."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.organisation import PersonChange, PersonInput, PersonOutput, page_of
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, holders
from services.kernel.web.context import principal, runtime
from services.kernel.web.openapi import describe
from services.organisation import operations
from services.organisation.people import queries
from services.organisation.people.views import presenting
from services.organisation.people.views.presenting import PEOPLE

api = Blueprint("people_api", __name__, url_prefix=PEOPLE)
administrators = holders(roles.ADMIN)


@api.get("")
@allow(administrators)
@describe("People, by user name", gives=page_of(PersonOutput), query=paging.QUERY)
def list_people() -> Response:
    """One piece of the list."""
    limit, (after,) = paging.limit(), paging.cursor(1) or [""]
    with runtime().database.reading() as session:
        found = queries.listed(session, after, limit + 1)
        last = [found[limit - 1].name_key] if len(found) > limit else None
        return paging.collection([presenting.person(each) for each in found[:limit]], last)


@api.post("")
@allow(administrators)
@describe("Add a person", takes=PersonInput(), gives=PersonOutput(), status=201)
def add_person() -> AnyResponse:
    """Add one; without a password they cannot sign in with one."""
    given = doors.fields(PersonInput())
    return doors.perform(lambda work: operations.add_person(work, principal(), given), presenting.new_person)


@api.get("/<identifier>")
@allow(administrators)
@describe("One person", gives=PersonOutput())
def person(identifier: str) -> AnyResponse:
    """One; the ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.present_person(queries.account(session, identifier)))


@api.patch("/<identifier>")
@allow(administrators)
@describe("Change a person", takes=PersonChange(partial=True), gives=PersonOutput(), conditional=True)
def change_person(identifier: str) -> AnyResponse:
    """Change one; other roles, units or a new password end the person's sessions everywhere."""
    given, asked = doors.fields(PersonChange(partial=True)), doors.version_asked()
    answer = doors.perform(
        lambda work: operations.change_person(work, principal(), identifier, given, asked), presenting.present_person
    )
    runtime().known.forget()
    return answer
