"""The administrator's pages for API clients: the list, the form that makes one, its token once, and revoking."""

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.organisation import ClientInput
from schemas.roles import ROLES as EVERY_ROLE
from services.kernel.clock import now
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, holders
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form
from services.organisation import changes, operations
from services.organisation.clients import queries
from services.organisation.clients.views import making
from services.organisation.words import ROLES

pages = Blueprint("clients", __name__)
administrators = holders(roles.ADMIN)
CLIENTS = "/organisation/clients"
NEW = "/organisation/new-client"
LISTS = frozenset({"roles"})


@pages.get(CLIENTS)
@allow(administrators)
def clients() -> str:
    """Every client."""
    with runtime().database.reading() as session:
        found = queries.listed(session)
    in_use = sum(1 for each in found if not each.revoked_at and each.expires_at > now())
    return render_template("organisation/clients.html", clients=found, in_use=in_use, now=now(), role_words=ROLES)


@pages.get(NEW)
@allow(administrators)
def new_client() -> str:
    """The form for another client."""
    return _form(Form())


@pages.post(NEW)
@allow(administrators)
@forms.gives_back
def make_client() -> AnyResponse:
    """Make it and show its token; the same form sent again shows the list."""
    form = forms.posted(LISTS)

    def act() -> AnyResponse:
        given = forms.load(ClientInput(), form.values)
        answer, made = making.make(given, lambda _: doors.see(CLIENTS))
        if made is None:
            return answer
        return make_response(render_template("organisation/client_token.html", client=made[0], token=made[1]), 201)

    return forms.handle(form, _form, act)


def _form(form: Form) -> str:
    return render_template(
        "organisation/client_form.html",
        form=form,
        roles=[(role, *map(gettext, ROLES[role])) for role in EVERY_ROLE],
        days=runtime().settings.token_days,
    )


@pages.get(f"{CLIENTS}/<identifier>")
@allow(administrators)
def client(identifier: str) -> str:
    """One, what was done to it, and the button that revokes it."""
    with runtime().database.reading() as session:
        history = changes.of(session, "client", identifier)
        return render_template(
            "organisation/client.html",
            it=queries.client(session, identifier),
            history=history,
            actors=changes.actors(session, history),
            now=now(),
            role_words=ROLES,
            form=Form(),
        )


@pages.post(f"{CLIENTS}/<identifier>/revoke")
@allow(administrators)
def revoke_client(identifier: str) -> AnyResponse:
    """Revoke it."""
    answer = doors.perform(
        lambda work: operations.revoke_client(work, principal(), identifier), lambda _: doors.see(CLIENTS)
    )
    runtime().known.forget()
    return answer
