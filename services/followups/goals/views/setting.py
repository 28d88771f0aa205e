"""The form of a goal: setting one, and editing what is written about it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas.goals import EditedGoal, NewGoal
from schemas.messages import N_
from services.followups import asker, placing
from services.followups.goals import loading, operations, queries
from services.followups.goals.loading import Told
from services.followups.goals.model import Goal
from services.followups.goals.views import places, presenting, serving, words
from services.followups.perspectives import queries as perspectives
from services.followups.perspectives.views.presenting import names
from services.kernel.clock import now
from services.kernel.errors import Errors, Invalid, NotAllowed
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form, Typed
from services.kernel.web.naming import directory

pages = Blueprint("setting", __name__, url_prefix=presenting.PAGES)
NEW, EDITED = NewGoal(), EditedGoal()
# In the order of the form.
LABELS = {
    "place": N_("Whose goal is it?"),
    "title": N_("What shall be reached?"),
    "perspective": N_("Perspective"),
    "period": N_("By the end of which period?"),
    "description": N_("More about the goal"),
    "follow_up_every": N_("How often is it followed up?"),
    "part_of": N_("Part of a larger goal"),
    **serving.LABELS,
}
TEXTS = ("title", "perspective", "period", "description", "follow_up_every")


@pages.get("/new")
@allow(writers)
def new() -> str:
    """The form, for the asker's own place and this year, or what the address chooses."""
    place = places.deciding()
    values = {"place": place.value, "period": str(now().year), "follow_up_every": "third"}
    asked = {name: text for name, text in request.args.items() if name in LABELS}
    return _entry(Form(values | asked))


@pages.post("/new")
@allow(writers)
@forms.gives_back
def set_goal() -> AnyResponse:
    """Take the form."""
    form = forms.posted(serving.LISTS)

    def act() -> AnyResponse:
        try:
            place = places.parsed(str(form.values.get("place", "")))
            where = {"unit": place.unit, "division": place.division, "part_of": form.values.get("part_of") or None}
            given = forms.load(NEW, _fields(form.values) | where)
            return doors.perform(
                lambda work: operations.set_goal(work, principal(), directory(), given), presenting.on_its_page
            )
        except Invalid as refused:
            raise Invalid(_in_the_form(refused.errors)) from None

    return forms.handle(form, _entry, act)


@pages.get("/<uuid:identifier>/edit")
@allow(writers)
def open_edit(identifier: object) -> str:
    """The form with what is written now."""
    told = editable(str(identifier))
    values = {name: getattr(told.goal, name) or "" for name in TEXTS}
    return _entry(Form(values | {serving.FIELD: told.improvements}), told)


@pages.post("/<uuid:identifier>/edit")
@allow(writers)
@forms.gives_back
def edit(identifier: object) -> AnyResponse:
    """Take the changes."""
    form, told = forms.posted(serving.LISTS), editable(str(identifier))

    def act() -> AnyResponse:
        try:
            given, asked = forms.load(EDITED, _fields(form.values)), doors.version_asked()
            return doors.perform(
                lambda work: operations.edit_goal(work, principal(), directory(), told.goal.id, asked, given),
                presenting.on_its_page,
            )
        except Invalid as refused:
            raise Invalid(_in_the_form(refused.errors)) from None

    return forms.handle(form, lambda shown: _entry(shown, editable(told.goal.id)), act)


def editable(identifier: str) -> Told:
    """The goal as it stands now; raises where the asker may not change it."""
    with runtime().database.reading() as session:
        (told,) = loading.told_of(session, [queries.one(session, identifier)])
    if not asker.may_decide(told.goal):
        raise NotAllowed(placing.NOT_YOURS)
    operations.refuse_closed(told.goal)
    return told


def _fields(typed: Typed) -> dict[str, Any]:
    return {name: typed[name] for name in TEXTS if typed.get(name)} | {serving.FIELD: serving.chosen(typed)}


def _in_the_form(errors: Errors) -> Mapping[str, Any]:
    """The errors as the form's fields are called."""
    named = {"place" if name in {"unit", "division"} else name: texts for name, texts in errors.items()}
    return serving.in_the_form(named)


def _entry(form: Form, editing: Told | None = None) -> str:
    place = editing.goal if editing else places.parsed(str(form.values.get("place", "")))
    with runtime().database.reading() as session:
        return render_template(
            "followups/goals/entry.html",
            form=words.in_order(form, LABELS),
            editing=editing.goal if editing else None,
            labels=words.labels(LABELS),
            places=[] if editing else places.choices(),
            place_name=places.name_of(place),
            perspectives=_perspectives(session, editing.goal if editing else None),
            frequencies=words.frequencies(),
            improvements=serving.choices(session, place, _serving(form, editing)),
            parents=[] if editing else _parents(session),
        )


def _serving(form: Form, editing: Told | None) -> list[str]:
    """Those that stand first among the boxes: what serves the goal, and what was ticked."""
    return list(dict.fromkeys([*(editing.improvements if editing else ()), *serving.ticked(form.values)]))


def _perspectives(session: Session, editing: Goal | None) -> list[tuple[str, str]]:
    """(code, name) of this year and the next, and of the goal's own year."""
    year, worded = now().year, perspectives.worded(session)
    years = [*([editing.ends.year] if editing else []), year, year + 1]
    found: dict[str, str] = {}
    for each in years:
        found = dict(names(worded.of(each))) | found
    return list(found.items())


def _parents(session: Session) -> list[tuple[str, str]]:
    """(id, whose and which) of the larger goals: the region's, and those of every division."""
    goals = queries.larger(session, [code for code, _ in places.division_choices()])
    return [(each.id, f"{places.name_of(each)}: {each.title} ({each.period})") for each in goals]
