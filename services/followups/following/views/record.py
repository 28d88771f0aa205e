"""The page of one follow-up: what it says, and what it said before."""

from typing import Any

from flask import Blueprint, render_template

from services.followups import asker
from services.followups.following import queries
from services.followups.following.views import presenting
from services.followups.goals import queries as goals
from services.followups.goals.views import places, serving, words
from services.followups.goals.views.presenting import with_name
from services.followups.showing.words import period_name
from services.kernel.web.access import allow, readers
from services.kernel.web.context import runtime
from services.kernel.web.naming import names_of

pages = Blueprint("follow_up", __name__, url_prefix=presenting.PAGES)


@pages.get("/<uuid:identifier>")
@allow(readers)
def follow_up(identifier: object) -> str:
    """Its page."""
    with runtime().database.reading() as session:
        found = queries.one(session, str(identifier))
        goal, before = goals.one(session, found.goal), queries.earlier(session, found.id)
        names = names_of([found.written_by, *(each.actor for each in before)])
        return render_template(
            "followups/following/record.html",
            it=_worded(with_name(found, names)),
            goal=goal,
            place=places.name_of(goal),
            period=period_name(found.period),
            serving=serving.shown(session, found.improvements),
            earlier=[_worded(with_name(each, names)) for each in before],
            may_change=goal.state == "open" and asker.may_decide(goal),
        )


def _worded(facts: dict[str, Any]) -> dict[str, Any]:
    return facts | {"word": words.status(facts["status"])}
