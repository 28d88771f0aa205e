"""AsyncAPI 3.0 of every topic, and JSON Schema of every event's data, made from the schemas in `schemas.events`."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from schemas import events
from schemas.events.envelope import CONTENT_TYPE, Envelope

DIALECT = "https://json-schema.org/draft/2020-12/schema"
COMPONENTS = "#/components/schemas/"
Document = dict[str, Any]


@cache
def asyncapi() -> Document:
    """The AsyncAPI document: a channel for each topic, a message for each event type."""
    types = {kind: schema for topic in events.TOPICS.values() for kind, schema in topic.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "leanstream events",
            "version": "1",
            "description": "CloudEvents 1.0, structured JSON. Each event carries the whole public state of its thing: "
            "of one subject only the event with the highest sequence counts. Topics stand here without the prefix "
            "of a site (leanstream unless set otherwise).",
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic: _channel(topic, kinds) for topic, kinds in events.TOPICS.items()},
        "operations": {f"publish-{topic}": _operation(topic, kinds) for topic, kinds in events.TOPICS.items()},
        "components": {
            "messages": {kind: _message(kind, schema) for kind, schema in types.items()},
            "schemas": _described([Envelope, *types.values()]),
        },
    }


def data_schema(event_type: str, address: str) -> Document | None:
    """The JSON Schema of an event type's data, as served at `address`; None for an unknown type."""
    schema = events.ALL.get(event_type)
    if schema is None:
        return None
    described = _described([schema])
    own = described.pop(schema.__name__)
    whole = {"$schema": DIALECT, "$id": address, "title": event_type, **own, "$defs": described}
    referring: Document = _with_references_to("#/$defs/", whole)
    return referring


def _channel(topic: str, types: Iterable[str]) -> Document:
    return {
        "address": topic,
        "description": f"What the {topic} service tells; the key is the event's partitionkey",
        "messages": {kind: {"$ref": f"#/components/messages/{kind}"} for kind in types},
    }


def _operation(topic: str, types: Iterable[str]) -> Document:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{topic}"},
        "messages": [{"$ref": f"#/channels/{topic}/messages/{kind}"} for kind in types],
    }


def _message(event_type: str, schema: type[Schema]) -> Document:
    own = {"type": {"const": event_type}, "data": {"$ref": f"{COMPONENTS}{schema.__name__}"}}
    return {
        "name": event_type,
        "title": f"{events.thing_of(event_type)} {event_type.split('.')[-2]}",
        "contentType": CONTENT_TYPE,
        "payload": {
            "allOf": [
                {"$ref": f"{COMPONENTS}{Envelope.__name__}"},
                {"type": "object", "required": ["data"], "properties": own},
            ]
        },
    }


def _described(schemas: Iterable[type[Schema]]) -> dict[str, Document]:
    """These schemas and those they hold, by name, as JSON Schema."""
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(title="", version="", openapi_version="3.1.0", plugins=[plugin])
    for schema in dict.fromkeys(schemas):
        if schema not in {known for known, *_ in plugin.converter.refs}:  # type: ignore[union-attr] # made with the spec
            spec.components.schema(schema.__name__, schema=schema)
    described: dict[str, Document] = spec.to_dict()["components"]["schemas"]
    return described


def _name(schema: Any) -> str:  # noqa: ANN401 (apispec hands a class or an instance)
    return schema.__name__ if isinstance(schema, type) else type(schema).__name__


def _with_references_to(place: str, node: Any) -> Any:  # noqa: ANN401 (any JSON)
    """The same JSON with references to components leading elsewhere."""
    if isinstance(node, dict):
        return {
            name: place + value.removeprefix(COMPONENTS) if name == "$ref" else _with_references_to(place, value)
            for name, value in node.items()
        }
    return [_with_references_to(place, each) for each in node] if isinstance(node, list) else node
