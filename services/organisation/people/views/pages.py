"""The administrator's pages for people: the list, and the forms that add and change one."""

from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.organisation import PERSON_ROLES, PersonChange, PersonInput
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, holders
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form
from services.organisation import operations
from services.organisation.people import queries
from services.organisation.people.model import Account
from services.organisation.region import queries as region
from services.organisation.region.views.presenting import name_of, today
from services.organisation.words import ROLES

pages = Blueprint("people", __name__)
administrators = holders(roles.ADMIN)
PEOPLE = "/organisation/people"
VERSION = "version"
LISTS = frozenset({"roles"})


@pages.get(PEOPLE)
@allow(administrators)
def people() -> str:
    """Everybody."""
    with runtime().database.reading() as session:
        return render_template("organisation/people.html", people=queries.listed(session), role_words=ROLES)


@pages.get("/organisation/new-person")
@allow(administrators)
def new_person() -> str:
    """The form for another person."""
    return _form(Form({"roles": [roles.MEMBER], "active": "true"}))


@pages.post("/organisation/new-person")
@allow(administrators)
@forms.gives_back
def add_person() -> AnyResponse:
    """Add them."""
    form = forms.posted(LISTS)

    def act() -> AnyResponse:
        given = forms.load(PersonInput(), _told(form))
        return doors.perform(lambda work: operations.add_person(work, principal(), given), lambda _: doors.see(PEOPLE))

    return forms.handle(form, _form, act)


@pages.get(f"{PEOPLE}/<identifier>")
@allow(administrators)
def edit_person(identifier: str) -> str:
    """The form with the person as they are."""
    with runtime().database.reading() as session:
        account = queries.account(session, identifier)
    return _form(Form(_typed(account)), identifier)


@pages.post(f"{PEOPLE}/<identifier>")
@allow(administrators)
@forms.gives_back
def change_person(identifier: str) -> AnyResponse:
    """Change them; what touches access ends their sessions."""
    form = forms.posted(LISTS)

    def act() -> AnyResponse:
        given, asked = forms.load(PersonChange(), _told(form)), doors.version_asked()
        answer = doors.perform(
            lambda work: operations.change_person(work, principal(), identifier, given, asked),
            lambda _: doors.see(PEOPLE),
        )
        runtime().known.forget()
        return answer

    return forms.handle(form, lambda shown: _form(shown, identifier), act)


def _told(form: Form) -> dict[str, Any]:
    """What the form says: a box that is not ticked is not sent."""
    told = {name: value for name, value in form.values.items() if name != VERSION}
    return told | {"active": "active" in told}


def _typed(account: Account) -> dict[str, str | list[str]]:
    return {
        "name": account.name,
        "display_name": account.display_name,
        "home_unit": account.home_unit or "",
        "roles": account.roles,
        "units": ", ".join(account.units),
        "divisions": ", ".join(account.divisions),
        **({"active": "true"} if account.active else {}),
        VERSION: str(account.version),
    }


def _form(form: Form, identifier: str | None = None) -> str:
    with runtime().database.reading() as session:
        units = [(each.code, f"{name_of(each)} ({each.code})") for each in region.units_on(session, today())]
    return render_template(
        "organisation/person_form.html",
        form=form,
        identifier=identifier,
        units=units,
        roles=[(role, *map(gettext, ROLES[role])) for role in PERSON_ROLES],
    )
