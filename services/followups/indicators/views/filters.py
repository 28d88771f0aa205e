"""From a query string to the filter of a list; what cannot be taken is named."""

from typing import Any, get_args

from flask import request
from marshmallow import Schema, fields

from schemas.fields import SEARCH_LENGTH, Choice, Code, Identifier, Line, Moment
from schemas.vocabulary import ASSURANCES, CHARTS, VARIATIONS
from services.followups.indicators.queries import Filter
from services.followups.model import Level
from services.kernel.clock import now
from services.kernel.web import forms, naming, paging

YES_OR_NO = ("yes", "no")
QUERY = {
    "unit": "Code of a unit",
    "division": "Code of a division: its own, and those of its units of today",
    "level": "unit, division or region",
    "goal": "Id of a goal",
    "q": "Part of the name",
    "name": "The whole name, whatever its case",
    "chart": "The chart's kind",
    "variation": "What the chart says of its newest value",
    "assurance": "What it says of the target",
    "measured": "`yes`: those with any value, `no`: the others",
    "late": "`yes`: those whose next value is late by their frequency, `no`: the others",
    "updated_since": "Date and time with zone",
    **paging.QUERY,
}


class Asked(Schema):
    """The filters a list takes."""

    unit = Code(load_default=None)
    division = Code(load_default=None)
    level = Choice(get_args(Level), load_default=None)
    goal = Identifier(load_default=None)
    q = Line(SEARCH_LENGTH, load_default=None)
    name = Line(SEARCH_LENGTH, load_default=None)
    chart = Choice(CHARTS, load_default=None)
    variation = Choice(VARIATIONS, load_default=None)
    assurance = Choice(ASSURANCES, load_default=None)
    measured = Choice(YES_OR_NO, load_default=None)
    late = Choice(YES_OR_NO, load_default=None)
    updated_since = Moment(load_default=None)
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


SAME = ("level", "goal", "q", "name", "chart", "variation", "assurance", "updated_since")


def asked() -> Filter:
    """The filter of this request; raises Invalid naming the parameter."""
    values: dict[str, Any] = forms.load(Asked(), request.args.to_dict())
    unit, division = values["unit"], values["division"]
    return Filter(
        units=naming.units_asked(division, unit),
        # Of one unit nothing is the division's own.
        division=None if unit else division,
        measured=_answer(values["measured"]),
        late=_answer(values["late"]),
        today=now().date(),
        **{name: values[name] for name in SAME},
    )


def _answer(value: str | None) -> bool | None:
    return None if value is None else value == "yes"
