"""The scorecards' charts: running improvements and adoptions over twelve months, the small ones on one axis."""

from collections.abc import Sequence

from markupsafe import Markup

from scorecards.measures import first_day, running
from scorecards.reports import Trend
from services.kernel.charts import Axis, line_chart, small_line
from services.kernel.svg import Caption
from services.kernel.web.context import gettext, language, ngettext


def trend(name: str, points: Trend) -> Markup:
    """Running improvements at the end of each month."""
    values = [(language().month(first_day(month)), float(running(counts))) for month, counts in points]
    newest = int(values[-1][1])
    caption = Caption(
        name,
        ngettext("%(num)s improvement runs now", "%(num)s improvements run now", newest),
        gettext("Running improvements at the end of each month, the last twelve months"),
    )
    return line_chart(caption, values, Axis(finest=1, number=language().number))


def small(code: str, name: str, points: Sequence[int], ceiling: int) -> Markup:
    """Running improvements of one row, on the axis that all rows share."""
    title = gettext(
        "%(name)s: %(first)s twelve months ago, %(last)s now",
        name=name,
        first=language().number(points[0]),
        last=language().number(points[-1]),
    )
    return small_line(Caption(f"small-{code}", title), [float(each) for each in points], max(ceiling, 1))


def given(code: str, name: str, points: Sequence[int], ceiling: int) -> Markup:
    """Adoptions that a division gave in each month, on the axis that all divisions share."""
    title = ngettext(
        "%(name)s: %(num)s adoption given in twelve months",
        "%(name)s: %(num)s adoptions given in twelve months",
        sum(points),
        name=name,
    )
    return small_line(Caption(f"given-{code}", title), [float(each) for each in points], max(ceiling, 1))


def monthly(name: str, title: str, months: Sequence[int], points: Sequence[int], ceiling: int) -> Markup:
    """Adoptions in each month; charts that stand side by side share the ceiling."""
    values = [(language().month(first_day(month)), float(number)) for month, number in zip(months, points, strict=True)]
    return line_chart(
        Caption(name, title, gettext("Adoptions in each month, the last twelve months")),
        values,
        Axis(finest=1, ceiling=max(ceiling, 1), number=language().number),
    )
