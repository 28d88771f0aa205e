"""The page of one goal: what shall be reached, where it stands, what comes next, and what is around it."""

from typing import Any

from flask import Blueprint, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas.goals import Closing
from services.followups import asker
from services.followups.following import timing
from services.followups.following.views.presenting import several as follow_ups_of
from services.followups.goals import loading, operations, queries
from services.followups.goals.loading import Told
from services.followups.goals.model import Goal
from services.followups.goals.views import places, presenting, serving, words
from services.followups.perspectives import queries as perspectives
from services.followups.showing import cards
from services.followups.showing.words import period_name
from services.kernel.clock import now
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory, names_of

pages = Blueprint("goal", __name__, url_prefix=f"{presenting.PAGES}/<uuid:identifier>")
CLOSING = Closing()


@pages.get("")
@allow(readers)
def goal(identifier: object) -> str:
    """Its page."""
    return page(str(identifier), Form())


@pages.post("/close")
@allow(writers)
@forms.gives_back
def close(identifier: object) -> AnyResponse:
    """Say how it ended."""
    form = forms.posted()

    def act() -> AnyResponse:
        typed = {name: form.values[name] for name in ("state", "reason") if name in form.values}
        given, asked = forms.load(CLOSING, typed), doors.version_asked()
        return doors.perform(
            lambda work: operations.close_goal(work, principal(), directory(), str(identifier), asked, **given),
            presenting.on_its_page,
        )

    return forms.handle(form, lambda shown: page(str(identifier), shown), act)


@pages.post("/reopen")
@allow(writers)
def reopen(identifier: object) -> AnyResponse:
    """Open it again."""
    asked = doors.version_asked()

    def act() -> AnyResponse:
        return doors.perform(
            lambda work: operations.reopen_goal(work, principal(), directory(), str(identifier), asked),
            presenting.on_its_page,
        )

    return forms.handle(forms.posted(), lambda shown: page(str(identifier), shown), act)


def page(identifier: str, form: Form) -> str:
    """The page, with what was typed to close the goal and is wrong."""
    with runtime().database.reading() as session:
        (told,) = loading.told_of(session, [queries.one(session, identifier)])
        found = told.goal
        facts = presenting.shown(told, names_of([found.set_by]), perspectives.worded(session))
        return render_template(
            "followups/goals/record.html",
            form=form,
            it=facts,
            newest=words.newest(told.newest),
            period=period_name(found.period),
            state_word=words.state(found.state),
            frequency=words.frequency(found.follow_up_every),
            endings=words.endings(),
            labels={"state": gettext("How did it end?"), "reason": gettext("Why?")},
            may_decide=asker.may_decide(found),
            cards=_cards(session, found),
            serving=serving.shown(session, told.improvements),
            follow_ups=_follow_ups(told),
            **_next_step(told),
            **_around(session, found),
        )


def _cards(session: Session, found: Goal) -> list[cards.Card]:
    """What it is measured by: indicators of its own place; those of its parts stand on their pages."""
    return cards.cards(session, queries.indicators(session, [found.thread]).get(found.thread, []))


def _next_step(told: Told) -> dict[str, Any]:
    """The period that is followed up next, and whether it has begun."""
    period = timing.due(told.goal)
    return {
        "due_period": period_name(period.text) if period else None,
        "due_begun": period is not None and period.first <= now().date(),
    }


def _follow_ups(told: Told) -> list[dict[str, Any]]:
    """Newest first."""
    return [
        each | {"word": words.status(each["status"]), "period_name": period_name(each["period"])}
        for each in reversed(follow_ups_of(told.follow_ups))
    ]


def _around(session: Session, found: Goal) -> dict[str, Any]:
    """The goal it is part of, those it continues and is continued by, and its parts by the names of their units."""
    parent = queries.one(session, found.part_of) if found.part_of else None
    before = queries.one(session, found.continues) if found.continues else None
    following = queries.next_of(session, found.id)
    parts = [
        _linked(told.goal) | {"newest": words.newest(told.newest), "state_word": words.state(told.goal.state)}
        for told in loading.told_of(session, queries.parts(session, found.id))
    ]
    return {
        "parent": parent and _linked(parent),
        "before": before and _linked(before),
        "following": following and _linked(following),
        "parts": sorted(parts, key=lambda each: (each["place"].casefold(), each["period"])),
    }


def _linked(goal: Goal) -> dict[str, Any]:
    return {
        "href": f"{presenting.PAGES}/{goal.id}",
        "title": goal.title,
        "place": places.name_of(goal),
        "period": goal.period,
        "period_name": period_name(goal.period),
        "state": goal.state,
    }
