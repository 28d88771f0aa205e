"""The forms of a map: drawing a value stream, correcting it, drawing it anew, and the plan that came true."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from schemas.value_streams import Drawing, EditedValueStream, NewValueStream
from services.kernel.errors import NotAllowed
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory, directory_with, division_today
from services.observations.streams import model, operations, queries
from services.observations.streams.queries import Drawn
from services.observations.streams.views import entry, presenting

pages = Blueprint("value_streams_drawing", __name__, url_prefix=presenting.PAGES)
NEW, EDITED, DRAWING = NewValueStream(), EditedValueStream(), Drawing()
Save = Callable[[Form], AnyResponse]
Show = Callable[..., str]


@pages.get("/new")
@allow(writers)
def new() -> str:
    """The form; unit and name may come in the address, so that another unit can draw its own way."""
    given = {name: request.args[name] for name in ("unit", "name") if name in request.args}
    asker = principal()
    return _new_form(Form({"unit": asker.home_unit or "", "time_basis": "clock"} | entry.blank() | given))


@pages.post("/new")
@allow(writers)
@forms.gives_back
def draw() -> AnyResponse:
    """Take the form."""

    def save(form: Form) -> AnyResponse:
        given = entry.load_stream(NEW, form.values)
        return doors.perform(
            lambda work: operations.draw_value_stream(work, principal(), directory_with([given["unit"]]), given),
            presenting.on_its_page,
        )

    return _taken(_new_form, save)


@pages.get("/<uuid:identifier>/edit")
@allow(writers)
def open_edit(identifier: object) -> str:
    """The form with what is written now."""
    made = _changeable(str(identifier))
    return _edit_form(made, Form(entry.values_of(made)))


@pages.post("/<uuid:identifier>/edit")
@allow(writers)
@forms.gives_back
def edit(identifier: object) -> AnyResponse:
    """Take the corrections."""
    made = _changeable(str(identifier))

    def save(form: Form) -> AnyResponse:
        given, asked = entry.load_stream(EDITED, form.values), doors.version_asked()
        return doors.perform(
            lambda work: operations.edit_value_stream(work, principal(), directory(), made[0].id, asked, given),
            presenting.on_its_page,
        )

    return _taken(lambda form, at=None: _edit_form(_changeable(made[0].id), form, at), save)


@pages.get("/<uuid:identifier>/drawings/new")
@allow(writers)
def open_drawing(identifier: object) -> str:
    """The form, which begins with the steps as they are; a plan that is there already, with its own."""
    made = _changeable(str(identifier))
    kind = "current" if request.args.get("kind") == "current" else "future"
    begun = (model.future_of(made[1]) if kind == "future" else None) or model.current_of(made[1])
    note = begun.note if begun.kind == "future" else None
    values = {"kind": kind, "note": note or "", "version": str(made[0].version), **entry.steps_as_typed(begun.steps)}
    return _drawing_form(made, Form(values))


@pages.post("/<uuid:identifier>/drawings/new")
@allow(writers)
@forms.gives_back
def redraw(identifier: object) -> AnyResponse:
    """Take another drawing."""
    made = _changeable(str(identifier))

    def save(form: Form) -> AnyResponse:
        given, asked = entry.load_drawing(DRAWING, form.values, made[0].time_basis), doors.version_asked()
        return doors.perform(
            lambda work: operations.redraw(work, principal(), directory(), made[0].id, asked, given),
            lambda done: doors.see(f"{presenting.PAGES}/{done[0][0].id}{'/versions' if _plans(form) else ''}"),
        )

    return _taken(lambda form, at=None: _drawing_form(_changeable(made[0].id), form, at), save)


@pages.post("/<uuid:identifier>/drawings/<int:number>/current")
@allow(writers)
def make_current(identifier: object, number: int) -> AnyResponse:
    """The plan has come true."""
    asked = doors.version_asked()
    return doors.perform(
        lambda work: operations.make_current(work, principal(), directory(), str(identifier), asked, number),
        presenting.on_its_page,
    )


def _taken(show: Show, save: Save) -> AnyResponse:
    """Save the form, or show it again after one of the buttons between its steps; it keeps everything typed."""
    form, do = forms.posted(), request.form.get("do", "save")
    if do != "save":
        shown, at = entry.after(form, do)
        return forms.handle(shown, show, lambda: make_response(show(shown, at)))
    form = entry.tidy(form)
    return forms.handle(form, show, lambda: save(form))


def _changeable(identifier: str) -> Drawn:
    """The value stream as it is written now; raises where the asker may not change it."""
    with runtime().database.reading() as session:
        made = queries.one(session, identifier)
    model.refuse_drawing(principal(), made[0].unit, division_today(made[0].unit))
    return made


def _new_form(form: Form, at: int | None = None) -> str:
    units = presenting.draws_in()
    if not units:
        raise NotAllowed(N_("The unit's lead and coaches draw its value streams. Ask one of them."))
    return _form(form, at, title=gettext("Draw a value stream"), units=units, about=True)


def _edit_form(made: Drawn, form: Form, at: int | None = None) -> str:
    return _form(form, at, title=gettext("Edit the value stream"), made=made[0], about=True)


def _drawing_form(made: Drawn, form: Form, at: int | None = None) -> str:
    title = gettext("Draw how it shall be done") if _plans(form) else gettext("Draw how it is done now")
    return _form(form, at, title=title, made=made[0], about=False, basis=made[0].time_basis)


def _plans(form: Form) -> bool:
    return form.values.get("kind") == "future"


def _form(form: Form, at: int | None, **more: Any) -> str:  # noqa: ANN401 (template values)
    told = {"made": None, "units": [], "basis": str(form.values.get("time_basis", "clock"))} | more
    return render_template("observations/streams/entry.html", form=form, at=at, **entry.choices(form), **told)
