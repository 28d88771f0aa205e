"""The door for programs: not for us, and taking that back."""

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from schemas.improvements import ImprovementWithSteps
from schemas.spread import NotForUs
from services.improvements.relevance import operations
from services.improvements.taps.views import unit_named
from services.improvements.views import presenting
from services.kernel.web import doors, naming
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal
from services.kernel.web.openapi import describe

api = Blueprint("relevance_api", __name__, url_prefix=f"{presenting.API}/<uuid:identifier>/not-for-us")
NOT_FOR_US, WHOLE = NotForUs(), ImprovementWithSteps()


@api.post("")
@allow(writers)
@describe("A relevant unit says that it is not, and why", takes=NOT_FOR_US, gives=WHOLE)
def not_for_us(identifier: object) -> AnyResponse:
    """Correct whom it is relevant for."""
    given = doors.fields(NOT_FOR_US)
    return doors.perform(
        lambda work: operations.not_for_us(work, principal(), naming.directory(), str(identifier), **given),
        presenting.current,
    )


@api.delete("")
@allow(writers)
@describe("It could be for the unit after all", gives=WHOLE, query={"unit": "Code of the unit; or send it as JSON"})
def take_back(identifier: object) -> AnyResponse:
    """Take it back."""
    unit = unit_named()
    return doors.perform(
        lambda work: operations.take_back(work, principal(), naming.directory(), str(identifier), unit),
        presenting.current,
    )
