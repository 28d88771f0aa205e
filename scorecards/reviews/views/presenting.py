"""A review as it is shown, the same facts for both doors."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from schemas.reviews import Review as ReviewSchema
from schemas.reviews import ReviewInList
from scorecards.places import UNKNOWN
from scorecards.reviews import model
from scorecards.reviews.model import Review
from scorecards.reviews.seen import WHOLE, by_row
from scorecards.reviews.views.words import period_name
from scorecards.views import reading
from services.kernel import people
from services.kernel.clock import now
from services.kernel.web import doors
from services.kernel.web.context import gettext, language, principal, runtime
from services.kernel.web.doors import Answer

API = "/api/v1/scorecards/reviews"

_short = ReviewInList()
_whole = ReviewSchema()


def today() -> date:
    """The present day in the region."""
    return now().astimezone(runtime().settings.zone).date()


def place_name(division: str) -> str:
    """The division's name, or the region."""
    if not division:
        return gettext("the region")
    return runtime().known.directory().division_name(division, language().code)


def list_path(division: str) -> str:
    """The address of the list of a division's reviews."""
    return f"/scorecards/divisions/{quote(division)}/reviews" if division else "/scorecards/reviews"


def names_of(reviews: Iterable[Review]) -> dict[str, str]:
    """Names by id. Who asks is known without asking the database, which may not have committed the name yet."""
    asker = principal()
    others = {who for each in reviews for who in (each.opened_by, each.changed_by)} - {asker.id}
    if not others:
        return {asker.id: asker.name}
    with runtime().database.reading() as session:
        return people.names(session, others) | {asker.id: asker.name}


def shown(review: Review, names: dict[str, str]) -> dict[str, Any]:
    """The facts of one review, for templates and schemas alike."""
    columns = {column.name: getattr(review, column.name) for column in review.__table__.columns}
    return columns | {
        "division": review.division or None,
        "opened_by": names.get(review.opened_by, ""),
        "changed_by": names.get(review.changed_by, ""),
        "period_name": period_name(review.period),
        "place": place_name(review.division),
        "path": model.path_of(review),
        "open_actions": [_dated(action) for action in review.open_actions],
        "dated_actions": [_dated(action) for action in review.actions],
        "seen": _seen(review),
    }


def rows_of(it: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of the numbers that were seen, of a review as `shown` gives it."""
    return list(it["seen"]["units" if it["division"] else "divisions"])


def several(reviews: Sequence[Review]) -> list[dict[str, Any]]:
    """The facts of many."""
    names = names_of(reviews)
    return [shown(each, names) for each in reviews]


def items(reviews: Sequence[Review]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_short.dump(each) for each in several(reviews)]


def whole(review: Review) -> dict[str, Any]:
    """One, as the API gives it."""
    dumped: dict[str, Any] = _whole.dump(shown(review, names_of([review])))
    return dumped


def created(review: Review) -> Answer:
    """A new review as 201."""
    return doors.created(whole(review), f"{API}/{review.id}", review.version)


def current(review: Review) -> Answer:
    """A changed review as 200."""
    return doors.current(whole(review), review.version)


def on_its_page(review: Review) -> Answer:
    """A form's way on to the review's page."""
    return doors.see(model.path_of(review))


def _dated(action: model.Action) -> dict[str, Any]:
    """An action with moments instead of texts."""
    done_at = action["done_at"]
    return action | {"done_at": datetime.fromisoformat(done_at) if done_at else None}


def _seen(review: Review) -> dict[str, Any]:
    """The numbers as they were seen: of the whole and of each row, in the order they were kept in."""
    rows = by_row(review.seen)
    return {
        "as_of": review.as_of,
        "events": review.events,
        "figures": rows.pop(WHOLE),
        "units" if review.division else "divisions": [
            {"code": code, "name": _row_name(code, review.division), "figures": figures}
            for code, figures in rows.items()
        ],
    }


def _row_name(code: str, division: str) -> str:
    directory = runtime().known.directory()
    if division:
        return directory.unit_name(code, language().code)
    return reading.unknown_name() if code == UNKNOWN else directory.division_name(code, language().code)
