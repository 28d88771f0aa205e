"""The form that opens a coming period."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.goals import Opening
from schemas.messages import N_
from services.followups.goals import opening
from services.followups.goals.loading import Told
from services.followups.goals.views import places, words
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal
from services.kernel.web.doors import Answer
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory

pages = Blueprint("opening", __name__, url_prefix="/follow-ups/coming")
OPENING = Opening()
LABELS = {"place": N_("Whose goals?"), "period": N_("From which period?"), "into": N_("Into which period?")}


@pages.get("")
@allow(writers)
def open_form() -> str:
    """The form, for the asker's own place, from this year into the next."""
    year = now().year
    values = {"place": places.deciding().value, "period": str(year), "into": str(year + 1)}
    return _entry(Form(values | {name: text for name, text in request.args.items() if name in LABELS}))


@pages.post("")
@allow(writers)
@forms.gives_back
def open_coming() -> AnyResponse:
    """Let the open goals of a place go on in a later period."""
    form = forms.posted()

    def act() -> AnyResponse:
        try:
            given = forms.load(OPENING, _fields(form))
            return doors.perform(
                lambda work: opening.open_coming(work, principal(), directory(), given), lambda made: _seen(made, given)
            )
        except Invalid as refused:
            errors = {"place" if name in {"unit", "division"} else name: each for name, each in refused.errors.items()}
            raise Invalid(errors) from None

    return forms.handle(form, _entry, act)


def _fields(form: Form) -> dict[str, Any]:
    place = places.parsed(str(form.values.get("place", "")))
    fields = {name: form.values[name] for name in ("period", "into") if form.values.get(name)}
    return fields | {"unit": place.unit, "division": place.division}


def _seen(_: list[Told], given: dict[str, Any]) -> Answer:
    """The goals of the place in the year of the new period."""
    place = {"unit": given["unit"] or "", "division": given["division"] or ""}
    return doors.see("/follow-ups?" + urlencode(place | {"year": given["into"].last.year}))


def _entry(form: Form) -> str:
    return render_template(
        "followups/goals/coming.html",
        form=words.in_order(form, LABELS),
        labels=words.labels(LABELS),
        places=places.choices(),
    )
