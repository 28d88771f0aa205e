"""What periods and figures are called, and in which tables figures stand."""

from collections.abc import Collection
from datetime import date
from typing import Any

from babel.dates import format_skeleton

from schemas.messages import N_
from scorecards.measures import COUNTED_STATES
from scorecards.reviews.seen import MAIN
from scorecards.views.words import SPREAD_HEADINGS, STATE_WORDS
from services.kernel.web.context import gettext, language

WASTE_WORDS = {
    "waste_observations": N_("observations of waste"),
    "waste_minutes": N_("minutes lost as seen"),
    "waste_minutes_a_week": N_("minutes a week"),
    "waste_led": N_("led to an improvement"),
}
FIGURE_WORDS = {"running": N_("running"), **STATE_WORDS, **SPREAD_HEADINGS, **WASTE_WORDS}
BORDERS = ("solved_unit", "solved_division", "solved_region", "running_unit", "running_division", "running_region")
# (name, caption, columns). The first is short enough for a printed page; those after it hold everything, the last
# whatever no other names.
TABLES = (
    ("seen", N_("The main figures"), MAIN),
    ("activity", N_("Improvements by state"), ("running", *COUNTED_STATES)),
    ("spread", N_("Spread"), tuple(figure for figure in SPREAD_HEADINGS if figure not in BORDERS)),
    ("waste", N_("Waste seen in twelve months"), tuple(WASTE_WORDS)),
    ("borders", N_("Where improvements are at work"), BORDERS),
)


def period_name(period: str) -> str:
    """`2026-11` as November 2026, `2026-Q4` as quarter 4 of 2026, a year as it is."""
    year, _, part = period.partition("-")
    if not part:
        return year
    if part.startswith("Q"):
        return gettext("quarter %(number)s of %(year)s", number=part[1:], year=year)
    return str(format_skeleton("yMMMM", date(int(year), int(part), 1), locale=language().locale))


def figure_name(figure: str) -> str:
    """A figure in the reader's language; one without a word by its name in the API."""
    return gettext(FIGURE_WORDS[figure]) if figure in FIGURE_WORDS else figure.replace("_", " ")


def tables(figures: Collection[str]) -> list[dict[str, Any]]:
    """The tables in which these figures stand: {name, caption, figures: {figure: heading}}, none without figures."""
    named = {figure for _, _, columns in TABLES[:-1] for figure in columns}
    rest = [figure for figure in figures if figure not in named]
    found = []
    for name, caption, columns in TABLES:
        there = rest if columns is BORDERS else [figure for figure in columns if figure in figures]
        if there:
            headings = {figure: figure_name(figure) for figure in there}
            found.append({"name": name, "caption": gettext(caption), "figures": headings})
    return found
