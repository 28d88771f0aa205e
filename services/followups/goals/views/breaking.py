"""The form that breaks a goal down to units."""

from collections.abc import Collection

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from schemas.goals import BreakingDown
from schemas.messages import N_
from services.followups.goals import breaking, queries
from services.followups.goals.loading import Told
from services.followups.goals.views import places, presenting, words
from services.followups.goals.views.setting import editable
from services.kernel.clock import now
from services.kernel.errors import Conflict
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.doors import Answer
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory, directory_with, unit_name, units_by_division

pages = Blueprint("breaking", __name__, url_prefix=f"{presenting.PAGES}/<uuid:identifier>/break-down")
BREAKING_DOWN = BreakingDown()
LISTS = frozenset({"units"})
LABELS = {"units": N_("Which units?"), "indicators": N_("Indicators")}


@pages.get("")
@allow(writers)
def open_form(identifier: object) -> str:
    """The form, every unit chosen that has no part yet."""
    told = _breakable(str(identifier))
    with runtime().database.reading() as session:
        have = {each.unit for each in queries.parts(session, told.goal.id)}
    units = [code for _, members in _units(told, have) for code, _ in members]
    return _entry(Form({"units": units if told.goal.division else [], "indicators": "1"}), told)


@pages.post("")
@allow(writers)
@forms.gives_back
def break_down(identifier: object) -> AnyResponse:
    """Set the same goal in each unit that was chosen."""
    form, told = forms.posted(LISTS), _breakable(str(identifier))
    path = f"{presenting.PAGES}/{told.goal.id}"

    def back(_: list[Told]) -> Answer:
        return doors.see(path)

    def act() -> AnyResponse:
        units = form.values.get("units", [])
        given = forms.load(BREAKING_DOWN, {"units": units, "indicators": form.values.get("indicators") == "1"})
        return doors.perform(
            lambda work: breaking.break_down(
                work,
                principal(),
                directory_with(given["units"]),
                told.goal.id,
                given["units"],
                measured=given["indicators"],
            ),
            back,
        )

    return forms.handle(form, lambda shown: _entry(shown, told), act)


def _breakable(identifier: str) -> Told:
    told = editable(identifier)
    if told.goal.unit:
        raise Conflict(N_("This is a unit's goal: it cannot be broken down further."))
    return told


def _units(told: Told, have: Collection[str | None]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The units that the goal can be broken down to and that have no part of it yet, by division."""
    left = [(name, [each for each in members if each[0] not in have]) for name, members in _below(told)]
    return [(name, members) for name, members in left if members]


def _below(told: Told) -> list[tuple[str, list[tuple[str, str]]]]:
    if told.goal.division is None:
        return units_by_division()
    members = directory().in_division(told.goal.division, now().date())
    named = sorted(((each.code, unit_name(each.code)) for each in members), key=lambda each: each[1].casefold())
    return [(places.name_of(told.goal), named)]


def _entry(form: Form, told: Told) -> str:
    with runtime().database.reading() as session:
        parts = queries.parts(session, told.goal.id)
        measured = queries.indicators(session, [told.goal.thread]).get(told.goal.thread, [])
    return render_template(
        "followups/goals/break_down.html",
        form=form,
        it=told.goal,
        have=sorted({places.name_of(each) for each in parts}, key=str.casefold),
        measured=[each.name for each in measured if (each.unit, each.division) == (None, told.goal.division)],
        labels=words.labels(LABELS),
        units_by_division=_units(told, {each.unit for each in parts}),
    )
