"""The door for programs: /api/v1/goals/perspectives."""

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from schemas.goals import Perspectives, PerspectivesOfYear, YearAsked
from services.followups.perspectives import operations, queries
from services.followups.perspectives.views import presenting
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.openapi import describe

api = Blueprint("perspectives_api", __name__, url_prefix=presenting.API)
WORDED, OF_YEAR, YEAR = Perspectives(), PerspectivesOfYear(), YearAsked()


@api.get("/<int:year>")
@allow(readers)
@describe("The perspectives that hold in a year", gives=OF_YEAR)
def of_year(year: int) -> AnyResponse:
    """Those of the year; the ETag is that of its own, 0 where it has none."""
    forms.load(YEAR, {"year": year})
    with runtime().database.reading() as session:
        return doors.respond(presenting.current(queries.worded(session).of(year)))


@api.put("/<int:year>")
@allow(writers)
@describe("Word the perspectives of a year", takes=WORDED, gives=OF_YEAR, conditional=True)
def word(year: int) -> AnyResponse:
    """Word them, in the order of the scorecard; If-Match is 0 or * where the year has none of its own."""
    forms.load(YEAR, {"year": year})
    given, asked = doors.fields(WORDED), doors.version_asked()
    return doors.perform(
        lambda work: operations.word_perspectives(work, principal(), year, asked, **given),
        presenting.worded,
    )
