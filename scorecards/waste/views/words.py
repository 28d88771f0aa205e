"""The words of waste that pages and files share."""

from dataclasses import replace

from schemas.vocabulary import TIME_BASIS_NAMES, WASTE_NAMES
from scorecards.waste.reports import Line, Report
from services.kernel.web.context import gettext, language

MINUTES_OF_AN_HOUR, MINUTES_OF_A_DAY = 60, 24 * 60


def waste_word(waste: str) -> str:
    """The waste's name in the reader's language; of what is withdrawn, none."""
    return gettext(WASTE_NAMES[waste]) if waste in WASTE_NAMES else ""


def basis_word(basis: str) -> str:
    """Clock time or working time."""
    return gettext(TIME_BASIS_NAMES[basis])


def kinds(report: Report) -> list[Line]:
    """The kinds of waste under the reader's names, by name; the two that few can tell apart stand last, together."""
    named = [replace(line, name=waste_word(line.code)) for line in report.kinds]
    return [*sorted(named[:-2], key=lambda line: line.name.casefold()), *named[-2:]]


def duration(minutes: float | None, basis: str) -> str:
    """A time in the two largest of days, hours and minutes; unknown where a number is missing.

    Only the clock has days: working days are not equally long.
    """
    if minutes is None:
        return gettext("unknown")
    if basis == "clock" and round(minutes) >= MINUTES_OF_A_DAY:
        days, hours = divmod(round(minutes / MINUTES_OF_AN_HOUR), 24)
        return gettext("%(days)s d %(hours)s h", days=language().number(days), hours=hours)
    hours, rest = divmod(round(minutes), MINUTES_OF_AN_HOUR)
    if hours:
        return gettext("%(hours)s h %(minutes)s min", hours=language().number(hours), minutes=rest)
    return gettext("%(minutes)s min", minutes=language().number(round(minutes, 1)))
