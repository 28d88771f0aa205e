"""The latest review as a scorecard's page shows it, with what has changed since.

The page's view passes `review_panel=panel(session, report)` and its template includes scorecards/reviews/panel.html.
"""

from typing import Any

from sqlalchemy.orm import Session

from scorecards.reports import Report
from scorecards.reviews import model, queries
from scorecards.reviews.seen import changes
from scorecards.reviews.views import presenting
from scorecards.reviews.views.words import figure_name
from services.kernel.web.context import principal


def panel(session: Session, report: Report) -> dict[str, Any]:
    """What the partial shows of the report's division, "" for the region."""
    review = queries.latest(session, report.code)
    changed = changes(review.seen, report) if review else []
    return {
        "review": presenting.shown(review, {}) if review else None,
        "changes": [{"name": figure_name(each.figure), "then": each.then, "now": each.now} for each in changed],
        "path": presenting.list_path(report.code),
        "may_open": model.may_review(principal(), report.code),
    }
