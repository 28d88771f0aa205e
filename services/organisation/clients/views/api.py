"""The door for programs: /api/v1/clients, for administrators."""

import msgspec
from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.organisation import ClientInput, ClientOutput, NewClient, page_of
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, holders
from services.kernel.web.context import principal, runtime
from services.kernel.web.openapi import describe
from services.organisation import operations
from services.organisation.clients import queries
from services.organisation.clients.views import making
from services.organisation.clients.views.making import CLIENTS, Made

api = Blueprint("clients_api", __name__, url_prefix=CLIENTS)
administrators = holders(roles.ADMIN)


@api.get("")
@allow(administrators)
@describe("API clients, oldest first", gives=page_of(ClientOutput), query=paging.QUERY)
def list_clients() -> Response:
    """One piece of the list."""
    limit, (after,) = paging.limit(), paging.cursor(1) or [""]
    with runtime().database.reading() as session:
        found = queries.listed(session, after, limit + 1)
        last = [found[limit - 1].id] if len(found) > limit else None
        return paging.collection([making.client(each) for each in found[:limit]], last)


@api.post("")
@allow(administrators)
@describe("Make an API client; its token is shown this once", takes=ClientInput(), gives=NewClient(), status=201)
def make_client() -> AnyResponse:
    """Make one; a repeated request is answered without the token."""
    given = doors.fields(ClientInput())
    answer, made = making.make(given, _without_token)
    if made:
        answer.set_data(msgspec.json.encode(making.client(made[0]) | {"token": made[1]}))
    return answer


def _without_token(made: Made) -> doors.Answer:
    client, _ = made
    return doors.created(making.client(client), f"{CLIENTS}/{client.id}", client.version)


@api.get("/<identifier>")
@allow(administrators)
@describe("One API client", gives=ClientOutput())
def client(identifier: str) -> AnyResponse:
    """One, without its token, of which only a hash is kept."""
    with runtime().database.reading() as session:
        return doors.respond(making.present_client(queries.client(session, identifier)))


@api.delete("/<identifier>")
@allow(administrators)
@describe("Revoke an API client", gives=ClientOutput())
def revoke_client(identifier: str) -> AnyResponse:
    """Let no service take its token any more; the client stays in the list, with the moment."""
    answer = doors.perform(lambda work: operations.revoke_client(work, principal(), identifier), making.present_client)
    runtime().known.forget()
    return answer
