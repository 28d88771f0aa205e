"""From a query string to the filter of a list, the same for both doors; what cannot be taken is named."""

from typing import Any

from flask import request
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from schemas.fields import Choice, Code, Identifier, Line, Moment
from schemas.vocabulary import WASTES
from services.kernel.web import forms, naming, paging
from services.kernel.web.context import principal
from services.observations.noting import queries
from services.observations.noting.queries import Filter

QUERY = {
    "unit": "Code of a unit",
    "division": "Code of a division: its units of today",
    "waste": "One of the eight wastes",
    "value_stream": "Id or name of a value stream",
    "walk": "Id of a walk",
    "improvement": "`yes`: those that an improvement came of, `no`: the others",
    "mine": "`1`: only what the asker noted",
    "updated_since": "Date and time with zone",
    **paging.QUERY,
}
NAMES = ("unit", "division", "waste", "value_stream", "walk", "improvement", "mine")


class Asked(Schema):
    """The filters a list takes."""

    unit = Code(load_default=None)
    division = Code(load_default=None)
    waste = Choice(WASTES, load_default=None)
    value_stream = Line(120, load_default=None)
    walk = Identifier(load_default=None)
    improvement = Choice(["yes", "no"], load_default=None)
    mine = Choice(["0", "1"], load_default="0")
    updated_since = Moment(load_default=None)
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


def asked(session: Session) -> Filter:
    """The filter of this request; raises Invalid naming the parameter."""
    values: dict[str, Any] = forms.load(Asked(), request.args.to_dict())
    units = naming.units_asked(values["division"], values["unit"])
    stream = values["value_stream"]
    return Filter(
        units=units,
        waste=values["waste"],
        value_streams=None if stream is None else queries.same_stream(session, stream),
        walk=values["walk"],
        improved=None if values["improvement"] is None else values["improvement"] == "yes",
        noted_by=principal().id if values["mine"] == "1" else None,
        updated_since=values["updated_since"],
    )
