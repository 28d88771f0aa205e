"""The way from a request to an operation and back, the same for both doors (HTML form and JSON).

`perform` runs an operation in one unit of work. When the request carries an Idempotency-Key, what was answered
is stored in that same transaction, per actor and for a day, with a hash of what was asked: a repetition is
answered with the first answer and writes nothing, another request under the same key is refused.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from flask import Response, g, request
from marshmallow import Schema
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_, Message
from services.kernel import tables
from services.kernel.errors import Invalid, Refusal, Stale, Unreadable, VersionNeeded, WrongType
from services.kernel.web import forms
from services.kernel.web.context import principal, runtime
from services.kernel.work import Repeatable, Work

KEY_LENGTH = 255
# A version, quoted or not; a compressed answer's ETag names its encoding after a colon.
ETAG = re.compile('(?:W/)?"?([0-9]{1,18})(?::[a-z]+)?"?')
REUSED_KEY = N_("This Idempotency-Key was used for another request. Nothing was saved; send this one with a new key.")
REUSED_FORM = N_("What you sent first was saved. This is different: send it again if you mean it as another.")
Answer = dict[str, Any]
Thing = TypeVar("Thing")


def body() -> Any:  # noqa: ANN401 (any JSON)
    """The JSON sent; raises WrongType or Unreadable."""
    if request.mimetype != "application/json":
        raise WrongType(N_("Send the fields as application/json."))
    try:
        return json.loads(request.get_data(cache=True).decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as broken:
        raise Unreadable(N_("The body is not JSON in UTF-8. Check brackets, quotation marks and commas.")) from broken


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def fields(schema: Schema) -> dict[str, Any]:
    """The JSON object sent, as the schema takes it; raises Invalid naming each field that cannot be taken."""
    sent = body()
    if not isinstance(sent, dict):
        raise Unreadable(N_('Send one JSON object: {"field": value, …}.'))
    return forms.load(schema, sent)


def version_asked() -> int | None:
    """The version a change is based on, from If-Match; None for `*`. Raises VersionNeeded, Stale."""
    value = request.headers.get("If-Match") or request.form.get("version")
    if not value:
        raise VersionNeeded(N_("Send If-Match with the ETag of the version you have read."))
    if value == "*":
        return None
    version = ETAG.fullmatch(value.strip())
    if not version:
        raise Stale(N_("If-Match names no version of this thing. Read it again and use its ETag."))
    return int(version[1])


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def perform(operation: Callable[[Work], Thing], present: Callable[[Thing], Answer]) -> AnyResponse:
    """Run an operation in a unit of work and answer with what `present` makes of its result.

    `present` gives {"status", "body"?, "location"?, "etag"?}; it is called before the commit that makes it true.
    """
    repeatable = _repeatable(present)
    try:
        with runtime().work(g.get("trace"), repeatable) as work:
            result = operation(work)
            answer = work.answer if work.answer is not None else present(result)
    except (IntegrityError, Refusal):
        # A repetition fails on what the first did, at the latest on its key, and is answered as the first was.
        # Asking beforehand would cost every first request a journey to the database.
        stored = _stored(repeatable) if repeatable else None
        if not stored:
            raise
        return respond(stored)
    return respond(answer)


def respond(answer: Answer) -> AnyResponse:
    """An answer as a response: JSON with a body, else a redirect."""
    if "body" in answer:
        response = Response(msgspec.json.encode(answer["body"]), content_type="application/json")
    else:
        response = Response()
    response.status_code = answer["status"]
    if "location" in answer:
        response.headers["Location"] = answer["location"]
    if "etag" in answer:
        response.headers["ETag"] = answer["etag"]
        response.make_conditional(request)
    return response


def _repeatable(present: Callable[[Any], Answer]) -> Repeatable | None:
    key = request.headers.get("Idempotency-Key") or request.form.get(forms.KEY)
    if not key:
        return None
    if len(key) > KEY_LENGTH or not key.isprintable():
        text = N_("An Idempotency-Key has at most %(most)d characters, none of them a control character.")
        raise Unreadable(Message(text, most=KEY_LENGTH))
    # Only its hash is kept: a key is the sender's own text, and a random one may look like a person's number.
    return Repeatable(principal().id, hashlib.sha256(key.encode()).hexdigest(), _digest(), present)


def _digest() -> str:
    """A hash of what is asked; a form's own tokens do not count."""
    if request.form:
        said = json.dumps(sorted(forms.typed(request.form).items()), ensure_ascii=False).encode()
    else:
        said = request.get_data(cache=True)
    asked = [request.method.encode(), request.path.encode(), request.query_string, said]
    return hashlib.sha256(b"\0".join(asked)).hexdigest()


def _stored(repeatable: Repeatable) -> Answer | None:
    idempotency = tables.idempotency.c
    with runtime().database.reading() as session:
        row = session.execute(
            select(idempotency.digest, idempotency.answer).where(
                idempotency.actor == repeatable.actor, idempotency.key == repeatable.key
            )
        ).first()
    if row is None:
        return None
    if row.digest != repeatable.digest:
        text = REUSED_FORM if request.form else REUSED_KEY
        raise Invalid({"Idempotency-Key": [text]}, text)
    stored: Answer = json.loads(row.answer)
    return stored


def created(body: Mapping[str, Any], location: str, version: int) -> Answer:
    """The answer to a POST that made a thing."""
    return {"status": 201, "body": body, "location": location, "etag": etag(version)}


def current(body: Mapping[str, Any], version: int) -> Answer:
    """The answer with a thing as it is now."""
    return {"status": 200, "body": body, "etag": etag(version)}


def see(location: str) -> Answer:
    """The answer to a form: go and look there."""
    return {"status": 303, "location": location}
