"""Draws one run or control chart as SVG that stands in the page, 16:9.

Shapes carry the meaning of signals, broken lines that of limits that are trial, letters and numbered flags lead to
lists that the page prints below. Nothing rests on colour, which the stylesheet gives. What assistive technology reads
are the title and the description; the drawing itself is hidden from it, and the table behind has every number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.followups.charts import texts
from services.followups.charts.elements import written
from services.followups.charts.flags import flags
from services.followups.charts.frame import Frame, axis
from services.followups.charts.lettering import NARROW, WIDE, Lettering, stacked
from services.followups.charts.lines import begun, plot, rule
from services.followups.charts.periods import grain
from services.followups.charts.signs import radius
from services.followups.charts.texts import AIR, LEADER, LineName, Sheet
from services.followups.charts.words import Improvement, Noted, Words, lettered, numbered
from services.followups.control import Analysis
from services.kernel.charts import HEIGHT, WIDTH
from services.kernel.svg import Caption, framed

# However long its numbers are, a chart has this much left to draw in.
WIDEST_LEFT, WIDEST_RIGHT = 170, 220


@dataclass(frozen=True)
class _Chart:
    """What is drawn, whatever the place; `heading` and `footing` are how many rows of text are above and below."""

    analysis: Analysis
    words: Words
    names: Sequence[LineName]
    notices: Sequence[str]
    notes: Sequence[Noted]
    days: Sequence[date]

    @property
    def heading(self) -> int:
        return bool(self.words.unit) + bool(self.notices) + (len(self.analysis.phases) > 1)

    @property
    def footing(self) -> int:
        return 2 + bool(self.days)

    def frame(self, lettering: Lettering) -> Frame:
        """The plot as large as these letters leave it."""
        marks = axis([self.analysis])
        levels = max(lettering.width(self.words.tick(mark)) for mark in marks)
        names = max((lettering.width(name.text(numbers=lettering is WIDE)) for name in self.names), default=0)
        return Frame(
            left=min(levels + AIR + 2, WIDEST_LEFT),
            right=WIDTH - min(names + LEADER + AIR, WIDEST_RIGHT),
            top=_above(self.heading + 0.5, lettering),
            bottom=HEIGHT - _below(self.footing + 0.5, lettering),
            periods=[point.period for point in self.analysis.points],
            marks=marks,
            sign=lettering.sign,
        )


def control_chart(
    caption: Caption,
    analysis: Analysis,
    words: Words,
    *,
    notes: Mapping[date, str] | None = None,
    improvements: Sequence[Improvement] = (),
) -> Markup:
    """Draw an analysis: its values, lines, phases and signals, notes by period, and improvements where they came in.

    Below it, list `lettered(notes, analysis)` and `numbered(improvements, periods)`: the chart shows their letters and
    numbers. Improvements outside its periods are left out. `caption.name` is an id unique in the page.
    """
    periods = [point.period for point in analysis.points]
    chart = _Chart(
        analysis,
        words,
        _names(analysis, words),
        _notices(analysis, words),
        lettered(notes or {}, analysis),
        [each.day for _, each in numbered(improvements, periods)],
    )
    places = [each.group(_parts(chart, each)) for each in (WIDE, NARROW)]
    return drawing(caption, "control", WIDTH, HEIGHT, places)


def _parts(chart: _Chart, lettering: Lettering) -> Iterator[Markup]:
    sheet = Sheet(WIDTH, HEIGHT, chart.frame(lettering), chart.words)
    yield from plot(sheet.frame, chart.analysis)
    yield from _heading(chart, sheet, lettering)
    yield from _beside(chart, sheet, lettering)
    yield from _below_plot(chart, sheet, lettering)


def _above(row: float, lettering: Lettering) -> float:
    """How far above the plot the middle of a row of text is, clear of the highest name of the axis."""
    return 2 + row * lettering.line


def _below(row: float, lettering: Lettering) -> float:
    """How far below the plot the middle of a row of text is, clear of the lowest name of the axis."""
    return row * (lettering.line + 3)


def drawing(caption: Caption, kind: str, width: float, height: float, parts: Sequence[Markup]) -> Markup:
    """An SVG that is read as its title and description; `parts` are hidden from those who do not see them."""
    hidden = written('<g aria-hidden="true">{}</g>', Markup().join(parts))
    return framed(caption, {"class": kind, "viewBox": f"0 0 {width:g} {height:g}"}, [hidden])


def _names(analysis: Analysis, words: Words) -> list[LineName]:
    """The newest value and the lines of the last phase, named."""
    found = []
    valued = [(point.period, point.value) for point in analysis.points if point.value is not None]
    if valued:
        period, value = valued[-1]
        name = words.period(period, grain([point.period for point in analysis.points]))
        found.append(LineName(value, name, words.number(value), "control-newest", words.number(value)))
    for line, name, kind in (
        (analysis.upper, words.upper, "control-name"),
        (analysis.centre, words.centre, "control-name"),
        (analysis.lower, words.lower, "control-name"),
        (analysis.target, words.target, "control-aim"),
    ):
        if line is not None:
            found.append(LineName(line, name, words.number(line), kind, name))
    return found


def _notices(analysis: Analysis, words: Words) -> list[str]:
    """What must be known before the chart is read: values that are missing, trial limits, signals of a whole phase."""
    whole = {signal.name: None for signal in analysis.signals if not signal.periods}
    said = [words.too_early] if analysis.missing else []
    said += [words.signals[name] for name in whole if name in words.signals]
    return [each for each in (*said, words.trial if analysis.trial else "") if each]


def _heading(chart: _Chart, sheet: Sheet, lettering: Lettering) -> Iterator[Markup]:
    """Above the plot, from below: why phases began, the unit of measure, what must be known first."""
    rows = iter(sheet.frame.top - _above(row, lettering) for row in range(1, chart.heading + 1))
    if len(chart.analysis.phases) > 1:
        yield from texts.reasons(sheet, lettering, begun(sheet.frame, chart.analysis), next(rows))
    if chart.words.unit:
        yield lettering.text((0, next(rows)), chart.words.unit, "control-unit", room=WIDTH)
    if chart.notices:
        yield lettering.text((0, next(rows)), _fitting(chart.notices, lettering), "control-notice", room=WIDTH)


def _beside(chart: _Chart, sheet: Sheet, lettering: Lettering) -> Iterator[Markup]:
    """Left of the plot its axis, right of it the names of lines, within it the letters of notes."""
    frame, points = sheet.frame, chart.analysis.points
    if points:
        yield from texts.levels(sheet, lettering)
    places = stacked([frame.y(name.value) for name in chart.names], lettering.line, frame.top, frame.bottom)
    yield from texts.line_names(sheet, lettering, chart.names, places, numbers=lettering is WIDE)
    heights = {point.period: frame.y(point.value) for point in points if point.value is not None}
    yield from texts.letters(sheet, lettering, chart.notes, heights, radius(frame) + 2)


def _below_plot(chart: _Chart, sheet: Sheet, lettering: Lettering) -> Iterator[Markup]:
    """Below the plot, from above: flags of improvements, periods, the rule set's name."""
    frame = sheet.frame
    rows = iter(frame.bottom + _below(row, lettering) for row in range(1, chart.footing + 1))
    for day in chart.days:
        yield rule((frame.at(day), frame.top), (frame.at(day), frame.bottom), "control-pole")
    if chart.days:
        yield from flags(sheet, lettering, chart.days, next(rows))
    yield from texts.periods(sheet, lettering, next(rows))
    yield lettering.text((0, next(rows)), chart.words.rules, "control-rules", room=WIDTH)


def _fitting(notices: Sequence[str], lettering: Lettering) -> str:
    """The first notice, and as many more as the line holds."""
    said = notices[0]
    for each in notices[1:]:
        if lettering.width(f"{said} · {each}") <= WIDTH:
            said += f" · {each}"
    return said
