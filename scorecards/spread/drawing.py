"""The pictures of an improvement's spread with their words: steps of reach, the curve, who learned from whom."""

from collections.abc import Callable
from datetime import date, timedelta

from markupsafe import Markup

from schemas.messages import N_
from scorecards.spread import lineage, picture
from scorecards.spread.lineage import Line
from scorecards.spread.measures import Spread
from services.kernel.charts import Axis, bars, step_chart
from services.kernel.svg import Caption
from services.kernel.web.context import gettext, language, ngettext

STAGE_WORDS = {
    "known": N_("known"),
    "interested": N_("interested"),
    "testing": N_("testing"),
    "implemented": N_("implemented"),
    "sustained": N_("sustained"),
    "stopped": N_("stopped"),
}
# A name for a code of a unit or a division.
Named = Callable[[str], str]


def stage_word(stage: str) -> str:
    """The stage's name in the reader's language."""
    return gettext(STAGE_WORDS[stage])


def reach(spread: Spread) -> Markup:
    """How many units are in each stage, as bars against all that were reached."""
    number = len(spread.adopters)
    caption = Caption(
        "reach",
        ngettext("It has reached %(num)s unit", "It has reached %(num)s units", number),
        gettext("Each unit at its present stage"),
    )
    rows = [(stage_word(stage), float(count)) for stage, count in spread.reached.items()]
    return bars(caption, rows, total=number, axis=Axis(finest=1, number=language().number))


def curve(spread: Spread, today: date) -> Markup:
    """How many units have adopted it, day by day, below the number of those it is relevant for."""
    steps = spread.curve
    first, last = steps[0][0], max(today, steps[-1][0] + timedelta(days=1))
    began = min(first, spread.implemented_on or first)
    middle = began + (last - began) / 2
    number = steps[-1][1]
    caption = Caption(
        "curve",
        ngettext("%(num)s unit has it now", "%(num)s units have it now", number),
        gettext("Units that have taken it over, from %(first)s on", first=language().long_day(began)),
    )
    relevant = len(spread.relevant)
    top = (ngettext("%(num)s relevant unit", "%(num)s relevant units", relevant), float(relevant))
    return step_chart(
        caption,
        [(began.toordinal(), 0.0), *((day.toordinal(), float(units)) for day, units in steps)],
        [(language().day(day), day.toordinal()) for day in (began, middle, last)],
        top if relevant else None,
        Axis(finest=1, number=language().number),
    )


def learned(spread: Spread, today: date, unit_name: Named, division_name: Named) -> Markup:
    """Who learned from whom."""
    number = len(spread.adopters)
    caption = Caption(
        "lineage",
        gettext("Who learned from whom, from %(unit)s on", unit=unit_name(spread.origins[0])),
        ngettext("%(num)s unit; it stands in the table", "%(num)s units; they stand in the table", number),
    )

    def name(line: Line) -> str:
        if line.node is None or line.node.division is None:
            return unit_name(line.key)
        division, number = division_name(line.node.division), len(line.node.adopters)
        return ngettext("%(num)s unit in %(division)s", "%(num)s units in %(division)s", number, division=division)

    def note(line: Line) -> str:
        if line.node is None:
            return gettext("began here")
        if line.node.division is not None:
            number = sum(each.adopted for each in line.node.adopters)
            return ngettext("%(num)s has taken it over", "%(num)s have taken it over", number)
        day = language().day(line.at)
        return f"{day} · {division_name(line.node.adopters[0].division)}" if line.node.crosses else day

    return picture.lineage(caption, lineage.lines(spread), today, picture.Words(name, note, language().day))
