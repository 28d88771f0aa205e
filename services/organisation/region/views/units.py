"""A unit's page with its past, and the forms that add, rename, move, close, merge or open a unit again."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from marshmallow import Schema
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.organisation import CloseForm, MergeForm, MoveForm, NamesForm, OpenForm, UnitInput
from services.kernel.errors import NotFound
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, readers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form
from services.organisation import changes, operations
from services.organisation.region import queries
from services.organisation.region.model import Unit
from services.organisation.region.queries import NO_UNIT
from services.organisation.region.views import presenting
from services.organisation.region.views.pages import TREE, VERSION, administrators, without_version
from services.organisation.region.views.presenting import today

pages = Blueprint("units", __name__)
UNITS = f"{TREE}/units"
# What can be done to a unit → what its form takes.
ACTS: dict[str, type[Schema]] = {
    "rename": NamesForm,
    "move": MoveForm,
    "close": CloseForm,
    "merge": MergeForm,
    "open": OpenForm,
}


@dataclass(frozen=True)
class Choices:
    """What selects offer: (code, text)."""

    divisions: list[tuple[str, str]]
    units: list[tuple[str, str]]


@pages.get(f"{UNITS}/<code>")
@allow(readers)
def unit(code: str) -> str:
    """Its page."""
    with runtime().database.reading() as session:
        it = queries.unit(session, code)
        history = changes.of(session, "unit", code)
        return render_template(
            "organisation/unit.html",
            it=it,
            today=today(),
            said=presenting.said,
            successor=queries.unit(session, it.merged_into) if it.merged_into else None,
            predecessors=queries.merged_into(session, code),
            history=history,
            actors=changes.actors(session, history),
            may_edit=principal().has(roles.ADMIN),
        )


@pages.get(f"{TREE}/new-unit")
@allow(administrators)
def new_unit() -> str:
    """The form for another unit."""
    return _unit_form(Form({"valid_from": today().isoformat()}))


@pages.post(f"{TREE}/new-unit")
@allow(administrators)
@forms.gives_back
def add_unit() -> AnyResponse:
    """Add it."""
    form = forms.posted()

    def act() -> AnyResponse:
        given = forms.load(UnitInput(), form.values)
        return doors.perform(lambda work: operations.add_unit(work, principal(), given, today()), _on_its_page)

    return forms.handle(form, _unit_form, act)


def _unit_form(form: Form) -> str:
    with runtime().database.reading() as session:
        return render_template("organisation/unit_form.html", form=form, choices=_choices(session))


@pages.get(f"{UNITS}/<code>/<act>")
@allow(administrators)
def ask(code: str, act: str) -> str:
    """The form for one thing to do."""
    with runtime().database.reading() as session:
        it = queries.unit(session, code)
        typed = {f"name_{language}": text for language, text in it.name.items()} | {VERSION: str(it.version)}
    return _act_form(code, act, Form(typed))


@pages.post(f"{UNITS}/<code>/<act>")
@allow(administrators)
@forms.gives_back
def carry_out(code: str, act: str) -> AnyResponse:
    """Do it."""
    if act not in ACTS:
        raise NotFound(NO_UNIT)
    form = forms.posted()

    def carry() -> AnyResponse:
        given, asked = forms.load(ACTS[act](), without_version(form)), doors.version_asked()
        return doors.perform(
            lambda work: operations.change_unit(work, principal(), code, given, asked, today=today()), _on_its_page
        )

    return forms.handle(form, lambda shown: _act_form(code, act, shown), carry)


def _act_form(code: str, act: str, form: Form) -> str:
    if act not in ACTS:
        raise NotFound(NO_UNIT)
    with runtime().database.reading() as session:
        it = queries.unit(session, code)
        return render_template(
            "organisation/unit_act.html",
            it=it,
            act=act,
            form=form,
            name=presenting.name_of(it),
            present=it.periods[-1],
            choices=_choices(session, code),
        )


def _choices(session: Session, without: str | None = None) -> Choices:
    divisions = queries.divisions_on(session, today())
    units = [each for each in queries.units_on(session, today()) if each.code != without]
    return Choices(
        divisions=[(each.code, f"{presenting.name_of(each)} ({each.code})") for each in divisions],
        units=[(each.code, f"{presenting.name_of(each)} ({each.code})") for each in units],
    )


def _on_its_page(unit: Unit) -> doors.Answer:
    return doors.see(f"{UNITS}/{unit.code}")
