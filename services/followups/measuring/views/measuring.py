"""The form for a number: the period that is due is chosen already. The same form corrects, or strikes out.

Only where the address names a period that has a value does the form correct, and says so when it is sent: a number that
somebody else wrote meanwhile is not replaced by one that was meant to be the first.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from schemas.indicators import NewMeasurement
from schemas.messages import N_, Message
from services.followups.control import Problem
from services.followups.indicators.model import Indicator
from services.followups.indicators.problems import TEXTS
from services.followups.measuring import operations
from services.followups.measuring.model import Measurement, reading
from services.followups.measuring.operations import AlreadyMeasured
from services.followups.measuring.recording import NOT_YOURS, NUMBERS
from services.followups.measuring.views.offering import Offer, grain_of, offer
from services.followups.measuring.views.presenting import may_correct
from services.followups.showing import words
from services.kernel.errors import Invalid, NotAllowed
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import gettext, language, principal
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory

PAGES = "/follow-ups/indicators/<uuid:identifier>"
pages = Blueprint("measuring", __name__, url_prefix=f"{PAGES}/measure")
NEW = NewMeasurement(exclude=("astronomical",))
DENOMINATOR = NewMeasurement(only=("denominator",), partial=True)
CORRECTING = "correcting"
LABELS = {
    "period": N_("For which period?"),
    "value": N_("How many?"),
    "numerator": N_("How many?"),
    "denominator": N_("Of how many?"),
    "note": N_("Note in the chart"),
}
WHY = N_("Why is it corrected?")
TAKEN = N_("%(period)s has a value already: %(value)s.")


@pages.get("")
@allow(writers)
def measure(identifier: object) -> str:
    """The form; `?period=` chooses another period, to correct what stands there."""
    offered = offer(str(identifier))
    known = offered.there.get(offered.asked) if offered.asked else None
    if known:
        if not may_correct(offered.indicator, known):
            raise NotAllowed(NOT_YOURS)
        return _page(offered, Form({"period": known.period.isoformat(), CORRECTING: "yes"} | _values(known)))
    chosen = offered.asked or offered.due
    return _page(offered, Form({"period": chosen.isoformat() if chosen else ""}))


@pages.post("")
@allow(writers)
@forms.gives_back
def take(identifier: object) -> AnyResponse:
    """Take the number, correct what stands there or strike it out."""
    form = forms.posted()
    indicator = offer(str(identifier)).indicator

    def act() -> AnyResponse:
        typed = {name: _plain(str(form.values.get(name, ""))) for name in NUMBERS}
        kept = {} if form.values.get("do") == "strike" else {name: text for name, text in typed.items() if text}
        item = _loaded(kept | {name: str(form.values.get(name, "")) for name in ("period", "note")})
        return doors.perform(
            lambda work: (
                operations.measure(work, principal(), directory(), indicator.id, [item])
                if form.values.get(CORRECTING)
                else operations.measure_new(work, principal(), directory(), indicator.id, item)
            ),
            lambda _: doors.see(f"/follow-ups/indicators/{indicator.id}"),
        )

    return forms.handle(form, lambda shown: _page(offer(indicator.id), shown), lambda: _of_one(indicator, act))


def _loaded(typed: Mapping[str, str]) -> dict[str, Any]:
    try:
        return forms.load(NEW, typed)
    except Invalid as refused:
        # What cannot be read hides what the chart says of the rest.
        errors = dict(refused.errors)
        if "denominator" in typed and "denominator" not in errors:
            number = forms.load(DENOMINATOR, {"denominator": typed["denominator"]})["denominator"]
            errors |= {"denominator": [TEXTS[Problem.DENOMINATOR_NOT_POSITIVE][1]]} if number <= 0 else {}
        raise Invalid(errors) from None


def _of_one(indicator: Indicator, act: Callable[[], AnyResponse]) -> AnyResponse:
    try:
        return act()
    except AlreadyMeasured as refused:
        period = words.period(refused.there.period, grain_of(indicator))
        value = words.value(indicator, reading(refused.there) or 0.0)
        raise Invalid({"period": [Message(TAKEN, period=period, value=value)]}) from None
    except Invalid as refused:
        raise Invalid({name.removeprefix("0."): texts for name, texts in refused.errors.items()}) from None


def _plain(number: str) -> str:
    """A number as it is written in the reader's language, as the schema takes it."""
    closed = "".join(number.split())
    return closed if language().code == "en" else closed.replace(",", ".")


def _values(known: Measurement) -> dict[str, str]:
    given = {name: getattr(known, name) for name in NUMBERS}
    return {name: words.plain(number) for name, number in given.items() if number is not None} | {
        "note": known.note or ""
    }


def _page(offered: Offer, form: Form) -> str:
    indicator, grain = offered.indicator, grain_of(offered.indicator)
    correcting = offered.asked if form.values.get(CORRECTING) else None
    known = offered.there.get(offered.asked) if offered.asked else None
    days = sorted({*offered.open, *([offered.asked] if offered.asked else [])}, reverse=True)
    return render_template(
        "followups/measuring/measure.html",
        form=form,
        it=indicator,
        labels={name: gettext(WHY if name == "note" and correcting else text) for name, text in LABELS.items()},
        periods=[
            (day.isoformat(), _with_value(indicator, words.period(day, grain), offered.there.get(day))) for day in days
        ],
        by_ratio=offered.by_ratio,
        correcting=words.period(correcting, grain) if correcting else None,
        # What the form cannot take because it stands there already.
        taken=words.period(known.period, grain)
        if known and not correcting and "period" in form.errors and may_correct(indicator, known)
        else None,
    )


def _with_value(indicator: Indicator, period: str, known: Measurement | None) -> str:
    number = reading(known) if known else None
    return period if number is None else f"{period} ({words.value(indicator, number)})"
