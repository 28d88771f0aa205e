"""How the numbers and periods of indicators are written, and the words of a chart, in the reader's language."""

import math
from datetime import date
from functools import cache, lru_cache, partial

from babel.dates import format_skeleton
from babel.numbers import format_decimal

from schemas.messages import N_
from schemas.periods import MONTHS, Grain, parse
from schemas.vocabulary import DIRECTION_NAMES
from services.followups.charts import Words
from services.followups.charts import periods as spans
from services.followups.control import RULE_SETS, Analysis, Kind, Name
from services.followups.indicators.model import Indicator
from services.kernel.language import Language
from services.kernel.web.context import gettext, language, ngettext

# Significant digits of what is shown, of per cent fewer; whole numbers are never rounded away.
DIGITS, PERCENT_DIGITS = 4, 3
FINEST = 6
PERCENT = 100
RULE_SET_NAMES = {
    "ihi-run": N_("Run chart rules of the IHI"),
    "anhoej": N_("Anhøj's run chart rules"),
    "mdc-xmr": N_("Making Data Count"),
    "western-electric": N_("Western Electric"),
}
# The source of a rule set that is a sentence and no reference, so that it is translated.
_SENTENCES = {"mdc-xmr": N_("NHS England, Making Data Count, as in NHSRplotthedots 0.2.2")}
# What is found of a phase as a whole; these stand in the chart, where there is little room.
WHOLE_NAMES = {
    Name.LONG_RUN: N_("Unusually long run"),
    Name.TOO_FEW_RUNS: N_("Too few runs for chance"),
    Name.TOO_MANY_RUNS: N_("Too many runs for chance"),
    Name.FEW_CROSSINGS: N_("Unusually few crossings"),
}
_LONG = {
    Grain.WEEK: N_("week %(number)s of %(year)s"),
    Grain.QUARTER: N_("quarter %(number)s of %(year)s"),
    Grain.THIRD: N_("four-month period %(number)s of %(year)s"),
    Grain.HALF: N_("half-year %(number)s of %(year)s"),
}
# For axes and tables.
_SHORT = {
    Grain.WEEK: N_("w %(number)s %(year)s"),
    Grain.QUARTER: N_("Q%(number)s %(year)s"),
    Grain.THIRD: N_("T%(number)s %(year)s"),
    Grain.HALF: N_("H%(number)s %(year)s"),
}


def value(indicator: Indicator, number: float) -> str:
    """A value, centre or limit as pages show it: a ratio of so many as `per` says, with the digits that count."""
    return _written(indicator, number, PERCENT_DIGITS if indicator.per == PERCENT else DIGITS)


def exactly(indicator: Indicator, number: float) -> str:
    """The same with all its digits: marks of axes, targets, and what people measured."""
    return _written(indicator, number, FINEST * 2)


def _written(indicator: Indicator, number: float, digits: int) -> str:
    shown = number * indicator.per
    if shown and math.isfinite(shown):
        size = math.floor(math.log10(abs(shown)))
        shown = round(shown, min(max(digits - 1 - size, 0), FINEST))
    # A nought has no sign.
    text = plain(shown or 0.0)
    text = text.replace("-", "\N{MINUS SIGN}")
    return f"{text}\N{NO-BREAK SPACE}%" if indicator.per == PERCENT else text


def plain(number: float) -> str:
    """A number with the language's separators and the decimals that it has."""
    return format_decimal(number, format="#,##0.######", locale=language().locale)


def grain_of(indicator: Indicator, days: list[date]) -> Grain:
    """How long the periods are that begin on these days, oldest first; as it is measured where they do not tell."""
    measured = Grain(indicator.frequency) if indicator.frequency else Grain.MONTH
    if measured in {Grain.THIRD, Grain.HALF} or len(days) < 2:
        return measured
    return Grain(spans.grain(days).value)


