"""The page of an indicator's measurements: every number, and what stood there before."""

from flask import Blueprint, render_template

from schemas.periods import Grain
from services.followups.indicators import queries as indicators
from services.followups.measuring import queries
from services.followups.measuring.views import presenting
from services.followups.measuring.views.measuring import PAGES
from services.followups.showing import words
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import runtime

pages = Blueprint("measurements", __name__, url_prefix=f"{PAGES}/measurements")


@pages.get("")
@allow(readers)
def measurements(identifier: object) -> str:
    """The table, newest first."""
    with runtime().database.reading() as session:
        indicator = indicators.one(session, str(identifier))
        found, last = queries.piece(session, indicator.id, paging.limit(), presenting.after(), newest_first=True)
    grain = Grain(indicator.frequency or Grain.DAY)
    return render_template(
        "followups/measuring/table.html",
        it=indicator,
        rows=presenting.with_history(found),
        named=lambda day: words.period(day, grain),
        written=lambda number: words.value(indicator, number),
        plain=words.plain,
        correctable={each.id for each in found if presenting.may_correct(indicator, each)},
        next_url=paging.next_path(last),
    )
