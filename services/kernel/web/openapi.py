"""OpenAPI 3.1 of a service, made from what each API view declares and the schemas it uses.

A view says `@describe(...)`; the same declaration is what the tests check real answers against.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Flask, Response, current_app, jsonify
from marshmallow import Schema
from werkzeug.routing import Rule

from schemas.problems import Problem
from services.kernel.service import Service
from services.kernel.web.access import allow, everyone

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Description:
    """What an API view takes and gives."""

    summary: str
    takes: Schema | None = None
    gives: Schema | None = None
    status: int = 200
    # Other statuses that give the same: 200 where 201 is only for what was new.
    also: tuple[int, ...] = ()
    # Query parameters: name → what it means.
    query: dict[str, str] = field(default_factory=dict)
    # Whether If-Match is required.
    conditional: bool = False
    refuses: tuple[int, ...] = (401, 403)


def describe(summary: str, **told: Any) -> Callable[[View], View]:  # noqa: ANN401 (the fields of Description)
    """Declare what a view takes and gives; see Description."""

    def mark(view: View) -> View:
        view.description = Description(summary, **told)  # type: ignore[attr-defined] # a function takes attributes
        return view

    return mark


def blueprint(service: Service) -> Blueprint:
    """The service's own description, at each of its collections."""
    pages = Blueprint("openapi", __name__)
    for collection in service.collections:
        path = f"/api/v1/{collection}"

        @pages.get(f"{path}/openapi.json", endpoint=collection.replace("-", "_"))
        @allow(everyone)
        def contract(path: str = path) -> Response:
            return jsonify(document(current_app, path))

    return pages


def document(app: Flask, below: str) -> dict[str, Any]:
    """The OpenAPI document of every described route at or below a path."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda schema: _class_of(schema).__name__)
    spec = APISpec(
        title=f"leanstream {app.name}",
        version="1",
        openapi_version="3.1.0",
        plugins=[plugin],
        security=[{"token": []}, {"session": []}],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "leanstream_session"})
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        view = app.view_functions[rule.endpoint]
        if hasattr(view, "description") and (rule.rule == below or rule.rule.startswith(below + "/")):
            spec.path(path=_path(rule), operations=_operations(rule, view.description), parameters=_in_path(rule))
    return spec.to_dict()


def _class_of(schema: Any) -> type[Schema]:  # noqa: ANN401 (apispec hands a class, an instance or a name)
    return schema if isinstance(schema, type) else type(schema)


def _path(rule: Rule) -> str:
    return "".join(f"{{{text}}}" if is_dynamic else text for is_dynamic, text in rule._trace if text != "|")  # noqa: SLF001 (werkzeug has no public way)


def _in_path(rule: Rule) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in sorted(rule.arguments)
    ]


def _operations(rule: Rule, told: Description) -> dict[str, Any]:
    method = next(each for each in sorted(rule.methods or ()) if each not in {"HEAD", "OPTIONS"}).lower()
    operation: dict[str, Any] = {"summary": told.summary, "responses": _responses(rule, told, method)}
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "query", "description": about, "schema": {"type": "string"}}
        for name, about in told.query.items()
    ]
    if told.conditional:
        parameters.append({"name": "If-Match", "in": "header", "required": True, "schema": {"type": "string"}})
    if method == "post":
        parameters.append({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255}})
    if parameters:
        operation["parameters"] = parameters
    if told.takes:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": told.takes}}}
    return {method: operation}


def _responses(rule: Rule, told: Description, method: str) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done"}
    if told.gives:
        success["content"] = {"application/json": {"schema": told.gives}}
    writes = (400, 409, 413, 415, 422) if method in {"post", "patch", "put", "delete"} else (422,)
    refused = {
        *told.refuses,
        *writes,
        503,
        *((412, 428) if told.conditional else ()),
        *((404,) if rule.arguments else ()),
    }
    problem = {"description": "Refused", "content": {"application/problem+json": {"schema": Problem}}}
    done = {str(status): success for status in (told.status, *told.also)}
    return done | {str(status): problem for status in sorted(refused)}