def period(day: date, grain: Grain) -> str:
    """The period that a day lies in, for text: `21 November 2026`, `week 5 of 2018`, `November 2026`."""
    if grain == Grain.DAY:
        return language().long_day(day)
    if grain == Grain.MONTH:
        return format_skeleton("yMMMM", day, locale=language().locale)
    return f"{day.year}" if grain == Grain.YEAR else gettext(_LONG[Grain(grain)], **_numbered(day, Grain(grain)))


def short_period(day: date, grain: Grain) -> str:
    """The same for axes and tables: `2026-11-21`, `w 5 2018`, `Nov 2026`."""
    if grain == Grain.DAY:
        return language().day(day)
    if grain == Grain.MONTH:
        return _month(language(), day)
    return f"{day.year}" if grain == Grain.YEAR else gettext(_SHORT[Grain(grain)], **_numbered(day, Grain(grain)))


@lru_cache(maxsize=4096)
def _month(written_in: Language, day: date) -> str:
    # The charts of a page have the same months.
    return written_in.month(day)


def period_name(name: str) -> str:
    """A period by its name: `2026-Q4` as quarter 4 of 2026."""
    found = parse(name)
    return period(found.first, found.grain)


def _numbered(day: date, grain: Grain) -> dict[str, int]:
    if grain is Grain.WEEK:
        year, week, _ = day.isocalendar()
        return {"year": year, "number": week}
    return {"year": day.year, "number": (day.month - 1) // MONTHS[grain] + 1}


def measure(indicator: Indicator) -> str:
    """What is measured, and which way is better."""
    return f"{of_how_many(indicator)}, {gettext(DIRECTION_NAMES[indicator.direction])}"


def of_how_many(indicator: Indicator) -> str:
    """The unit of measure, with the number that rates are of unless it names that itself."""
    digits = "".join(filter(str.isdigit, indicator.unit_of_measure))
    if indicator.per in {1, PERCENT} or str(indicator.per) in digits:
        return indicator.unit_of_measure
    return gettext("%(measure)s per %(number)s", measure=indicator.unit_of_measure, number=plain(indicator.per))


def centre(kind: Kind) -> str:
    """What the line in the middle is called."""
    return gettext("median") if kind is Kind.RUN else gettext("mean")


def too_early(missing: int) -> str:
    """That nothing is said yet, and how many values are missing."""
    return ngettext(
        "Too early to tell: %(num)s more value is needed", "Too early to tell: %(num)s more values are needed", missing
    )


def rules(name: str) -> str:
    """The rule set's name as a chart prints it."""
    return gettext("Rules: %(name)s (%(code)s)", name=gettext(RULE_SET_NAMES[name]), code=name)


def source(name: str) -> str:
    """Where the rule set was published."""
    return gettext(_SENTENCES[name]) if name in _SENTENCES else RULE_SETS[name].source


def of_chart(indicator: Indicator, analysis: Analysis) -> Words:
    """The words of an indicator's chart."""
    grain = grain_of(indicator, [point.period for point in analysis.points])

    # A chart asks for the same words many times until they fit, in two sizes of letters.
    @cache
    def written(day: date, each: spans.Grain) -> str:
        # The chart knows neither thirds nor halves of a year: it takes them for the next longer.
        longer = {Grain.THIRD: spans.Grain.QUARTER, Grain.HALF: spans.Grain.YEAR}.get(grain)
        return short_period(day, grain if longer is each else Grain(each.value))

    return Words(
        number=cache(partial(value, indicator)),
        tick=cache(partial(exactly, indicator)),
        period=written,
        centre=centre(analysis.kind),
        upper=gettext("upper limit"),
        lower=gettext("lower limit"),
        target=gettext("target"),
        rules=rules(analysis.rules),
        unit=measure(indicator),
        too_early=too_early(analysis.missing),
        trial=gettext("Trial limits: fewer than 12 values"),
        signals={name: gettext(text) for name, text in WHOLE_NAMES.items()},
    )
