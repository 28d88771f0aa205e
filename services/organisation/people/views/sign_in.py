"""Signing in and out, and the language of the pages; open to everybody.

A form whose session ended while somebody wrote comes here as fields named `kept.…`. They are carried through the
sign-in, wrong passwords included, and handed back to the page they were written on.
"""

import re
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.organisation import Credentials
from services.kernel.errors import Invalid
from services.kernel.language import LANGUAGES
from services.kernel.web import forms
from services.kernel.web.access import SESSION_COOKIE, allow, everyone, people, set_session
from services.kernel.web.application import LANGUAGE_COOKIE
from services.kernel.web.context import held, runtime
from services.kernel.web.forms import Form
from services.organisation import operations
from services.organisation.people.authentication import authenticate

pages = Blueprint("sign_in", __name__)
HOME = "/"
KEPT = "kept."
YEAR = 365 * 24 * 3600
# One slash and then no other, no backslash and nothing that browsers leave out: a path of ours.
OWN_PATH = re.compile(r"/(?!/)(?:(?!//)[!-\[\]-~\u00a1-\uffff])*")


def own_path(path: str) -> str:
    """The path when it is one of this site, else the home page; signing out is no place to come back to."""
    return path if OWN_PATH.fullmatch(path) and not path.startswith("/sign-in/") else HOME


@pages.get("/sign-in")
@allow(everyone)
def ask() -> str:
    """The form."""
    return _sign_in(Form({"next": own_path(request.args.get("next", HOME))}))


@pages.post("/sign-in")
@allow(everyone)
def sign_in() -> AnyResponse:
    """Begin a session; a wrong name and a wrong password are told the same way."""
    typed = {name: text for name, text in forms.typed().items() if name in {"name", "password"}}
    following = own_path(request.form.get("next", HOME))
    try:
        given = forms.load(Credentials(), typed)
        account = authenticate(lambda: runtime().work(g.get("trace")), given["name"], given["password"])
        with runtime().work(g.get("trace")) as work:
            begun = operations.begin_session(work, account, runtime().settings.session_hours)
    except Invalid as refused:
        form = Form({"name": typed.get("name", ""), "next": following})
        return make_response(_sign_in(form.refused(refused.errors)), refused.status)
    response = _go_on(following)
    set_session(response, begun)
    return response


def _sign_in(form: Form) -> str:
    return render_template("kernel/sign_in.html", form=form, kept=_kept())


def _kept() -> list[tuple[str, str]]:
    return [(name.removeprefix(KEPT), text) for name, text in request.form.items(multi=True) if name.startswith(KEPT)]


def _go_on(path: str) -> Response:
    kept = _kept()
    if kept:
        return make_response(render_template("kernel/give_back.html", action=path, kept=kept))
    return make_response(redirect(path, 303))


@pages.get("/sign-in/out")
@allow(everyone)
def signed_out() -> str:
    """Tells that nobody is signed in; somebody who is finds the button in the page's head."""
    return render_template("organisation/signed_out.html", still=held() is not None)


@pages.post("/sign-in/out")
@allow(people)
def sign_out() -> AnyResponse:
    """End the session everywhere and let the browser forget what it has seen."""
    with runtime().work(g.get("trace")) as work:
        operations.end_session(work, g.held)
    runtime().known.forget()
    g.signed_out, g.held = True, None
    response = make_response(render_template("organisation/signed_out.html", still=False))
    response.delete_cookie(SESSION_COOKIE)
    # Not its storage: notes that people kept there may wait to be sent. The page's script forgets all else in it.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.post("/language")
@allow(everyone)
def language() -> AnyResponse:
    """Remember the language and go back."""
    response: Any = redirect(own_path(request.form.get("next", HOME)), 303)
    chosen = request.form.get("lang", "")
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, secure=request.is_secure, samesite="Lax")
    return make_response(response)
