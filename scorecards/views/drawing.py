"""The scorecards' charts: running improvements over twelve months, one large and the small ones on one axis."""

from markupsafe import Markup

from scorecards.measures import first_day, running
from scorecards.reports import Trend
from services.kernel.charts import Axis, Caption, line_chart, small_line
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


def small(code: str, name: str, points: Trend, ceiling: int) -> Markup:
    """The same for one row, on the axis that all rows share."""
    values = [float(running(counts)) for _, counts in points]
    title = gettext(
        "%(name)s: %(first)s twelve months ago, %(last)s now",
        name=name,
        first=language().number(values[0]),
        last=language().number(values[-1]),
    )
    return small_line(Caption(f"small-{code}", title), values, max(ceiling, 1))
