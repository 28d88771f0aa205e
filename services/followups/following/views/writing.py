"""Following up: the form for a period of a goal, and changing what was said."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.goals import EditedFollowUp, NewFollowUp
from schemas.messages import N_
from schemas.periods import Period
from services.followups.following import operations, queries, timing
from services.followups.following.model import FollowUp
from services.followups.following.views import presenting, rows
from services.followups.goals.loading import Told
from services.followups.goals.views import places, serving, words
from services.followups.goals.views.setting import editable
from services.followups.showing.words import period_name
from services.kernel.clock import now
from services.kernel.errors import Conflict, Invalid
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory

pages = Blueprint("writing", __name__)
NEW, EDITED = NewFollowUp(), EditedFollowUp()
ALL_WRITTEN = N_("Every period of this goal that has begun is followed up. Change what was said, or come back later.")


@pages.get("/follow-ups/goals/<uuid:identifier>/follow-up")
@allow(writers)
def open_form(identifier: object) -> str:
    """The form, for the period that is due, or the one that the address names."""
    told = editable(str(identifier))
    periods = _periods(told)
    if not periods:
        raise Conflict(ALL_WRITTEN)
    due = timing.due(told.goal)
    wanted = request.args.get("period") or (due.text if due else "")
    names = [each.text for each in periods]
    return _entry(
        Form({"period": wanted if wanted in names else names[0], serving.FIELD: told.improvements}), told, periods
    )


@pages.post("/follow-ups/goals/<uuid:identifier>/follow-up")
@allow(writers)
@forms.gives_back
def follow_up(identifier: object) -> AnyResponse:
    """Take the form."""
    form, told = forms.posted(serving.LISTS), editable(str(identifier))

    def act() -> AnyResponse:
        given = forms.load(NEW, rows.fields_of(form.values) | {"goal": told.goal.id})
        try:
            return doors.perform(
                lambda work: operations.follow_up(work, principal(), directory(), given),
                presenting.on_the_goals_page,
            )
        except Conflict as refused:
            # What was typed must not be lost over it.
            raise Invalid({"period": [refused.detail]}) from None

    return forms.handle(form, lambda shown: _entry(shown, told, _periods(told)), _worded(form, act))


@pages.get("/follow-ups/<uuid:identifier>/edit")
@allow(writers)
def open_edit(identifier: object) -> str:
    """The form with what is said now."""
    found, told = _changeable(str(identifier))
    values: dict[str, str | list[str]] = {
        "status": found.status,
        "comment": found.comment or "",
        serving.FIELD: found.improvements,
    }
    return _entry(Form(values | rows.typed_of(found.actions)), told, [], found)


@pages.post("/follow-ups/<uuid:identifier>/edit")
@allow(writers)
@forms.gives_back
def edit(identifier: object) -> AnyResponse:
    """Take the changes."""
    form, (found, told) = forms.posted(serving.LISTS), _changeable(str(identifier))

    def act() -> AnyResponse:
        given, asked = forms.load(EDITED, rows.fields_of(form.values)), doors.version_asked()
        return doors.perform(
            lambda work: operations.edit_follow_up(work, principal(), directory(), found.id, asked, given),
            presenting.on_the_goals_page,
        )

    def show(shown: Form) -> str:
        return _entry(shown, told, [], _changeable(found.id)[0])

    return forms.handle(form, show, _worded(form, act))


def _worded(form: Form, act: Callable[[], AnyResponse]) -> Callable[[], AnyResponse]:
    """The act, with its errors as the form's fields are called."""

    def worded() -> AnyResponse:
        try:
            return act()
        except Invalid as refused:
            raise Invalid(rows.in_the_form(refused.errors, form.values)) from None

    return worded


def _periods(told: Told) -> list[Period]:
    """What there is to follow up, the latest first; a goal of one period has that alone."""
    return sorted(timing.to_write(told.goal, told.follow_ups, now().date()), key=lambda each: each.last, reverse=True)


def _changeable(identifier: str) -> tuple[FollowUp, Told]:
    with runtime().database.reading() as session:
        found = queries.one(session, identifier)
    return found, editable(found.goal)


def _entry(form: Form, told: Told, periods: list[Period], editing: FollowUp | None = None) -> str:
    goal = told.goal
    first = list(dict.fromkeys([*told.improvements, *serving.ticked(form.values)]))
    with runtime().database.reading() as session:
        offered = serving.choices(session, goal, first)
    labels = words.labels(rows.LABELS)
    shown = rows.shown(form.values)
    return render_template(
        "followups/following/entry.html",
        form=words.in_order(form, rows.LABELS),
        it=goal,
        place=places.name_of(goal),
        editing=editing,
        period_name=period_name(editing.period) if editing else None,
        now_said=words.status(editing.status) if editing else None,
        periods=[(each.text, period_name(each.text)) for each in periods],
        statuses=words.statuses(),
        labels=labels,
        action_labels=words.labels(rows.ACTION_LABELS),
        linked=labels | _row_labels(shown),
        rows=shown,
        improvements=offered,
    )


def _row_labels(shown: range) -> dict[str, Any]:
    """What the summary of errors calls the fields of the rows."""
    return {
        f"actions.{number}.{name}": gettext("Action %(number)s, %(field)s", number=number + 1, field=label)
        for number in shown
        for name, label in words.labels(rows.ACTION_LABELS).items()
    }
