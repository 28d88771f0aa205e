"""The form for a number: the period that is due is chosen already. The same form corrects, or strikes out."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.indicators import NewMeasurement
from schemas.messages import N_
from schemas.periods import Grain, Period, holding, parse
from services.followups.indicators import queries as indicators
from services.followups.indicators.model import RATIOS, Indicator
from services.followups.measuring import operations, queries
from services.followups.measuring.model import Measurement
from services.followups.measuring.recording import NUMBERS
from services.followups.measuring.views.presenting import ratio
from services.followups.showing import words
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import gettext, language, principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory

PAGES = "/follow-ups/indicators/<uuid:identifier>"
pages = Blueprint("measuring", __name__, url_prefix=f"{PAGES}/measure")
SHOWN = 12
NEW = NewMeasurement(exclude=("astronomical",))
LABELS = {
    "period": N_("For which period?"),
    "value": N_("How many?"),
    "numerator": N_("How many?"),
    "denominator": N_("Of how many?"),
    "note": N_("Note in the chart"),
}
WHY = N_("Why is it corrected?")


@pages.get("")
@allow(writers)
def measure(identifier: object) -> str:
    """The form; `?period=` chooses another one, with what stands there."""
    indicator, there = _measured(str(identifier))
    chosen = _asked(indicator) or _due(indicator)
    known = there.get(chosen)
    return _page(indicator, there, Form({"period": chosen.isoformat()} | (_values(known) if known else {})))


@pages.post("")
@allow(writers)
@forms.gives_back
def take(identifier: object) -> AnyResponse:
    """Take the number, or strike out what stands there."""
    form = forms.posted()
    indicator, there = _measured(str(identifier))

    def act() -> AnyResponse:
        typed = {name: _plain(str(form.values.get(name, ""))) for name in NUMBERS}
        kept = {} if form.values.get("do") == "strike" else {name: text for name, text in typed.items() if text}
        kept |= {name: str(form.values.get(name, "")) for name in ("period", "note")}
        item = forms.load(NEW, kept)
        return doors.perform(
            lambda work: operations.measure(work, principal(), directory(), indicator.id, [item]),
            lambda _: doors.see(f"/follow-ups/indicators/{indicator.id}"),
        )

    return forms.handle(form, lambda shown: _page(indicator, there, shown), lambda: _of_one(act))


def _of_one(act: Any) -> AnyResponse:  # noqa: ANN401 (as forms.handle takes it)
    try:
        answer: AnyResponse = act()
    except Invalid as refused:
        raise Invalid({name.removeprefix("0."): texts for name, texts in refused.errors.items()}) from None
    return answer


def _plain(number: str) -> str:
    """A number as it is written in the reader's language, as the schema takes it."""
    closed = "".join(number.split())
    return closed if language().code == "en" else closed.replace(",", ".")


def _measured(identifier: str) -> tuple[Indicator, dict[date, Measurement]]:
    with runtime().database.reading() as session:
        indicator = indicators.one(session, identifier)
        newest, _ = queries.piece(session, identifier, SHOWN, newest_first=True)
        asked = _asked(indicator)
        more = queries.in_periods(session, [identifier], [asked] if asked else [])
    return indicator, {each.period: each for each in (*more.values(), *newest)}


def _asked(indicator: Indicator) -> date | None:
    """The first day of the period that the address or the form names; None for none."""
    try:
        first = parse(request.values.get("period", "")).first
    except ValueError:
        return None
    return holding(first, Grain(indicator.frequency)).first if indicator.frequency else first


def _due(indicator: Indicator) -> date:
    """The period after the newest that has a value; of a new indicator the last that has ended."""
    today = now().astimezone(runtime().settings.zone).date()
    if indicator.frequency is None:
        return today
    running = holding(today, Grain(indicator.frequency))
    if indicator.last_period is None:
        return _before(running).first
    return min(holding(indicator.last_period, running.grain).next().first, running.first)


def _before(period: Period) -> Period:
    return holding(period.first - timedelta(days=1), period.grain)


def _periods(indicator: Indicator, chosen: Sequence[date]) -> list[date]:
    """The newest periods, and those that are chosen, newest first."""
    grain = Grain(indicator.frequency or Grain.DAY)
    each, found = holding(now().astimezone(runtime().settings.zone).date(), grain), set(chosen)
    for _ in range(SHOWN):
        found.add(each.first)
        each = _before(each)
    return sorted(found, reverse=True)


def _values(known: Measurement) -> dict[str, str]:
    given = {name: getattr(known, name) for name in NUMBERS}
    return {name: words.plain(number) for name, number in given.items() if number is not None} | {
        "note": known.note or ""
    }


def _page(indicator: Indicator, there: Mapping[date, Measurement], form: Form) -> str:
    chosen = _asked(indicator) or _due(indicator)
    known = there.get(chosen)
    grain = Grain(indicator.frequency or Grain.DAY)
    correcting = known is not None
    by_ratio = indicator.chart in RATIOS or any(each.denominator is not None for each in there.values())
    return render_template(
        "followups/measuring/measure.html",
        form=form,
        it=indicator,
        labels={name: gettext(WHY if name == "note" and correcting else text) for name, text in LABELS.items()},
        periods=[
            (day.isoformat(), _with_value(indicator, words.period(day, grain), there.get(day)))
            for day in _periods(indicator, [chosen])
        ]
        if indicator.frequency
        else [],
        by_ratio=by_ratio,
        correcting=words.period(chosen, grain) if correcting else None,
    )


def _with_value(indicator: Indicator, period: str, known: Measurement | None) -> str:
    number = ratio(known) if known else None
    return period if number is None else f"{period} ({words.value(indicator, number)})"
