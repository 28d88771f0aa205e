"""What a chart found, in words for somebody who was never taught charts: signals, variation and assurance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from schemas.messages import N_
from schemas.periods import Grain
from schemas.vocabulary import ASSURANCE_NAMES, VARIATION_NAMES
from services.followups.charts import assurance as assurance_icon
from services.followups.charts import signal as signal_icon
from services.followups.charts import variation as variation_icon
from services.followups.control import Analysis, Assurance, Name, Signal, Variation
from services.followups.control.verdicts import special_cause
from services.followups.indicators.model import Indicator
from services.followups.showing import words
from services.kernel.web.context import gettext, ngettext

VARIATION_MEANINGS: Mapping[Variation, str] = {
    Variation.IMPROVING: N_("Something has changed for the better. Find out what it was, and keep it."),
    Variation.CONCERNING: N_(
        "Something has changed for the worse. Find out what it was before you change anything else."
    ),
    Variation.NEUTRAL_HIGH: N_("Something has changed: the values are higher than chance explains. Find out why."),
    Variation.NEUTRAL_LOW: N_("Something has changed: the values are lower than chance explains. Find out why."),
    Variation.UNDIRECTED: N_("The values do not go up and down at random. Look for what changed on the way."),
    Variation.COMMON_CAUSE: N_(
        "The newest values go up and down as they usually do. One high or low value means nothing here: "
        "to move them, change how the work is done."
    ),
}
ASSURANCE_MEANINGS: Mapping[Assurance, str] = {
    Assurance.PASSES: N_("Left as it is, the work meets its target every time."),
    Assurance.FAILS: N_("Left as it is, the work cannot be expected to meet its target. It takes a change."),
    Assurance.HIT_AND_MISS: N_(
        "Left as it is, the work meets its target in some periods and misses it in others, by chance."
    ),
}
# By rule and side: what happened.
_FOUND: Mapping[tuple[Name, int], str] = {
    (Name.OUTSIDE, 1): N_("above the upper limit"),
    (Name.OUTSIDE, -1): N_("below the lower limit"),
    (Name.TREND, 1): N_("%(number)s values in a row, each higher than the one before"),
    (Name.TREND, -1): N_("%(number)s values in a row, each lower than the one before"),
    (Name.TWO_OF_THREE, 1): N_("two of three values near the upper limit"),
    (Name.TWO_OF_THREE, -1): N_("two of three values near the lower limit"),
    (Name.FOUR_OF_FIVE, 1): N_("four of five values well above the centre line"),
    (Name.FOUR_OF_FIVE, -1): N_("four of five values well below the centre line"),
    (Name.SHIFT, 1): N_("%(number)s values in a row above the centre line"),
    (Name.SHIFT, -1): N_("%(number)s values in a row below the centre line"),
}
_MARKED = N_("obviously different, as somebody marked it")
_WHOLE: Mapping[Name, str] = {
    Name.LONG_RUN: N_("Unusually long run: the values stay on one side of the median for longer than chance explains."),
    Name.FEW_CROSSINGS: N_("Unusually few crossings: the values cross the median more seldom than chance explains."),
    Name.TOO_FEW_RUNS: N_("Too few runs: the values change sides of the median more seldom than chance explains."),
    Name.TOO_MANY_RUNS: N_("Too many runs: the values change sides of the median more often than chance explains."),
}


@dataclass(frozen=True)
class Verdict:
    """A variation or an assurance as people read it; `meaning` may be empty."""

    icon: Markup
    word: str
    meaning: str


def variation(which: str, missing: int = 0) -> Verdict:
    """What the newest value says."""
    found, word = Variation(which), gettext(VARIATION_NAMES[which])
    meaning = words.too_early(missing) + "." if missing else gettext(VARIATION_MEANINGS.get(found, ""))
    return Verdict(variation_icon(found, word), word, meaning)


def assurance(which: str | None) -> Verdict | None:
    """Whether the target will be met; None where there is nothing to say, or it is too early, as the variation says."""
    if which is None or which == Assurance.TOO_EARLY:
        return None
    found, word = Assurance(which), gettext(ASSURANCE_NAMES[which])
    return Verdict(assurance_icon(found, word), word, gettext(ASSURANCE_MEANINGS.get(found, "")))


def signals(indicator: Indicator, analysis: Analysis) -> list[Markup]:
    """Each signal with its sign, newest first, those about a phase as a whole before the others."""
    grain = words.grain_of(indicator, [point.period for point in analysis.points])
    order = sorted(analysis.signals, key=lambda each: (not each.periods, each.periods[-1:]), reverse=True)
    return [
        signal_icon(each.name, special_cause(each.side, analysis.direction), each.side, _said(each, grain))
        for each in order
    ]


def heading(found: Sequence[Markup], analysis: Analysis) -> str:
    """What stands above the signals: how many, and that they are earlier ones where none is of the newest value."""
    if analysis.variation in {Variation.COMMON_CAUSE, Variation.TOO_EARLY}:
        return ngettext("%(num)s earlier signal", "%(num)s earlier signals", len(found))
    return ngettext("%(num)s signal found", "%(num)s signals found", len(found))


def names(found: Sequence[Name]) -> str:
    """The signals of one value, for a table."""
    return ", ".join(gettext(SIGNAL_NAMES[each]) for each in found)


SIGNAL_NAMES: Mapping[Name, str] = {
    Name.OUTSIDE: N_("outside the limits"),
    Name.ASTRONOMICAL: N_("obviously different"),
    Name.TREND: N_("trend"),
    Name.TWO_OF_THREE: N_("two of three near a limit"),
    Name.FOUR_OF_FIVE: N_("four of five off the centre"),
    Name.SHIFT: N_("shift"),
}


def _said(signal: Signal, grain: Grain) -> str:
    if not signal.periods:
        return gettext(_WHOLE[signal.name])
    what = _MARKED if signal.name is Name.ASTRONOMICAL else _FOUND[signal.name, signal.side]
    first, last = (words.period(signal.periods[end], grain) for end in (0, -1))
    when = first if len(signal.periods) == 1 else f"{first} \N{EN DASH} {last}"
    return f"{when}: {gettext(what, number=words.plain(len(signal.periods)))}"
