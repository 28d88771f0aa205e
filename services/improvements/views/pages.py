"""The door for people: the home page, the form, an improvement's page and the list."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.improvements import EditedImprovement, NewImprovement, Transition
from schemas.vocabulary import RUNNING, STATES, WASTES
from services.improvements import model, operations, queries
from services.improvements.queries import Filter
from services.improvements.views import entry, filters, presenting
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import doors, forms, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import language, principal, runtime
from services.kernel.web.forms import Form

pages = Blueprint("improvements", __name__)
A_FEW = 5


@pages.get("/")
@allow(readers)
def home() -> str:
    """What you can do now, what happened to yours, what units near yours have solved."""
    asker, units = principal(), presenting.directory()
    today = now().date()
    division = units.division_on(asker.home_unit, today) if asker.home_unit else None
    near = [unit.code for unit in units.in_division(division, today)] if division else None
    decides_in = None if asker.has(roles.COACH, roles.ADMIN) else _led(near or [])
    with runtime().database.reading() as session:
        waiting = Filter(units=decides_in, states=("proposed",))
        found = {
            "mine": queries.newest(session, Filter(submitted_by=asker.id), A_FEW)[0],
            "waiting": queries.newest(session, waiting, A_FEW)[0] if decides_in != [] else [],
            "solved": queries.newest(session, Filter(units=near, states=("implemented", "sustained")), A_FEW)[0],
        }
        shown = {name: presenting.several(improvements) for name, improvements in found.items()}
        waiting_count = queries.count(session, waiting) if decides_in != [] else 0
    return render_template("improvements/home.html", waiting_count=waiting_count, near=near is not None, **shown)


def _led(near: list[str]) -> list[str]:
    """The units in which the asker decides."""
    asker = principal()
    if not asker.has(roles.UNIT_LEAD):
        return []
    return sorted({*asker.units, *([asker.home_unit] if asker.home_unit else [])})


@pages.get("/improvements")
@allow(readers)
def improvements() -> AnyResponse | str:
    """The list with its filters."""
    form = Form(request.args.to_dict())
    try:
        wanted = filters.asked()
    except Invalid as refused:
        blank = Form({name: text for name, text in form.values.items() if name not in refused.errors})
        return _list(blank.refused(refused.errors), [], None, 0), refused.status  # type: ignore[return-value] # Flask takes the pair
    with runtime().database.reading() as session:
        found, last = queries.newest(session, wanted, paging.limit(), filters.after(paging.cursor(2)))
        count = queries.count(session, wanted)
        return _list(form, presenting.several(found), paging.next_path(last), count)


def _list(form: Form, found: list[dict[str, Any]], following: str | None, count: int) -> str:
    return render_template(
        "improvements/list.html",
        form=form,
        improvements=found,
        next_url=following,
        count=count,
        units=entry.unit_choices(),
        states=("running", *STATES),
        wastes=WASTES,
    )


@pages.get("/improvements/new")
@allow(writers)
def new() -> str:
    """The form, the asker's own unit chosen."""
    return _entry(Form({"unit": request.args.get("unit") or principal().home_unit or ""}))


@pages.post("/improvements/new")
@allow(writers)
@forms.gives_back
def submit() -> AnyResponse:
    """Take the form."""
    form = forms.posted(entry.LISTS)

    def act() -> AnyResponse:
        given = entry.load(NewImprovement(), entry.fields_of(form.values))
        return doors.perform(
            lambda work: operations.propose_improvement(work, principal(), presenting.directory_for(given), given),
            presenting.on_its_page,
        )

    return forms.handle(form, _entry, act)


def _entry(form: Form, **more: Any) -> str:  # noqa: ANN401 (template values)
    return render_template("improvements/entry.html", form=form, **entry.choices(), **more)


@pages.get("/improvements/<identifier>")
@allow(readers)
def improvement(identifier: str) -> str:
    """Its page."""
    return _record(identifier, Form())


def _record(identifier: str, form: Form) -> str:
    asker, units = principal(), presenting.directory()
    with runtime().database.reading() as session:
        made = queries.one(session, identifier)
        target = queries.one(session, made[0].merged_into)[0] if made[0].merged_into else None
        division = units.division_on(made[0].unit, now().date())
        return render_template(
            "improvements/record.html",
            form=form,
            it=presenting.with_story(made),
            target=target,
            relevant=[units.unit_name(code, language().code) for code in made[0].relevant_units],
            steps={
                to: form if form.values.get("to") == to else Form() for to in model.next_steps(asker, made[0], division)
            },
            needs_reason=model.NEEDS_REASON,
            may_edit=made[0].state != "merged" and model.may_work(asker, made[0], division),
            running=made[0].state in RUNNING,
            just_submitted=made[0].submitted_by == asker.id and now() - made[0].created_at < timedelta(minutes=1),
        )


@pages.post("/improvements/<identifier>/transitions")
@allow(writers)
@forms.gives_back
def move(identifier: str) -> AnyResponse:
    """Take the next step; the page comes back when a reason is missing."""
    form = forms.posted()

    def act() -> AnyResponse:
        values = {name: text for name, text in form.values.items() if name in {"to", "reason", "into"}}
        step, asked = forms.load(Transition(), values), doors.version_asked()
        return doors.perform(
            lambda work: operations.move_improvement(
                work, principal(), presenting.directory(), identifier, asked, **step
            ),
            presenting.on_its_page,
        )

    return forms.handle(form, lambda shown: _record(identifier, shown), act)


@pages.get("/improvements/<identifier>/edit")
@allow(writers)
def open_edit(identifier: str) -> AnyResponse | str:
    """The form with what is written now."""
    with runtime().database.reading() as session:
        found, _ = queries.one(session, identifier)
    division = presenting.directory().division_on(found.unit, now().date())
    model.refuse_edit(principal(), found, division)
    return _entry(Form(entry.values_of(found)), editing=found)


@pages.post("/improvements/<identifier>/edit")
@allow(writers)
@forms.gives_back
def edit(identifier: str) -> AnyResponse:
    """Take the changes."""
    form = forms.posted(entry.LISTS)

    def act() -> AnyResponse:
        given = entry.load(EditedImprovement(), entry.edited_fields_of(form.values))
        asked = doors.version_asked()
        return doors.perform(
            lambda work: operations.edit_improvement(
                work, principal(), presenting.directory_for(given), identifier, asked, given
            ),
            presenting.on_its_page,
        )

    def show(shown: Form) -> str:
        with runtime().database.reading() as session:
            return _entry(shown, editing=queries.one(session, identifier)[0])

    return forms.handle(form, show, act)
