"""Who may ask: every route declares its rule, and a route without one answers nobody.

The rule is about what the caller is; what depends on the thing itself (its unit, its submitter) is asked of the
model by the operation.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from schemas import roles
from schemas.messages import N_
from services.kernel.clock import now
from services.kernel.errors import NotAllowed, NotReady, SignInNeeded
from services.kernel.identity import Pass, Principal
from services.kernel.web.context import runtime

SESSION_COOKIE = "leanstream_session"
View = TypeVar("View", bound=Callable[..., Any])
Rule = Callable[[Principal | None], bool]


def everyone(_: Principal | None) -> bool:
    """No sign-in needed: sign-in itself, probes, contracts."""
    return True


def readers(principal: Principal | None) -> bool:
    """Everybody signed in, and clients that are more than a training module."""
    return principal is not None and any(role != roles.TRAINING for role in principal.roles)


def writers(principal: Principal | None) -> bool:
    """Those who submit and observe: the same as readers; which units is the operation's to ask."""
    return readers(principal)


def people(principal: Principal | None) -> bool:
    """Persons only: what belongs to a session."""
    return principal is not None and principal.kind == "person"


def holders(*wanted: str) -> Rule:
    """Those who hold one of these roles."""

    def rule(principal: Principal | None) -> bool:
        return principal is not None and principal.has(*wanted)

    return rule


def allow(rule: Rule) -> Callable[[View], View]:
    """Declare a view's rule."""

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined] # a function takes attributes
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """The rule a route declared."""
    view = app.view_functions[endpoint]
    return getattr(view, "access_rule", None)


def install(app: Flask) -> None:
    """Check every request before its view."""
    app.before_request(_admit)
    app.after_request(_sign_again)


def _admit() -> None:
    # An address that is nobody's is told so to everyone.
    rule = rule_of(current_app, request.endpoint) if request.endpoint else everyone
    if rule is not everyone and not runtime().known.ready():
        raise NotReady(N_("The service is still reading the organisation. Try again in a few seconds."))
    g.held = _presented()
    principal = g.held.principal if g.held else None
    if rule is not None and rule(principal):
        return
    if principal is None and bears_token():
        raise SignInNeeded(N_("The API token is not valid: it has expired, was revoked or was cut short."))
    if principal is None:
        raise SignInNeeded(N_("Sign in to go on, or send an API token as a bearer token."))
    raise NotAllowed(N_("Your role does not include this. Ask your unit's lead or the administrator."))


def bears_token() -> bool:
    """Whether the request brings an API token, good or bad; then no session counts."""
    return request.headers.get("Authorization", "").lower().startswith("bearer ")


def _presented() -> Pass | None:
    """The valid session or token of the request."""
    signer, moment = runtime().signer, now()
    if bears_token():
        held = signer.read_token(request.headers["Authorization"][len("bearer ") :].strip(), moment)
    else:
        held = signer.read_session(request.cookies.get(SESSION_COOKIE, ""), moment)
    return None if held is None or _is_denied(held) else held


def _is_denied(held: Pass) -> bool:
    # Nobody is trusted before the deny list has been read once.
    known = runtime().known
    return not known.ready() or known.denied(held)


def _sign_again(response: Any) -> Any:  # noqa: ANN401 (Flask's response, whichever class)
    held: Pass | None = g.get("held")
    if held is None or held.principal.kind != "person" or g.get("signed_out"):
        return response
    if response.cache_control.public:
        # What a shared cache keeps must carry nobody's session.
        return response
    renewed = runtime().signer.seen(held, now())
    if renewed:
        set_session(response, renewed)
    return response


def set_session(response: Any, held: Pass) -> None:  # noqa: ANN401 (as above)
    """Put the signed session into the browser until it expires."""
    response.set_cookie(
        SESSION_COOKIE,
        runtime().signer.session(held),
        expires=held.expires_at,
        httponly=True,
        secure=request.is_secure,
        samesite="Lax",
    )
