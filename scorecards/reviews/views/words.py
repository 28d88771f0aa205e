"""What periods and figures are called, and in which tables figures stand."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from babel.dates import format_skeleton

from schemas.messages import N_
from scorecards.measures import COUNTED_STATES
from scorecards.views.words import SPREAD_HEADINGS, STATE_WORDS
from services.kernel.web.context import gettext, language

FIGURE_WORDS = {"running": N_("running"), **STATE_WORDS, **SPREAD_HEADINGS}
BORDERS = ("solved_unit", "solved_division", "solved_region", "running_unit", "running_division", "running_region")
# (name, caption, columns); a figure that none of them names is told of the whole alone. So none is wider than a page.
TABLES = (
    ("activity", N_("Improvements by state"), ("running", *COUNTED_STATES)),
    ("spread", N_("Spread"), tuple(figure for figure in SPREAD_HEADINGS if figure not in BORDERS)),
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
    found = []
    for name, caption, columns in TABLES:
        headings = {figure: figure_name(figure) for figure in columns if figure in figures}
        if headings:
            found.append({"name": name, "caption": gettext(caption), "figures": headings})
    return found


def beside_tables(figures: Mapping[str, float]) -> list[tuple[str, float]]:
    """The figures that stand in no table, with what they are called."""
    inside = {figure for _, _, columns in TABLES for figure in columns}
    return [(figure_name(figure), number) for figure, number in figures.items() if figure not in inside]
