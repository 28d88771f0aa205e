"""From a query string to the filter of a list, the same for both doors; what cannot be taken is named."""

from datetime import datetime
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError, fields

from schemas.fields import Code, Identifier, Line, Moment
from services.kernel.clock import now
from services.kernel.web import forms, paging
from services.observations.presenting import directory
from services.observations.streams.queries import Filter

QUERY = {
    "unit": "Code of a unit",
    "division": "Code of a division: its units of today",
    "name": "Name of a value stream, whatever its case",
    **paging.QUERY,
}


class Asked(Schema):
    """The filters a list takes."""

    unit = Code(load_default=None)
    division = Code(load_default=None)
    name = Line(120, load_default=None)
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


def asked() -> Filter:
    """The filter of this request; raises Invalid naming the parameter."""
    values: dict[str, Any] = forms.load(Asked(), request.args.to_dict())
    units: list[str] | None = None
    if values["division"] is not None:
        units = [unit.code for unit in directory().in_division(values["division"], now().date())]
    if values["unit"] is not None:
        units = [values["unit"]] if units is None or values["unit"] in units else []
    return Filter(units, values["name"])


def after() -> tuple[datetime, str] | None:
    """Where the piece before this one ended: moment and id; raises Invalid for a cursor that we did not give."""
    cursor = paging.cursor(2)
    if cursor is None:
        return None
    try:
        return Moment(required=True).deserialize(cursor[0]), Identifier(required=True).deserialize(cursor[1])
    except ValidationError:
        raise paging.not_ours() from None
