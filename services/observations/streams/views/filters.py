"""From a query string to the filter of a list, the same for both doors; what cannot be taken is named."""

from typing import Any

from flask import request
from marshmallow import Schema, fields

from schemas.fields import Code, Line
from services.kernel.web import forms, naming, paging
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
    units = naming.units_asked(values["division"], values["unit"])
    return Filter(units, values["name"])
