"""The form of an indicator: defining one, and changing its definition."""

from collections.abc import Callable

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.indicators import EditedIndicator, NewIndicator
from services.followups import asker, placing
from services.followups.indicators import operations, queries
from services.followups.indicators.model import Indicator
from services.followups.indicators.views import entry, presenting
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory

pages = Blueprint("defining", __name__, url_prefix=presenting.PAGES)
NEW, EDITED = NewIndicator(), EditedIndicator(partial=True)


@pages.get("/new")
@allow(writers)
def new() -> str:
    """The form, the asker's own unit chosen, or what the address chooses."""
    if not entry.places(principal()):
        raise NotAllowed(placing.NOT_YOURS)
    return _entry(Form(entry.asked(request.args, principal())))


@pages.post("/new")
@allow(writers)
@forms.gives_back
def define() -> AnyResponse:
    """Take the form."""
    form = forms.posted()

    def act() -> AnyResponse:
        given = forms.load(NEW, entry.new_fields_of(form.values))
        return doors.perform(
            lambda work: operations.define_indicator(work, principal(), directory(), given), presenting.on_its_page
        )

    return forms.handle(form, _entry, lambda: _in_words(act))


@pages.get("/<uuid:identifier>/edit")
@allow(writers)
def open_edit(identifier: object) -> str:
    """The form with what stands now."""
    found = editable(str(identifier))
    return _entry(Form(entry.values_of(found)), found)


@pages.post("/<uuid:identifier>/edit")
@allow(writers)
@forms.gives_back
def edit(identifier: object) -> AnyResponse:
    """Take the changes."""
    form, found = forms.posted(), editable(str(identifier))

    def act() -> AnyResponse:
        given = forms.load(EDITED, entry.fields_of(form.values, found))
        asked = doors.version_asked()
        return doors.perform(
            lambda work: operations.edit_indicator(work, principal(), directory(), found.id, asked, given),
            presenting.on_its_page,
        )

    return forms.handle(form, lambda shown: _entry(shown, editable(found.id)), lambda: _in_words(act))


def editable(identifier: str) -> Indicator:
    """The indicator as it is defined now; raises where the asker does not decide."""
    with runtime().database.reading() as session:
        found = queries.one(session, identifier)
    if not asker.may_decide(found):
        raise NotAllowed(placing.NOT_YOURS)
    return found


def _in_words(act: Callable[[], AnyResponse]) -> AnyResponse:
    try:
        return act()
    except Invalid as refused:
        raise Invalid(entry.as_in_the_form(refused.errors), refused.detail) from None


def _entry(form: Form, editing: Indicator | None = None) -> str:
    unit, division = (editing.unit, editing.division) if editing else entry.place_of(form.values)
    with runtime().database.reading() as session:
        offered = entry.choices(session, form, unit, division)
    places = [] if editing else entry.places(principal())
    return render_template("followups/indicators/entry.html", form=form, editing=editing, places=places, **offered)
