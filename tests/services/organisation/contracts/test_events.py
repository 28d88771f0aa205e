"""AsyncAPI and JSON Schemas, held against real events."""

import json
from typing import Any

import jsonschema
import msgspec
import pytest
from sqlalchemy import select

from schemas import events
from services.kernel import tables
from services.kernel.service import Runtime
from services.kernel.web.application import create_app
from services.organisation.contracts.events import asyncapi


def resolved(document: dict[str, Any], reference: str) -> object:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def references(node: object) -> list[str]:
    if isinstance(node, dict):
        return [text for name, value in node.items() for text in ([value] if name == "$ref" else references(value))]
    return [text for each in node for text in references(each)] if isinstance(node, list) else []


def test_every_event_type_is_a_message_of_its_topics_channel() -> None:
    document = asyncapi()
    assert document["asyncapi"] == "3.0.0"
    for topic, types in events.TOPICS.items():
        assert set(document["channels"][topic]["messages"]) == set(types)


def test_every_reference_leads_somewhere() -> None:
    document = asyncapi()
    found = references(document)
    assert len(found) > len(events.ALL)
    assert all(resolved(document, each) for each in found)


@pytest.mark.parametrize("event_type", sorted(events.ALL))
def test_every_dataschema_is_served_and_stands_alone(runtime: Runtime, event_type: str) -> None:
    answer = create_app(runtime).test_client().get(f"/schemas/{event_type}.json")
    assert answer.content_type == "application/schema+json"
    schema = json.loads(answer.text)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{runtime.origin.schemas_url}/{event_type}.json"
    assert all(resolved(schema, each) for each in references(schema))


def test_real_events_are_what_their_schemas_say(runtime: Runtime) -> None:
    web = create_app(runtime).test_client()
    with runtime.database.reading() as session:
        told = [msgspec.json.decode(each) for each in session.scalars(select(tables.outbox.c.envelope))]
    assert {each["type"] for each in told} >= {"org.leanstream.unit.changed.v1", "org.leanstream.division.created.v1"}
    for each in told:
        path = each["dataschema"].removeprefix(runtime.settings.public_url)
        jsonschema.validate(each["data"], web.get(path).json, jsonschema.Draft202012Validator)


def test_an_unknown_type_has_no_schema(runtime: Runtime) -> None:
    answer = create_app(runtime).test_client().get("/schemas/org.example.nothing.json")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_the_contracts_need_no_sign_in(runtime: Runtime) -> None:
    web = create_app(runtime).test_client()
    page = web.get("/api/docs", headers={"Accept": "text/html", "Accept-Language": "en"})
    assert page.status_code == 200
    for collection in ("improvements", "scorecards", "units", "divisions", "people", "clients"):
        assert f'href="/api/v1/{collection}/openapi.json"' in page.text
    assert web.get("/asyncapi.json").json["channels"]
