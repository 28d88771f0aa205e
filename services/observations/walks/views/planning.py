"""The form of a walk: planning one, and editing what is written about it."""

from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from schemas.observations import NewWalk
from services.kernel.clock import now
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form, Typed
from services.kernel.web.naming import directory_with, units_by_division
from services.observations.noting.views.wording import in_order
from services.observations.walks import operations, queries
from services.observations.walks.model import Walk
from services.observations.walks.views import presenting

pages = Blueprint("planning", __name__, url_prefix=presenting.PAGES)
WALK = NewWalk()
LISTS = frozenset({"units"})
# In the order of the form.
LABELS = {
    "date": N_("Day"),
    "place": N_("Where does it go?"),
    "people": N_("Who takes part?"),
    "units": N_("Through which units?"),
}


@pages.get("/new")
@allow(writers)
def new() -> str:
    """The form, for today and the asker's own unit."""
    today = now().astimezone(runtime().settings.zone).date()
    home = principal().home_unit
    values: Typed = {"date": today.isoformat(), "units": [home] if home else [], "people": principal().name}
    return _entry(Form(values))


@pages.post("/new")
@allow(writers)
@forms.gives_back
def plan() -> AnyResponse:
    """Take the form."""
    form = forms.posted(LISTS)

    def act() -> AnyResponse:
        given = _load(form.values)
        return doors.perform(
            lambda work: operations.plan_walk(work, principal(), directory_with(given["units"]), given),
            presenting.on_its_page,
        )

    return forms.handle(form, _entry, act)


@pages.get("/<uuid:identifier>/edit")
@allow(writers)
def open_edit(identifier: object) -> str:
    """The form with what is written now."""
    found = _editable(str(identifier))
    people = "\n".join(found.people)
    return _entry(
        Form({"date": found.date.isoformat(), "place": found.place, "units": found.units, "people": people}), found
    )


@pages.post("/<uuid:identifier>/edit")
@allow(writers)
@forms.gives_back
def edit(identifier: object) -> AnyResponse:
    """Take the changes."""
    form, found = forms.posted(LISTS), _editable(str(identifier))

    def act() -> AnyResponse:
        given = _load(form.values)
        asked = doors.version_asked()
        return doors.perform(
            lambda work: operations.edit_walk(
                work, principal(), directory_with(given["units"]), found.id, asked, given
            ),
            presenting.on_its_page,
        )

    return forms.handle(form, lambda shown: _entry(shown, _editable(found.id)), act)


def _load(typed: Typed) -> dict[str, Any]:
    """What was typed, people one a line, as the schema takes it; raises Invalid naming the fields of the form."""
    fields: dict[str, Any] = {name: typed[name] for name in ("date", "place", "units") if typed.get(name)}
    people = [line for line in str(typed.get("people", "")).splitlines() if line.strip()]
    try:
        return forms.load(WALK, fields | ({"people": people} if people else {}))
    except Invalid as refused:
        raise Invalid({name.partition(".")[0]: texts for name, texts in refused.errors.items()}) from None


def _entry(form: Form, editing: Walk | None = None) -> str:
    return render_template(
        "observations/walks/entry.html",
        form=in_order(form, LABELS),
        editing=editing,
        labels={name: gettext(label) for name, label in LABELS.items()},
        units_by_division=units_by_division(),
    )


def _editable(identifier: str) -> Walk:
    """The walk as it is written now; raises where the asker may not change it."""
    with runtime().database.reading() as session:
        found = queries.one(session, identifier)
    if not presenting.may_change(found):
        raise NotAllowed(operations.NOT_YOURS)
    return found
