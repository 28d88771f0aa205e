"""The door for leaders: opening a review, and writing question, decision and actions later."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.reviews import EditedReview, NewReview
from scorecards import reports
from scorecards.reviews import model, operations, periods, queries
from scorecards.reviews.model import Review
from scorecards.reviews.seen import main_figures
from scorecards.reviews.views import asking, entry, presenting
from scorecards.reviews.views.words import figure_name, period_name
from scorecards.views import reading
from services.kernel.errors import Conflict, Invalid
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, holders
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form

pages = Blueprint("review_writing", __name__)
leaders = holders(roles.DIVISION_LEADER, roles.ADMIN)
NEW, EDITED = NewReview(), EditedReview()


@pages.get("/scorecards/divisions/<code>/reviews/new")
@allow(leaders)
def new_of_division(code: str) -> str:
    """The form for a division, its numbers as they are now beside it."""
    return _new(code, _first(code))


@pages.post("/scorecards/divisions/<code>/reviews/new")
@allow(leaders)
@forms.gives_back
def open_division(code: str) -> AnyResponse:
    """Open a division's."""
    return _opened(code)


@pages.get("/scorecards/reviews/new")
@allow(leaders)
def new_of_region() -> str:
    """The form for the region."""
    return _new("", _first(""))


@pages.post("/scorecards/reviews/new")
@allow(leaders)
@forms.gives_back
def open_region() -> AnyResponse:
    """Open the region's."""
    return _opened("")


@pages.get("/scorecards/reviews/<uuid:identifier>/edit")
@allow(leaders)
def open_edit(identifier: object) -> str:
    """The form with what is written now."""
    review = _editable(str(identifier))
    values = {"question": review.question or "", "decision": review.decision or "", "version": str(review.version)}
    return _edit(review, Form(values))


@pages.post("/scorecards/reviews/<uuid:identifier>/edit")
@allow(leaders)
@forms.gives_back
def edit(identifier: object) -> AnyResponse:
    """Take the changes."""
    form, review = forms.posted(), _editable(str(identifier))
    if "more" in form.values:
        return make_response(_edit(review, entry.with_more_rows(form)))

    def act() -> AnyResponse:
        given, asked = entry.load(EDITED, form, "question", "decision"), doors.version_asked()
        with _kept_on_conflict("actions"):
            return doors.perform(
                lambda work: operations.change_review(work, principal(), review.id, asked, given),
                presenting.on_its_page,
            )

    return forms.handle(form, lambda shown: _edit(_editable(review.id), shown), act)


def _opened(division: str) -> AnyResponse:
    form = forms.posted()
    if "more" in form.values:
        return make_response(_new(division, entry.with_more_rows(form)))

    def act() -> AnyResponse:
        given = entry.load(NEW, form, "period", "question", "decision")
        with _kept_on_conflict("period"):
            return asking.open_review(division, given, presenting.on_its_page)

    return forms.handle(form, lambda shown: _new(division, shown), act)


@contextmanager
def _kept_on_conflict(field: str) -> Iterator[None]:
    """Tell a conflict beside a field of the form, so that nothing typed is lost."""
    try:
        yield
    except Conflict as conflict:
        raise Invalid({field: [conflict.detail]}) from None


def _first(division: str) -> Form:
    """An empty form for the first of the present periods that has no review yet."""
    offered = periods.offered(presenting.today())
    with runtime().database.reading() as session:
        free = [period for period in offered if queries.of_period(session, division, period) is None]
    return Form({"period": (free or offered)[0]})


def _new(division: str, form: Form) -> str:
    model.refuse_others(principal(), division)
    if division:
        asking.refuse_unknown(division)
    with runtime().database.reading() as session:
        reader = reading.reader_on(session)
        report = reports.division(reader, division, "") if division else reports.region(reader, "")
        before = queries.latest(session, division)
    return _entry(
        form,
        numbers=[(figure_name(figure), number) for figure, number in main_figures(report).items()],
        standing=report.standing,
        place=presenting.place_name(division),
        periods=[(period, period_name(period)) for period in periods.offered(presenting.today())],
        before=presenting.shown(before, {}) if before else None,
        back=presenting.list_path(division),
    )


def _edit(review: Review, form: Form) -> str:
    shown = presenting.shown(review, presenting.names_of([review]))
    with runtime().database.reading() as session:
        newest = queries.latest(session, review.division)
    # What an older review has left open has gone on; nothing more is added there.
    closed = newest is not None and newest.id != review.id and not form.errors.get("actions")
    return _entry(form, editing=shown, closed=closed, place=shown["place"], back=shown["path"])


def _entry(form: Form, **more: Any) -> str:  # noqa: ANN401 (template values)
    rows = entry.rows_of(form)
    return render_template("scorecards/reviews/entry.html", form=form, rows=rows, labels=entry.labels(form), **more)


def _editable(identifier: str) -> Review:
    """The review as it is written now; raises where the asker may not change it."""
    with runtime().database.reading() as session:
        review = queries.one(session, identifier)
    model.refuse_others(principal(), review.division)
    return review
