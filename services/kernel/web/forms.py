"""Forms: what was typed, what is wrong with it, and the proof that one of our own pages sent it.

A form carries a form token bound to the session and a hidden idempotency key. A form that cannot be taken comes
back with everything typed. A form whose session ended meanwhile is kept in the sign-in page and given back after.
"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from flask import Flask, current_app, g, make_response, render_template, request
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response as AnyResponse

from schemas.identity_numbers import holds_identity_number
from schemas.messages import N_, REQUIRED
from services.kernel.errors import Errors, Invalid, NotAllowed, Stale
from services.kernel.web.access import bears_token
from services.kernel.web.context import held, runtime, say

# A visitor who has not signed in yet has no session to bind a form to; this cookie stands in for it.
VISITOR_COOKIE = "leanstream_visitor"
TOKEN = "form_token"  # noqa: S105 (the field's name)
KEY = "idempotency_key"
GIVEN_BACK = "given_back"
OWN_FIELDS = frozenset({TOKEN, KEY, GIVEN_BACK})
NAME_LENGTH = 64

# What marshmallow says by itself, as we say it.
MARSHMALLOW = {
    "Unknown field.": N_("There is no such field here. Check its name, or leave it out."),
    "Invalid input type.": N_('Give an object here: {"field": value, …}.'),
    "Invalid type.": N_('Give an object here: {"field": value, …}.'),
    "Field may not be null.": REQUIRED,
}

View = TypeVar("View", bound=Callable[..., Any])
Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Form:
    """What a form shows: typed values by field name, and per field what to mend, already translated."""

    values: Typed = field(default_factory=dict)
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    # Whether somebody else changed the thing after this form was opened.
    overtaken: bool = False

    def refused(self, errors: Errors) -> "Form":
        """The same form with what is wrong, and a new key: the next attempt is another request."""
        return Form(self.values, {name: [say(each) for each in texts] for name, texts in errors.items()})

    def overtaken_by(self, refusal: Stale) -> "Form":
        """The same form for a page that shows what stands now: somebody else was faster."""
        values = {**self.values, "version": str(refusal.present or "")}
        return replace(self.refused({"version": [refusal.detail]}), values=values, overtaken=True)


def typed(lists: Collection[str] = ()) -> dict[str, str | list[str]]:
    """What was typed; `lists` names the fields that may hold several values."""
    return {
        name: texts if name in lists else texts[-1] for name, texts in request.form.lists() if name not in OWN_FIELDS
    }


def posted(lists: Collection[str] = ()) -> Form:
    """The form as it was sent."""
    return Form(typed(lists), key=request.form.get(KEY) or secrets.token_urlsafe(16))


def load(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the schema takes them; raises Invalid naming each that it does not."""
    try:
        loaded: dict[str, Any] = schema.load(values)
    except ValidationError as wrong:
        raise Invalid(flat(wrong.messages)) from None
    return loaded


def _said(text: str) -> str:
    """A text of marshmallow's own in our words; ours as they are."""
    return MARSHMALLOW.get(text, text)


def flat(messages: Any, prefix: str = "") -> dict[str, list[str]]:  # noqa: ANN401 (marshmallow nests lists and dicts)
    """Marshmallow's nested messages as {"expected_benefit.0.amount": [text]}."""
    if isinstance(messages, list):
        return {prefix or "_body": [_said(text) for text in messages]}
    found: dict[str, list[str]] = {}
    for key, inner in messages.items():
        # A key that nobody asked for is the sender's own words, and may be what must not be repeated.
        name = "_unknown" if holds_identity_number(str(key)) else str(key)[:NAME_LENGTH]
        # Marshmallow calls an object as a whole its _schema.
        found |= flat(inner, ".".join(filter(None, (prefix, "" if name == "_schema" else name))))
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


def gives_back(view: View) -> View:
    """Mark a view whose form may come back after a sign-in; it goes through `handle`, which writes nothing then."""
    view.gives_back = True  # type: ignore[attr-defined] # a function takes attributes
    return view


def handle(form: Form, show: Callable[[Form], str], act: Callable[[], AnyResponse]) -> AnyResponse:
    """Carry out what a form asks; show it again, all typed, when it cannot be taken or comes from a sign-in."""
    if g.get("given_back"):
        return make_response(show(Form(form.values)))
    try:
        return act()
    except Invalid as refused:
        return make_response(show(form.refused(refused.errors)), refused.status)
    except Stale as refused:
        return make_response(show(form.overtaken_by(refused)), refused.status)


def keep_over_sign_in() -> AnyResponse:
    """The sign-in page, holding what was typed."""
    kept = [(name, text) for name, text in request.form.items(multi=True) if name not in {TOKEN, KEY, "password"}]
    return make_response(render_template("kernel/sign_in.html", form=Form({"next": request.path}), kept=kept), 401)


def install(app: Flask) -> None:
    """Check every form before its view, and remember a visitor's form."""
    app.before_request(_refuse_forged)
    app.after_request(_remember_visitor)


def _refuse_forged() -> None:
    if request.method in {"GET", "HEAD", "OPTIONS"} or request.endpoint is None:
        return
    if bears_token():
        # A browser never sends a bearer token by itself, so nobody can forge such a request.
        return
    token = request.form.get(TOKEN) or request.headers.get("X-Form-Token", "")
    if runtime().signer.form_token_is_for(token, _bound_to()):
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if GIVEN_BACK in request.form and getattr(view, "gives_back", False):
        g.given_back = True
        return
    raise NotAllowed(N_("This form did not come from a page of yours. Open the page again and send it from there."))


def _remember_visitor(response: Any) -> Any:  # noqa: ANN401 (Flask's response, whichever class)
    if "visitor" in g and g.visitor != request.cookies.get(VISITOR_COOKIE):
        response.set_cookie(VISITOR_COOKIE, g.visitor, httponly=True, secure=request.is_secure, samesite="Lax")
    return response
