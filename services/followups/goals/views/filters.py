"""From a query string to the filter of a list of goals, the same for both doors; what cannot be taken is named."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from schemas.fields import Choice, Code, Identifier, Moment, Whole
from schemas.periods import EARLIEST, LATEST
from schemas.vocabulary import GOAL_STATES
from services.followups.goals.queries import LEVELS, Filter
from services.kernel.clock import now
from services.kernel.web import forms, naming, paging

QUERY = {
    "unit": "Code of a unit",
    "division": "Code of a division: its own goals and those of its units of today",
    "level": "unit, division or region",
    "perspective": "Code of a perspective",
    "year": "The year in which their periods end",
    "state": "open, reached, not_reached or dropped",
    "overdue": "`yes`: those whose follow-up is late, `no`: the others",
    "improvement": "Id of an improvement that serves them",
    "updated_since": "Date and time with zone",
    **paging.QUERY,
}


class Asked(Schema):
    """The filters a list takes."""

    unit = Code(load_default=None)
    division = Code(load_default=None)
    level = Choice(LEVELS, load_default=None)
    perspective = Code(load_default=None)
    year = Whole(EARLIEST, LATEST, load_default=None)
    state = Choice(GOAL_STATES, load_default=None)
    overdue = Choice(["yes", "no"], load_default=None)
    improvement = Identifier(load_default=None)
    updated_since = Moment(load_default=None)
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


_asked = Asked()


def asked(given: Mapping[str, str]) -> Filter:
    """The filter of a request's query; raises Invalid naming the parameter."""
    values: dict[str, Any] = forms.load(_asked, given)
    units = naming.units_asked(values["division"], values["unit"])
    return Filter(
        units=units,
        division=None if values["unit"] else values["division"],
        overdue=None if values["overdue"] is None else values["overdue"] == "yes",
        today=now().date(),
        **{name: values[name] for name in ("level", "perspective", "year", "state", "improvement", "updated_since")},
    )
