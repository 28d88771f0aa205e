"""From a query string to what a list or a chart is asked for; what cannot be taken is named."""

from typing import Any

from flask import request
from marshmallow import Schema, fields

from schemas.fields import Choice, Code, Identifier, Line
from schemas.indicators import ChartAsked
from schemas.vocabulary import VARIATIONS
from services.followups.indicators.analysing import Asked
from services.followups.indicators.queries import Filter
from services.followups.showing.queries import Wanted
from services.kernel.clock import now
from services.kernel.web import forms, naming

# Any special cause, beside each variation by itself.
ANY_SPECIAL = "special"
CHART = {
    "rules": "ihi-run, anhoej, mdc-xmr or western-electric",
    "screening": "on or off: whether outlying moving ranges are left out, once",
    "baseline": "The first so many values of each phase make its limits",
}


class Listed(Schema):
    """The filters of the list."""

    unit = Code(load_default=None)
    division = Code(load_default=None)
    goal = Identifier(load_default=None)
    name = Line(200, load_default=None)
    variation = Choice((ANY_SPECIAL, *VARIATIONS), load_default=None)
    late = Choice(("yes",), load_default=None)
    charts = Choice(("on", "off"), load_default="on")
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


def listed() -> dict[str, Any]:
    """The filters of this request, read; raises Invalid naming the parameter."""
    values: dict[str, Any] = forms.load(Listed(), request.args.to_dict())
    return values


def wanted(values: dict[str, Any]) -> Wanted:
    """Which indicators the filters leave. A division's are its own and those of its units."""
    variation = values["variation"]
    special = variation == ANY_SPECIAL
    among = Filter(
        units=naming.units_asked(values["division"], values["unit"]),
        division=None if values["unit"] else values["division"],
        q=values["name"],
        variation=None if special else variation,
        late=True if values["late"] else None,
        today=now().date(),
    )
    return Wanted(among, values["goal"], special)


def asked() -> Asked:
    """How the chart shall be made for this once; raises Invalid naming the parameter."""
    given = forms.load(ChartAsked(), {name: request.args[name] for name in CHART if name in request.args})
    screening = given.get("screening")
    return Asked(given.get("rules"), screening == "on" if screening else None, given.get("baseline"))
