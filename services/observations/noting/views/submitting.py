"""The form of an observation: noting one, and editing what is written about it."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.observations import EditedObservation, NewObservation
from services.kernel.errors import Errors, NotAllowed
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory, directory_with, division_today
from services.observations.noting import model, operations, queries
from services.observations.noting.model import Observation
from services.observations.noting.views import entry, presenting, wording
from services.observations.photographs.uploads import FIELD, takes_photographs, uploaded, was_chosen

pages = Blueprint("noting", __name__, url_prefix=presenting.PAGES)
takes_photographs(pages, "note")
NEW, EDITED = NewObservation(), EditedObservation(partial=True)


@pages.get("/new")
@allow(writers)
def new() -> str:
    """The form, the asker's own unit chosen, or what the address chooses."""
    with runtime().database.reading() as session:
        values = entry.asked(session, principal().home_unit or "", request.args)
    return _entry(Form(values))


@pages.post("/new")
@allow(writers)
@forms.gives_back
def note() -> AnyResponse:
    """Take the form with its photograph."""
    form = forms.posted()

    def act() -> AnyResponse:
        with wording.refusing_by(_with_the_photograph):
            given = forms.load(NEW, entry.fields_of(form.values))
            picture = uploaded()
            return doors.perform(
                lambda work: operations.note_observation(
                    work, principal(), directory_with({given["unit"]}), given, picture
                ),
                presenting.on_its_page,
            )

    return forms.handle(form, _entry, act)


@pages.get("/<uuid:identifier>/edit")
@allow(writers)
def open_edit(identifier: object) -> AnyResponse | str:
    """The form with what is written now."""
    found = _editable(str(identifier))
    return _entry(Form(entry.values_of(found)), found)


@pages.post("/<uuid:identifier>/edit")
@allow(writers)
@forms.gives_back
def edit(identifier: object) -> AnyResponse:
    """Take the changes."""
    form, found = forms.posted(), _editable(str(identifier))

    def act() -> AnyResponse:
        with wording.refusing_by(wording.as_in_the_form):
            given = forms.load(EDITED, entry.edited_fields_of(form.values, found))
            asked = doors.version_asked()
            return doors.perform(
                lambda work: operations.edit_observation(work, principal(), directory(), found.id, asked, given),
                presenting.on_its_page,
            )

    return forms.handle(form, lambda shown: _entry(shown, _editable(found.id)), act)


def _with_the_photograph(errors: Errors) -> Errors:
    """What is wrong, and that a photograph which was chosen has to be chosen once more."""
    again = {FIELD: [wording.CHOOSE_AGAIN]} if was_chosen() else {}
    return {**again, **wording.as_in_the_form(errors)}


def _entry(form: Form, editing: Observation | None = None) -> str:
    with runtime().database.reading() as session:
        offered = entry.choices(session, form)
    told = wording.in_order(form, entry.LABELS)
    return render_template("observations/noting/entry.html", form=told, editing=editing, **offered)


def _editable(identifier: str) -> Observation:
    """The observation as it is written now; raises where the asker may not change it."""
    with runtime().database.reading() as session:
        found, _ = queries.one(session, identifier)
    if not model.may_change(principal(), found, division_today(found.unit)):
        raise NotAllowed(operations.NOT_YOURS)
    return found
