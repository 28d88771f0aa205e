"""The door for programs: the measurements of an indicator."""

from typing import Any

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from schemas.indicators import Measured, Measurements, NewMeasurement, NewMeasurements
from schemas.messages import N_
from services.followups.indicators import queries as indicators
from services.followups.measuring import operations, queries
from services.followups.measuring.views import presenting
from services.kernel.errors import Errors, Invalid, Unreadable
from services.kernel.web import doors, forms, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.naming import directory_with
from services.kernel.web.openapi import describe

api = Blueprint("measurements_api", __name__, url_prefix="/api/v1/indicators/<uuid:identifier>/measurements")
NEW = NewMeasurements()


@api.get("")
@allow(readers)
@describe("The measurements of an indicator with their history, oldest first", gives=Measurements(), query=paging.QUERY)
def measurements(identifier: object) -> Response:
    """One piece of the list."""
    with runtime().database.reading() as session:
        indicator = indicators.one(session, str(identifier))
        found, last = queries.piece(session, indicator.id, paging.limit(), presenting.after())
        return paging.collection(presenting.items(found), last)


@api.post("")
@allow(writers)
@describe(
    "Measure: a list or one object, all or none; other numbers for a period are a correction, none strike it out",
    takes=NewMeasurement(many=True),
    gives=Measured(),
    status=201,
    also=(200,),
)
def measure(identifier: object) -> AnyResponse:
    """Take one or thousands; errors name each by its place from 0."""
    sent = doors.body()
    if not isinstance(sent, list | dict) or not sent:
        raise Unreadable(N_('Send a list of measurements: [{"period": …, "value": …}].'))
    several = isinstance(sent, list)

    def fitting(errors: Errors) -> Errors:
        return errors if several else {name.removeprefix("0."): texts for name, texts in errors.items()}

    try:
        items = _loaded(sent if isinstance(sent, list) else [sent])
        return doors.perform(
            lambda work: operations.measure(work, principal(), directory_with(set()), str(identifier), items),
            presenting.outcome,
        )
    except Invalid as refused:
        raise Invalid(fitting(refused.errors), refused.detail) from None


def _loaded(sent: list[Any]) -> list[dict[str, Any]]:
    try:
        items: list[dict[str, Any]] = forms.load(NEW, {"items": sent})["items"]
    except Invalid as refused:
        raise Invalid({name.removeprefix("items."): texts for name, texts in refused.errors.items()}) from None
    return items
