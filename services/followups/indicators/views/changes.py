"""The page of what was changed in an indicator's definition, in words."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from flask import Blueprint, render_template

from schemas.messages import N_
from schemas.vocabulary import CHART_NAMES, DIRECTION_NAMES, FREQUENCY_NAMES
from services.followups.goals import queries as goals
from services.followups.indicators import queries
from services.followups.indicators.model import Change, Indicator
from services.followups.indicators.views.entry import LABELS
from services.followups.indicators.views.presenting import PAGES
from services.followups.showing import words
from services.kernel.web import naming
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, language, runtime

NAMES = {
    **LABELS,
    "name": N_("Name"),
    "chart": N_("Chart"),
    "direction": N_("Which way is better"),
    "frequency": N_("How often"),
    "goal": N_("Goal"),
    "description": N_("What counts"),
    "source": N_("Source of the data"),
    "measured_by": N_("Who enters them"),
    "phase": N_("New limits"),
}
WORDS = {
    "chart": CHART_NAMES,
    "direction": DIRECTION_NAMES,
    "frequency": FREQUENCY_NAMES,
    "rules": words.RULE_SET_NAMES,
}


pages = Blueprint("indicator_changes", __name__, url_prefix=f"{PAGES}/<uuid:identifier>/changes")


class Told(NamedTuple):
    """One change: when, by whom, and [(field, before, after)]; "" where nothing stood."""

    at: datetime
    by: str
    fields: list[tuple[str, str, str]]


@pages.get("")
@allow(readers)
def changes(identifier: object) -> str:
    """The page, newest first."""
    with runtime().database.reading() as session:
        indicator = queries.one(session, str(identifier))
        found = queries.changes(session, indicator.id)
        named = {goal for each in found for goal in each.changed.get("goal", ()) if goal}
        titles = goals.titles(session, named)
    return render_template("followups/indicators/changes.html", it=indicator, changes=told(found, indicator, titles))


def told(found: Sequence[Change], indicator: Indicator, titles: dict[str, str]) -> list[Told]:
    """The changes of an indicator for its page; `titles` are those of the goals that they name."""
    names = naming.names_of(each.actor for each in found)

    def say(field: str, value: object) -> str:
        if value is None or value == "":
            return ""
        if field == "goal":
            return titles.get(str(value), "")
        return _say(indicator, field, value)

    return [
        Told(
            each.at,
            names.get(each.actor, ""),
            [
                (gettext(NAMES.get(name, name)), say(name, old), say(name, new))
                for name, (old, new) in each.changed.items()
            ],
        )
        for each in found
    ]


def _say(indicator: Indicator, field: str, value: object) -> str:
    if field in WORDS:
        return gettext(WORDS[field].get(str(value), str(value)))
    writers: dict[str, Callable[[], str]] = {
        "target": lambda: words.exactly(indicator, float(str(value))),
        "screening": lambda: gettext("left out") if value else gettext("counted"),
        "phase": lambda: _phase(value),
    }
    return writers[field]() if field in writers else str(value)


def _phase(value: object) -> str:
    start, reason = value if isinstance(value, list) else ("", "")
    return f"{language().day(date.fromisoformat(start))}: {reason}"
