"""Small multiples: one indicator of many units, each in a small chart of its own, all on one axis.

What differs between the drawings is what differs between the units. The page gives each its unit's name as a heading.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.followups.charts import texts
from services.followups.charts.frame import Frame, axis
from services.followups.charts.lettering import SMALL
from services.followups.charts.lines import plot
from services.followups.charts.periods import grain
from services.followups.charts.picture import drawing
from services.followups.charts.texts import AIR, Sheet
from services.followups.charts.words import Words
from services.followups.control import Analysis
from services.kernel.svg import Caption

WIDTH, HEIGHT = 320, 180
WIDEST_LEFT, WIDEST_RIGHT = 84, 84


@dataclass(frozen=True)
class UnitChart:
    """The chart of one unit; `caption` says in words what is true of it."""

    caption: Caption
    analysis: Analysis


@dataclass(frozen=True)
class Multiples:
    """The drawings in the order of their units, and the axis they share, in words."""

    pictures: tuple[Markup, ...]
    scale: str


def small_multiples(units: Sequence[UnitChart], words: Words, shared: Callable[[str, str, str, str], str]) -> Multiples:
    """Draw each unit's chart on one axis of values and one of periods, those of all units together.

    `shared` says of which lowest and highest value and of which first and last period the axes are. Nothing for no
    units.
    """
    periods = sorted({point.period for unit in units for point in unit.analysis.points})
    if not periods:
        return Multiples(tuple(drawing(unit.caption, "control-multiple", WIDTH, HEIGHT, []) for unit in units), "")
    marks = axis([unit.analysis for unit in units])
    frame = Frame(
        left=min(max(SMALL.width(words.tick(mark)) for mark in marks) + AIR + 3, WIDEST_LEFT),
        right=WIDTH - min(max(SMALL.width(_newest(unit.analysis, words)) for unit in units) + 2 * AIR, WIDEST_RIGHT),
        top=SMALL.line / 2 + 2,
        bottom=HEIGHT - SMALL.line - AIR,
        periods=periods,
        marks=marks,
        sign=SMALL.sign,
    )
    sheet = Sheet(WIDTH, HEIGHT, frame, words)
    ends = [words.period(end, grain(periods)) for end in (periods[0], periods[-1])]
    return Multiples(
        tuple(drawing(unit.caption, "control-multiple", WIDTH, HEIGHT, list(_parts(sheet, unit))) for unit in units),
        shared(words.tick(marks[0]), words.tick(marks[-1]), *ends),
    )


def _parts(sheet: Sheet, unit: UnitChart) -> Iterator[Markup]:
    yield SMALL.group([*plot(sheet.frame, unit.analysis), *_texts(sheet, unit.analysis)])


def _texts(sheet: Sheet, analysis: Analysis) -> Iterator[Markup]:
    frame = sheet.frame
    yield from texts.levels(sheet, SMALL)
    yield from texts.periods(sheet, SMALL, HEIGHT - SMALL.line / 2)
    if newest := _newest(analysis, sheet.words):
        value = next(point.value for point in reversed(analysis.points) if point.value is not None)
        at = (frame.right + AIR, frame.y(value))
        yield SMALL.text(at, newest, "control-newest", room=WIDTH - frame.right - AIR)


def _newest(analysis: Analysis, words: Words) -> str:
    return next((words.number(point.value) for point in reversed(analysis.points) if point.value is not None), "")
