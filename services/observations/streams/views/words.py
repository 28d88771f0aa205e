"""What maps say in the reader's language: times, shares, results, and why a result is unknown."""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from schemas.messages import N_
from schemas.vocabulary import DEMAND_PERIOD_NAMES, TIME_BASIS_NAMES, VALUE_NAMES
from services.kernel.web.context import gettext, language, ngettext
from services.observations.arithmetic import Metrics
from services.observations.streams import durations
from services.observations.streams.gaps import Gap
from services.observations.streams.picture import Words

UNKNOWN = "?"
TIME_PARTS = {"min": N_("%(num)s min"), "h": N_("%(num)s h"), "d": N_("%(num)s d")}
# The results in the order in which they are read, and how each is written.
RESULTS = {
    "lead_minutes": N_("Lead time"),
    "process_minutes": N_("Process time"),
    "activity_ratio_percent": N_("Activity ratio"),
    "rolled_complete_accurate_percent": N_("Share correct and complete all the way"),
    "process_cycle_efficiency_percent": N_("Process cycle efficiency"),
    "takt_minutes": N_("Takt"),
    "staff_needed": N_("Staff needed"),
}
MEANINGS = {
    "lead_minutes": N_("From when work could begin to when it is done, waits and all"),
    "process_minutes": N_("The work itself, uninterrupted"),
    "activity_ratio_percent": N_("Process time in the lead time: sum over sum"),
    "rolled_complete_accurate_percent": N_(
        "What passes every step along the critical path without being corrected, completed or asked about; "
        "steps beside it are not in it"
    ),
    "process_cycle_efficiency_percent": N_("Time that adds value, in the lead time"),
    "takt_minutes": N_("Available time for each of those who need it"),
    "staff_needed": N_(
        "Full-time persons, for the process time along the critical path; steps beside it are not in it"
    ),
}
MISSING_OF_STEP = {
    "wait_before_minutes": N_("the wait before %(step)s is missing"),
    "process_minutes": N_("the process time of %(step)s is missing"),
    "complete_accurate_percent": N_("the share correct and complete of %(step)s is missing"),
    "value": N_("whether %(step)s adds value is missing"),
}
MISSING = {
    "quantity": N_("the demand is missing"),
    "available_minutes": N_("the available time is missing"),
    "person_minutes": N_("the working time of one person is missing"),
    "lead_minutes": N_("no time passes at all"),
}


def time(minutes: float | None, basis: str, *, exact: bool = False) -> str:
    """Minutes as people say them: 2 d 4 h, 1 h 30 min; `?` where they are unknown; `exact`: 2 d 4 h 10 min."""
    if minutes is None:
        return UNKNOWN
    if durations.is_small(minutes):
        return gettext(TIME_PARTS["min"], num=language().number(round(minutes, 2)))
    return " ".join(
        gettext(TIME_PARTS[unit], num=language().number(number))
        for number, unit in durations.parts(minutes, basis, exact=exact)
    )


def share(percent: float | None) -> str:
    """A share, `?` where it is unknown."""
    return UNKNOWN if percent is None else language().percent(percent)


def result(name: str, value: float | None, basis: str, *, exact: bool = False) -> str:
    """One of the results, in its own measure; `unknown` in words; `exact`: times to the minute, to be compared."""
    if value is None:
        return gettext("unknown")
    if name.endswith("_percent"):
        return language().percent(value)
    if name == "takt_minutes":
        # Available time is working time, whatever the map counts.
        return time(value, "working", exact=exact)
    return time(value, basis, exact=exact) if name.endswith("_minutes") else language().number(round(value, 2))


def difference(name: str, earlier: float | None, later: float | None) -> Decimal | None:
    """The difference of two numbers as `result` writes them, exact to the minute; None where either is unknown.

    A reader who subtracts what is shown comes to what is shown.
    """
    return None if earlier is None or later is None else _written(name, later) - _written(name, earlier)


def _written(name: str, value: float) -> Decimal:
    if name.endswith("_percent"):
        # Rounded as the language does it, as a share of one.
        return round(Decimal(str(value / 100)), 3) * 100
    if name.endswith("_minutes") and not durations.is_small(value):
        return Decimal(math.floor(value + 0.5))
    return Decimal(str(round(value, 2)))


def change(name: str, earlier: float | None, later: float | None, basis: str) -> str:
    """A difference with its sign, `unknown` in words."""
    value = difference(name, earlier, later)
    if value is None:
        return gettext("unknown")
    if value == 0:
        return gettext("the same")
    sign = "+" if value > 0 else "\N{MINUS SIGN}"
    if name.endswith("_percent"):
        return gettext("%(sign)s%(num)s points", sign=sign, num=language().number(abs(float(value))))
    return f"{sign}{result(name, abs(float(value)), basis, exact=True)}"


def missing(gaps: Sequence[Gap], names: Sequence[str]) -> str:
    """Why a result is unknown: the first thing to find out, and how many more."""
    if not gaps:
        return ""
    first = gaps[0]
    if first.place is None:
        text = gettext(MISSING[first.field])
    else:
        text = gettext(MISSING_OF_STEP[first.field], step=names[first.place])
    more = len(gaps) - 1
    return text if not more else ngettext("%(text)s, and %(num)s more", "%(text)s, and %(num)s more", more, text=text)


def basis(stream: Any) -> str:  # noqa: ANN401 (a row or its facts)
    """How its time is counted."""
    return gettext(TIME_BASIS_NAMES[stream.time_basis])


def demand(told: dict[str, Any] | None) -> str:
    """How much is needed, and in which period."""
    if told is None:
        return ""
    return f"{language().number(told['quantity'])} {gettext(DEMAND_PERIOD_NAMES[told['per']])}"


def value(kind: str | None) -> str:
    """Whether a step adds value."""
    return gettext(VALUE_NAMES[kind]) if kind else ""


def totals(metrics: Metrics, basis: str) -> str:
    """Lead and process time in all; empty where neither is known."""
    if metrics.lead_minutes is None and metrics.process_minutes is None:
        return ""
    return gettext(
        "In all: lead time %(lead)s, process time %(process)s",
        lead=time(metrics.lead_minutes, basis),
        process=time(metrics.process_minutes, basis),
    )


def of_picture(metrics: Metrics, basis: str) -> Words:
    """The words of a map's picture."""
    return Words(
        time=lambda minutes: time(minutes, basis),
        share=share,
        value=value,
        done_by=lambda who: gettext("by %(who)s", who=who),
        systems=lambda systems: gettext("in %(systems)s", systems=", ".join(systems)),
        process=gettext("PT"),
        accurate=gettext("%C&A"),
        dead_end=gettext("dead end"),
        totals=totals(metrics, basis),
    )
