"""The door for leaders: lists of reviews, and the page of one."""

from typing import Any

from flask import Blueprint, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from scorecards.reviews import model, periods, queries
from scorecards.reviews.views import asking, presenting
from scorecards.reviews.views.words import tables
from services.kernel.web import paging
from services.kernel.web.access import allow, holders, readers
from services.kernel.web.context import language, principal, runtime

pages = Blueprint("review_pages", __name__)
leaders = holders(roles.DIVISION_LEADER, roles.ADMIN)


@pages.get("/scorecards/divisions/<code>/reviews")
@allow(readers)
def division(code: str) -> str:
    """A division's reviews."""
    asking.refuse_unknown(code)
    return _list(code)


@pages.get("/scorecards/reviews")
@allow(readers)
def region() -> str:
    """The region's reviews, and which divisions have reviewed the present period."""
    with runtime().database.reading() as session:
        divisions = _divisions(session)
    return _list("", divisions=divisions, reviewed=sum(1 for each in divisions if each["review"]))


@pages.get("/scorecards/reviews/<uuid:identifier>")
@allow(readers)
def record(identifier: object) -> str:
    """One review."""
    with runtime().database.reading() as session:
        review = queries.one(session, str(identifier))
        newest = queries.latest(session, review.division) or review
    leads = model.may_review(principal(), review.division)
    it = presenting.shown(review, presenting.names_of([review]))
    return render_template(
        "scorecards/reviews/record.html",
        it=it,
        rows=presenting.rows_of(it),
        tables=tables(it["seen"]["figures"]),
        newer=presenting.shown(newest, {}) if newest.id != review.id else None,
        may_write=leads,
        may_mark=leads and newest.id == review.id,
        list_path=presenting.list_path(review.division),
    )


@pages.post("/scorecards/reviews/<uuid:identifier>/actions/<uuid:action>/done")
@allow(leaders)
def done(identifier: object, action: object) -> AnyResponse:
    """Mark an action."""
    return asking.mark(identifier, action, presenting.on_its_page, done=True)


@pages.post("/scorecards/reviews/<uuid:identifier>/actions/<uuid:action>/undone")
@allow(leaders)
def undone(identifier: object, action: object) -> AnyResponse:
    """Take the mark back."""
    return asking.mark(identifier, action, presenting.on_its_page, done=False)


def _list(division: str, **more: Any) -> str:  # noqa: ANN401 (template values)
    found, last = asking.piece(division)
    return render_template(
        "scorecards/reviews/list.html",
        code=division,
        place=presenting.place_name(division),
        reviews=presenting.several(found),
        next_url=paging.next_path(last),
        list_path=presenting.list_path(division),
        may_open=model.may_review(principal(), division),
        **more,
    )


def _divisions(session: Session) -> list[dict[str, Any]]:
    """Today's divisions by name, each with its newest review of the present month, quarter or year."""
    day, code = presenting.today(), language().code
    reviewed = queries.reviewed(session, periods.present(day))
    names = presenting.names_of(reviewed.values())
    found = [
        {
            "name": each.name[code],
            "path": presenting.list_path(each.code),
            "review": presenting.shown(reviewed[each.code], names) if each.code in reviewed else None,
        }
        for each in runtime().known.directory().divisions.values()
        if each.holds(day)
    ]
    return sorted(found, key=lambda each: str(each["name"]).casefold())
