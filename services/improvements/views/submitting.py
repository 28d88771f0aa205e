"""The form of an improvement: submitting one, and editing what is written about it."""

from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.improvements import EditedImprovement, NewImprovement
from services.improvements import model, operations, queries
from services.improvements.model import Improvement
from services.improvements.views import benefits, entry, presenting
from services.kernel.clock import now
from services.kernel.web import doors, forms, naming
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form

pages = Blueprint("submitting", __name__, url_prefix=presenting.PAGES)


@pages.get("/new")
@allow(writers)
def new() -> str:
    """The form, the asker's own unit chosen."""
    return _entry(Form({"unit": request.args.get("unit") or principal().home_unit or ""}))


@pages.post("/draft")
@allow(writers)
@forms.gives_back
def draft() -> AnyResponse:
    """The form with what another page knows already, such as the observations it comes of; nothing is written."""
    form = Form(forms.typed(entry.LISTS))
    return make_response(_entry(form, action=f"{presenting.PAGES}/new"))


@pages.post("/new")
@allow(writers)
@forms.gives_back
def submit() -> AnyResponse:
    """Take the form."""
    form = forms.posted(entry.LISTS)

    def act() -> AnyResponse:
        given = benefits.load(NewImprovement(), entry.fields_of(form.values), "expected_benefit")
        return doors.perform(
            lambda work: operations.propose_improvement(work, principal(), presenting.directory_for(given), given),
            presenting.on_its_page,
        )

    return forms.handle(form, _entry, act)


def _entry(form: Form, **more: Any) -> str:  # noqa: ANN401 (template values)
    return render_template("improvements/entry.html", form=form, **entry.choices(), **entry.opened(form), **more)


@pages.get("/<uuid:identifier>/edit")
@allow(writers)
def open_edit(identifier: object) -> AnyResponse | str:
    """The form with what is written now."""
    found = _editable(str(identifier))
    return _entry(Form(entry.values_of(found)), editing=found)


@pages.post("/<uuid:identifier>/edit")
@allow(writers)
@forms.gives_back
def edit(identifier: object) -> AnyResponse:
    """Take the changes."""
    form, found = forms.posted(entry.LISTS), _editable(str(identifier))

    def act() -> AnyResponse:
        given = benefits.load(EditedImprovement(), entry.edited_fields_of(form.values, found), "expected_benefit")
        asked = doors.version_asked()
        return doors.perform(
            lambda work: operations.edit_improvement(
                work, principal(), presenting.directory_for(given), found.id, asked, given
            ),
            presenting.on_its_page,
        )

    return forms.handle(form, lambda shown: _entry(shown, editing=_editable(found.id)), act)


def _editable(identifier: str) -> Improvement:
    """The improvement as it is written now; raises where the asker may not change it."""
    with runtime().database.reading() as session:
        found, _ = queries.one(session, identifier)
    division = naming.directory().division_on(found.unit, now().date())
    model.refuse_edit(principal(), found, division)
    return found
