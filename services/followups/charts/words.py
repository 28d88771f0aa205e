"""What a chart is told by its caller besides the analysis: its words, and what happened meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from string import ascii_lowercase

from services.followups.charts.periods import Grain, length
from services.followups.control import Analysis, Name


@dataclass(frozen=True)
class Words:
    """The texts of a chart, in the reader's language.

    `number` writes a value, `tick` one of the axis, `period` the period that begins at a day, as a day, week, month,
    quarter or year. `centre`, `upper`, `lower` and `target` name lines ("mean", "upper limit"); they stand beside the
    drawing on a phone, so keep them short. `rules` is the rule set's name. `unit` is what is measured and which way is
    better: of a shift, a sign shows the side, and with that word whether it is improving, where there is no colour.
    `too_early` is printed while values are missing, and says how many; `trial` where the last limits are; `signals`
    names what is found of a whole phase.
    """

    number: Callable[[float], str]
    tick: Callable[[float], str]
    period: Callable[[date, Grain], str]
    centre: str
    upper: str
    lower: str
    target: str
    rules: str
    unit: str = ""
    too_early: str = ""
    trial: str = ""
    signals: Mapping[Name, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Improvement:
    """An improvement that was implemented on a day; `title` is for the list below the chart."""

    day: date
    title: str


@dataclass(frozen=True)
class Noted:
    """A note with the letter that stands for it in the chart."""

    letter: str
    period: date
    text: str


def numbered(improvements: Sequence[Improvement], periods: Sequence[date]) -> list[tuple[int, Improvement]]:
    """The improvements that were implemented within these periods, oldest first, with their numbers in the chart.

    The list below the chart is made from the same call, so flags and list agree.
    """
    if not periods:
        return []
    end = periods[-1] + timedelta(days=length(periods))
    within = [each for each in improvements if periods[0] <= each.day < end]
    return list(enumerate(sorted(within, key=lambda each: each.day), start=1))


def lettered(notes: Mapping[date, str], analysis: Analysis) -> list[Noted]:
    """The notes on periods of the chart, oldest first, with their letters: a to z, then aa, ab and so on."""
    days = [point.period for point in analysis.points if point.period in notes]
    return [Noted(_letters(index), day, notes[day]) for index, day in enumerate(days)]


def _letters(index: int) -> str:
    before, last = divmod(index, len(ascii_lowercase))
    return (_letters(before - 1) if before else "") + ascii_lowercase[last]
