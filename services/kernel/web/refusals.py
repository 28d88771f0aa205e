"""Every refusal in one place: problem+json for programs, a page for people."""

import logging
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, jsonify, redirect, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from services.kernel import errors
from services.kernel.errors import Refusal
from services.kernel.web import forms
from services.kernel.web.context import asked_path, say, without_number

log = logging.getLogger(__name__)

# What people are told about errors that Flask itself raises.
TOLD = {
    400: (errors.Unreadable, N_("Check how the request is written.")),
    404: (errors.NotFound, N_("Check the address, or begin at the home page.")),
    405: (errors.WrongMethod, N_("This address does not take that method.")),
    413: (errors.TooLarge, N_("Send at most 1 MiB.")),
    415: (errors.WrongType, N_("Send application/json.")),
}


class Failure(Refusal):
    """Something broke on our side."""

    status = 500
    title = N_("Something went wrong")


class Away(Refusal):
    """The database is away for a moment."""

    status = 503
    title = N_("Not available right now")


def install(app: Flask) -> None:
    """Answer refusals, Flask's own errors and failures."""
    app.register_error_handler(Refusal, answer)
    app.register_error_handler(HTTPException, _of_flask)
    app.register_error_handler(OperationalError, _away)
    app.register_error_handler(InterfaceError, _away)
    app.register_error_handler(Exception, _failure)


def wants_page() -> bool:
    """Whether a person is asking: not below /api/, not a probe, and not a program that asks for JSON alone."""
    if request.path.startswith("/api/v1/") or request.path.endswith(".json") or request.blueprint == "probes":
        return False
    return request.accept_mimetypes.accept_html or not request.accept_mimetypes.accept_json


def answer(refusal: Refusal) -> AnyResponse:
    """The refusal as problem+json or as a page, in the language asked for."""
    if isinstance(refusal, errors.SignInNeeded) and wants_page():
        return _sign_in()
    return _answer(refusal, refusal.status)


def _answer(refusal: Refusal, status: int) -> AnyResponse:
    response = _page(refusal, status) if wants_page() else _problem(refusal, status)
    response.status_code = status
    if refusal.status == errors.NotReady.status:
        response.headers["Retry-After"] = "2"
    if refusal.status == errors.SignInNeeded.status:
        response.headers["WWW-Authenticate"] = 'Bearer realm="leanstream"'
    return response


def _sign_in() -> AnyResponse:
    """Ask to sign in: what was typed comes along, a mere look comes back to where it was going."""
    if request.method == "POST":
        try:
            return forms.keep_over_sign_in()
        except HTTPException as unreadable:
            return _of_flask(unreadable)
    return redirect("/sign-in?" + urlencode({"next": asked_path()}), 303)


def _problem(refusal: Refusal, status: int) -> AnyResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": say(refusal.title),
        "status": status,
        "detail": say(refusal.detail),
        "instance": without_number(request.path),
        "request_id": g.get("request_id"),
    }
    if refusal.errors:
        body["errors"] = {name: [say(each) for each in texts] for name, texts in refusal.errors.items()}
    response = jsonify(body)
    response.content_type = "application/problem+json"
    return response


def _page(refusal: Refusal, status: int) -> AnyResponse:
    todo = [say(each) for texts in refusal.errors.values() for each in texts]
    return Response(
        render_template(
            "kernel/error.html",
            status=status,
            title=say(refusal.title),
            happened=say(refusal.detail),
            saved=say(N_("Nothing was saved.")) if request.method == "POST" else "",
            todo=" ".join(todo),
            request_id=g.get("request_id"),
        )
    )


def _of_flask(error: HTTPException) -> AnyResponse:
    if error.code is not None and error.code < 400:
        return error.get_response()
    kind, detail = TOLD.get(error.code or 500, (Failure, N_("The request was refused.")))
    response = _answer(kind(detail), error.code or Failure.status)
    if isinstance(error, RequestEntityTooLarge):
        # What was not read would be taken for the next request of the same connection.
        response.headers["Connection"] = "close"
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _away(error: Exception) -> AnyResponse:
    path = without_number(request.path)
    log.error("%s %s: the database is away: %s", request.method, path, type(error).__name__)
    # A page for somebody names their unit, which only the database knows.
    g.held = None
    response = answer(Away(N_("The database does not answer. Nothing was saved; try again in a minute.")))
    response.headers["Retry-After"] = "5"
    return response


def _failure(error: Exception) -> AnyResponse:
    log.error("%s %s failed", request.method, without_number(request.path), exc_info=error)
    return answer(
        Failure(N_("Nothing more is known yet. Try again; if it goes on, tell the administrator the number below."))
    )
