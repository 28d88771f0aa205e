"""Lists in pieces: `limit` and an opaque cursor, the next piece as Link: rel="next"."""

import base64
import json
import re
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, jsonify, request
from marshmallow import ValidationError, fields

from schemas.fields import Identifier, Moment
from schemas.messages import N_
from services.kernel.errors import Invalid

USUAL, MOST = 50, 500
WHOLE = re.compile("0*([1-9][0-9]*)")
Cursor = list[str]
T = TypeVar("T")
# What a described list says of its own parameters.
QUERY = {"limit": "50 unless given, at most 500", "cursor": "From the Link header of the piece before"}


def limit() -> int:
    """How many items are asked for: 50 unless told, at most 500, larger is taken as 500."""
    text = request.args.get("limit", "").strip() or str(USUAL)
    number = WHOLE.fullmatch(text)
    if not number:
        raise Invalid({"limit": [N_("Write a whole number of at least 1.")]})
    # Python reads no number of thousands of digits; four are more than enough.
    return min(int(number[1][:4]), MOST)


def cursor(parts: int) -> Cursor | None:
    """Where the last piece ended, as that many texts; raises Invalid for a cursor that we did not give."""
    text = request.args.get("cursor")
    if not text:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or len(found) != parts or not all(isinstance(each, str) for each in found):
        raise not_ours()
    return found


def after(ordered_by: fields.Field[T]) -> tuple[T, str] | None:
    """Where the piece before ended in a list by that field and id; raises Invalid for a cursor that we did not give."""
    found = cursor(2)
    if found is None:
        return None
    try:
        return ordered_by.deserialize(found[0]), Identifier(required=True).deserialize(found[1])
    except ValidationError:
        raise not_ours() from None


def after_moment() -> tuple[datetime, str] | None:
    """The same for the usual list, which is by moment."""
    return after(Moment(required=True))


def not_ours() -> Invalid:
    """The refusal of a cursor that we did not give."""
    return Invalid({"cursor": [N_("Use the cursor from the Link header of the piece before, unchanged.")]})


def next_path(last: Cursor | None) -> str | None:
    """The path of the next piece with the same filters; None at the end."""
    if last is None:
        return None
    packed = base64.urlsafe_b64encode(json.dumps(last).encode()).rstrip(b"=").decode()
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{request.path}?{urlencode([*asked, ('cursor', packed)])}"


def collection(items: list[dict[str, Any]], last: Cursor | None) -> Response:
    """The answer with one piece of a list."""
    response = jsonify({"items": items})
    following = next_path(last)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response
