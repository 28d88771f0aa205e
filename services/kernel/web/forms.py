"""Forms: what was typed, what is wrong with it, and the proof that one of our own pages sent it.

A form carries a form token bound to the session and a hidden idempotency key. A form that cannot be taken comes
back with everything typed. A form whose session ended meanwhile is kept in the sign-in page and given back after.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, current_app, g, make_response, render_template, request
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from services.kernel.errors import Errors, Invalid, NotAllowed
from services.kernel.web.context import held, runtime, say

# A visitor who has not signed in yet has no session to bind a form to; this cookie stands in for it.
VISITOR_COOKIE = "leanstream_visitor"
TOKEN = "form_token"  # noqa: S105 (the field's name)
KEY = "idempotency_key"
GIVEN_BACK = "given_back"
OWN_FIELDS = frozenset({TOKEN, KEY, GIVEN_BACK})

View = TypeVar("View", bound=Callable[..., Any])
Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Form:
    """What a form shows: typed values by field name, and per field what to mend, already translated."""

    values: Typed = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def refused(self, errors: Errors) -> "Form":
        """The same form with what is wrong, and a new key: the next attempt is another request."""
        return Form(self.values, {name: [say(each) for each in texts] for name, texts in errors.items()})


def typed() -> dict[str, str | list[str]]:
    """What was typed: a list where a name came several times or ends in `[]`."""
    values: dict[str, str | list[str]] = {}
    for name, texts in request.form.lists():
        if name in OWN_FIELDS:
            continue
        if name.endswith("[]"):
            values[name[:-2]] = texts
        else:
            values[name] = texts[-1]
    return values


def posted() -> Form:
    """The form as it was sent."""
    return Form(typed(), key=request.form.get(KEY) or secrets.token_urlsafe(16))


def load(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the schema takes them; raises Invalid naming each that it does not."""
    try:
        loaded: dict[str, Any] = schema.load(values)
    except ValidationError as wrong:
        raise Invalid(flat(wrong.messages)) from None
    return loaded


def flat(messages: Any, prefix: str = "") -> dict[str, list[str]]:  # noqa: ANN401 (marshmallow nests lists and dicts)
    """Marshmallow's nested messages as {"expected_benefit.0.amount": [text]}."""
    if isinstance(messages, list):
        return {prefix or "_body": messages}
    found: dict[str, list[str]] = {}
    for name, inner in messages.items():
        found |= flat(inner, f"{prefix}.{name}" if prefix else ("_body" if name == "_schema" else str(name)))
    return found


def form_token() -> str:
    """The token for a form of this page."""
    return runtime().signer.form_token(_bound_to())


def _bound_to() -> str:
    known = held()
    if known is not None:
        return known.id
    if "visitor" not in g:
        g.visitor = request.cookies.get(VISITOR_COOKIE) or secrets.token_urlsafe(16)
    return str(g.visitor)


def install(app: Flask) -> None:
    """Check every form before its view, and give back what was typed when the session has ended."""
    app.before_request(_refuse_forged)
    app.after_request(_remember_visitor)


def _refuse_forged() -> Any:  # noqa: ANN401 (a response, or None to go on)
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return None
    bearer = request.headers.get("Authorization", "").lower().startswith("bearer ")
    if bearer:
        return None
    token = request.form.get(TOKEN) or request.headers.get("X-Form-Token", "")
    if runtime().signer.form_token_is_for(token, _bound_to()):
        return None
    if GIVEN_BACK in request.form and getattr(current_app.view_functions.get(request.endpoint or ""), "gives_back", False):
        g.given_back = True
        return None
    raise NotAllowed(N_("This form did not come from a page of yours. Open the page again and send it from there."))


def gives_back(view: View) -> View:
    """Mark a view whose form may come back after a sign-in; it goes through `handle`, which writes nothing then."""
    view.gives_back = True  # type: ignore[attr-defined] # a function takes attributes
    return view


def handle(form: Form, show: Callable[[Form], str], act: Callable[[], AnyResponse]) -> AnyResponse:
    """Carry out what a form asks; show it again, all typed, when fields are wrong or it comes from a sign-in."""
    if g.get("given_back"):
        return make_response(show(Form(form.values)))
    try:
        return act()
    except Invalid as refused:
        return make_response(show(form.refused(refused.errors)), refused.status)


def keep_over_sign_in() -> AnyResponse:
    """The sign-in page, holding what was typed."""
    kept = [(name, text) for name, text in request.form.items(multi=True) if name not in {TOKEN, KEY, "password"}]
    return make_response(render_template("kernel/sign_in.html", form=Form({"next": request.path}), kept=kept), 401)


def _remember_visitor(response: Any) -> Any:  # noqa: ANN401 (Flask's response, whichever class)
    if "visitor" in g and g.visitor != request.cookies.get(VISITOR_COOKIE):
        response.set_cookie(VISITOR_COOKIE, g.visitor, httponly=True, secure=request.is_secure, samesite="Lax")
    return response
