"""The charts of waste: months, and small lines that share one axis."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from scorecards.measures import first_day
from scorecards.waste.reports import Line, Report
from services.kernel.charts import Axis, line_chart, small_line
from services.kernel.svg import Caption
from services.kernel.web.context import gettext, language, ngettext


def monthly(report: Report) -> list[dict[str, Any]]:
    """Observations, minutes as seen and minutes a week, month by month: each a chart of its own."""
    values = {
        "number": [float(waste.number) for _, waste in report.history],
        "minutes": [waste.minutes for _, waste in report.history],
        "weekly": [waste.weekly for _, waste in report.history],
    }
    titles = {
        "number": gettext("Observations of waste in each month"),
        "minutes": gettext("Minutes lost as they were seen, in each month"),
        "weekly": gettext("Minutes a week of what was seen in each month"),
    }
    labels = [language().month(first_day(month)) for month in report.months]
    return [
        {
            "name": name,
            "title": titles[name],
            "chart": line_chart(
                Caption(f"month-{name}", titles[name], gettext("The last twelve months")),
                list(zip(labels, numbers, strict=True)),
                Axis(finest=1 if name == "number" else 0, number=language().number),
            ),
        }
        for name, numbers in values.items()
        if name == "number" or any(numbers)
    ]


def small(name: str, lines: Iterable[Line]) -> dict[str, Markup]:
    """Observations month by month of each row, on one axis; `name` tells the rows of one table from another's."""
    lines = list(lines)
    ceiling = max((number for line in lines for number in line.trend), default=0)
    return {line.code: _small(f"{name}-{line.code}", line, max(ceiling, 1)) for line in lines}


def _small(name: str, line: Line, ceiling: int) -> Markup:
    title = ngettext(
        "%(name)s: %(num)s observation in twelve months",
        "%(name)s: %(num)s observations in twelve months",
        line.waste.number,
        name=line.name,
    )
    return small_line(Caption(name, title), [float(each) for each in line.trend], ceiling)
