"""Serves the contracts to everybody: they tell nothing about people."""

from flask import Blueprint, Response, jsonify, render_template

from schemas.messages import N_
from services.kernel.errors import NotFound
from services.kernel.paths import ROOMS
from services.kernel.web.access import allow, everyone
from services.kernel.web.context import runtime
from services.organisation.contracts import events

pages = Blueprint("contracts", __name__)
API = "/api/v1/"


@pages.get("/api/docs")
@allow(everyone)
def docs() -> str:
    """The page for developers: where the contracts are, how to make and use a token."""
    collections = [
        (room.service, prefix.removeprefix(API), prefix)
        for room in ROOMS
        for prefix in room.prefixes
        if prefix.startswith(API)
    ]
    return render_template(
        "organisation/api.html",
        collections=collections,
        origin=runtime().settings.public_url.rstrip("/"),
        days=runtime().settings.token_days,
    )


@pages.get("/asyncapi.json")
@allow(everyone)
def asyncapi() -> Response:
    """The AsyncAPI document of all topics."""
    return jsonify(events.asyncapi())


@pages.get("/schemas/<event_type>.json")
@allow(everyone)
def schema(event_type: str) -> Response:
    """The JSON Schema of an event's data: what its `dataschema` names."""
    found = events.data_schema(event_type, f"{runtime().origin.schemas_url}/{event_type}.json")
    if found is None:
        raise NotFound(N_("There is no event type of this name."))
    response = jsonify(found)
    response.content_type = "application/schema+json"
    return response
