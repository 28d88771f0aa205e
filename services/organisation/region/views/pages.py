"""The region as a tree of divisions with their units, on any day, and the forms for divisions."""

from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.organisation import DivisionChange, DivisionInput
from services.kernel.errors import Invalid
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, holders, readers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form
from services.organisation import operations
from services.organisation.region import queries
from services.organisation.region.model import Division
from services.organisation.region.views import presenting
from services.organisation.region.views.presenting import today

pages = Blueprint("region", __name__)
administrators = holders(roles.ADMIN)
TREE = "/organisation"
VERSION = "version"


@pages.get(TREE)
@allow(readers)
def region() -> AnyResponse:
    """The region as of a day."""
    form = Form({"as_of": request.args.get("as_of", "")})
    try:
        return make_response(_tree(form, presenting.day_asked()))
    except Invalid as refused:
        return make_response(_tree(form.refused(refused.errors), today()), refused.status)


def _tree(form: Form, day: date) -> str:
    with runtime().database.reading() as session:
        return render_template(
            "organisation/region.html",
            form=form,
            day=day,
            is_today=day == today(),
            branches=queries.tree(session, day),
            said=presenting.said,
            may_edit=principal().has(roles.ADMIN),
        )


@pages.get(f"{TREE}/new-division")
@allow(administrators)
def new_division() -> str:
    """The form for another division."""
    return _division_form(Form({"valid_from": today().isoformat()}))


@pages.post(f"{TREE}/new-division")
@allow(administrators)
@forms.gives_back
def add_division() -> AnyResponse:
    """Add it."""
    form = forms.posted()

    def act() -> AnyResponse:
        given = forms.load(DivisionInput(), form.values)
        return doors.perform(
            lambda work: operations.add_division(work, principal(), given, today()), lambda _: doors.see(TREE)
        )

    return forms.handle(form, _division_form, act)


@pages.get(f"{TREE}/divisions/<code>")
@allow(administrators)
def edit_division(code: str) -> str:
    """The form with the division as it is."""
    with runtime().database.reading() as session:
        return _division_form(Form(_typed(queries.division(session, code))), code)


@pages.post(f"{TREE}/divisions/<code>")
@allow(administrators)
@forms.gives_back
def change_division(code: str) -> AnyResponse:
    """Change it."""
    form = forms.posted()

    def act() -> AnyResponse:
        given, asked = forms.load(DivisionChange(), without_version(form)), doors.version_asked()
        return doors.perform(
            lambda work: operations.change_division(work, principal(), code, given, asked), lambda _: doors.see(TREE)
        )

    return forms.handle(form, lambda shown: _division_form(shown, code), act)


def _division_form(form: Form, code: str | None = None) -> str:
    return render_template("organisation/division_form.html", form=form, code=code)


def _typed(division: Division) -> dict[str, str]:
    return {
        **{f"name_{language}": text for language, text in division.name.items()},
        "valid_from": division.valid_from.isoformat(),
        "valid_until": division.valid_until.isoformat() if division.valid_until else "",
        VERSION: str(division.version),
    }


def without_version(form: Form) -> dict[str, Any]:
    """What was typed, without the version that the form is based on."""
    return {name: value for name, value in form.values.items() if name != VERSION}
