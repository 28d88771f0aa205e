"""From observations to the form of an improvement: what its fields hold, and the page on which some were chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from schemas.fields import Identifier, Many
from schemas.messages import N_
from services.kernel.errors import Invalid
from services.kernel.web import forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import runtime
from services.kernel.web.forms import Form
from services.observations.noting import queries
from services.observations.noting.model import Observation
from services.observations.noting.views import presenting

pages = Blueprint("raising", __name__, url_prefix=presenting.PAGES)
# What the form of an improvement takes (schemas.improvements).
MOST_OBSERVATIONS, LONGEST_PROBLEM = 50, 4000
CUT = "…"


@dataclass(frozen=True)
class Draft:
    """The fields of an improvement's form, as far as its observations tell them; "" where they differ."""

    observations: list[str]
    unit: str
    waste: str
    value_stream: str
    problem: str

    @classmethod
    def of(cls, observations: Sequence[Observation]) -> "Draft":
        """An improvement that comes of these, which are one at least; more than an improvement takes are left out."""
        taken = observations[:MOST_OBSERVATIONS]
        return cls(
            [each.id for each in taken],
            _shared([each.unit for each in taken]),
            _shared([each.waste for each in taken]),
            _shared([each.value_stream or "" for each in taken]),
            problem_of([each.description for each in taken]),
        )

    @property
    def href(self) -> str:
        """The page that shows the observations, with the button."""
        return f"{presenting.PAGES}/raise?" + urlencode([("observation", each) for each in self.observations])


def problem_of(descriptions: Sequence[str]) -> str:
    """One description as it is, several as a list; cut after whole lines where that is more than a problem takes."""
    lines = list(descriptions) if len(descriptions) == 1 else [f"- {text}" for text in dict.fromkeys(descriptions)]
    whole = "\n".join(lines)
    if len(whole) <= LONGEST_PROBLEM:
        return whole
    return whole[: whole.rindex("\n", 0, LONGEST_PROBLEM - len(CUT))] + "\n" + CUT


def _shared(values: Sequence[str]) -> str:
    return values[0] if len(set(values)) == 1 else ""


class Chosen(Schema):
    """The observations that were chosen."""

    observation = Many(Identifier(), most=MOST_OBSERVATIONS, load_default=list)


@pages.get("/raise")
@allow(writers)
def chosen() -> AnyResponse | str:
    """Those that were chosen, and the button that raises an improvement from them."""
    try:
        found = _asked()
    except Invalid as refused:
        return make_response(_page(Form().refused(refused.errors), []), refused.status)
    return _page(Form(), found)


def _asked() -> list[Observation]:
    asked = forms.load(Chosen(), {"observation": request.args.getlist("observation")})["observation"]
    with runtime().database.reading() as session:
        found = queries.some(session, asked)
    if not found:
        raise Invalid({"observation": [N_("Choose one observation or more, in the list of observations.")]})
    return found


def _page(form: Form, found: list[Observation]) -> str:
    return render_template(
        "observations/noting/raise.html",
        form=form,
        observations=presenting.several(found),
        draft=Draft.of(found) if found else None,
    )
