"""A photograph among the fields of a request, and the room a request with one needs.

The body of a form is read before its view is called, to see who sent it. So a blueprint says beforehand which of
its views take photographs; every other keeps the ordinary limit.
"""

from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from services.kernel.errors import TooLarge
from services.kernel.web import refusals
from services.observations.photographs import images
from services.observations.photographs.images import Picture

FIELD = "photograph"
# The photograph, and everything else that a form may hold.
BODY_LIMIT = images.MOST_BYTES + 1024 * 1024


def takes_photographs(blueprint: Blueprint, *views: str) -> None:
    """Let these views of a blueprint, by the names of their functions, take a request with a photograph."""
    endpoints = {f"{blueprint.name}.{view}" for view in views}

    def make_room(endpoint: str | None, _: dict[str, Any] | None) -> None:
        if endpoint in endpoints:
            request.max_content_length = BODY_LIMIT

    blueprint.url_value_preprocessor(make_room)
    blueprint.register_error_handler(RequestEntityTooLarge, _too_large)


def was_chosen() -> bool:
    """Whether a form came with a file for its photograph, be it a picture or not."""
    return bool(request.files[FIELD].filename) if FIELD in request.files else False


def uploaded() -> Picture | None:
    """The photograph of a form; None where none was chosen. Raises Invalid for what is no picture."""
    if not was_chosen():
        return None
    # One byte more tells what is too large from what just fits.
    return images.shrunk(request.files[FIELD].stream.read(images.MOST_BYTES + 1))


def _too_large(_: RequestEntityTooLarge) -> AnyResponse:
    room = request.max_content_length == BODY_LIMIT
    response = refusals.answer(TooLarge(images.TOO_LARGE if room else N_("Send at most 1 MiB.")))
    # What was not read would be taken for the next request of the same connection.
    response.headers["Connection"] = "close"
    return response
