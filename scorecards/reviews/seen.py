"""The numbers of a scorecard as one flat list, [{row, figure, number}], which a review keeps and its event carries.

Whatever a report offers goes in. Rows are codes of units or divisions, empty for the whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from scorecards.reports import Line, Report
from scorecards.spreading.measures import flat
from scorecards.waste import measures as waste

WHOLE = ""
Number = float
Seen = list[dict[str, Any]]
# So much of an event is for the numbers. Of very many rows the lesser figures are left out, those here last.
MOST_BYTES = 32_000
KEPT = ("running", "implemented", "sustained", "islands")
# The few that a leader looks at first. Whether they changed is told of those watched, of the others where they did.
WATCHED = ("running", "implemented")
MAIN = (*WATCHED, "sustained", "rate_percent", "islands", "given", "received", "unanswered")


def figures_of(each: Report | Line) -> Mapping[str, Number | None]:
    """Every figure of the whole or of a row, by name; None where there is none to tell. New figures come in here."""
    return each.figures | flat(each.spread) | waste.flat(each.waste)


def main_figures(report: Report) -> dict[str, Number]:
    """The few figures of the whole that a leader looks at first."""
    figures = figures_of(report)
    return {figure: number for figure in MAIN if (number := figures.get(figure)) is not None}


def seen(report: Report) -> Seen:
    """Every number of a report, the whole first; of very many rows the main figures only."""
    rows = [(WHOLE, figures_of(report)), *((line.code, figures_of(line)) for line in report.lines)]
    for wanted in (None, KEPT, KEPT[:1], ()):
        found = [*_numbers(rows[:1], None), *_numbers(rows[1:], wanted)]
        if len(msgspec.json.encode(found)) <= MOST_BYTES:
            break
    return found


def _numbers(
    rows: Sequence[tuple[str, Mapping[str, Number | None]]], wanted: Sequence[str] | None
) -> Iterator[dict[str, Any]]:
    for row, figures in rows:
        for figure, number in figures.items():
            if number is not None and (wanted is None or figure in wanted):
                yield {"row": row, "figure": figure, "number": number}


def by_row(kept: Seen) -> dict[str, dict[str, Number]]:
    """The figures of each row, in the order they were kept in; the whole is the row `WHOLE`."""
    found: dict[str, dict[str, Number]] = {WHOLE: {}}
    for each in kept:
        found.setdefault(each["row"], {})[each["figure"]] = each["number"]
    return found


@dataclass(frozen=True)
class Change:
    """A figure of the whole, as it was seen and as it is."""

    figure: str
    then: Number
    now: Number


def changes(kept: Seen, report: Report) -> list[Change]:
    """What has changed in the main figures of the whole since: those watched, and others that differ."""
    then = by_row(kept)[WHOLE]
    return [
        Change(figure, then[figure], number)
        for figure, number in main_figures(report).items()
        if figure in then and (figure in WATCHED or then[figure] != number)
    ]
