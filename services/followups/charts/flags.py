"""Flags of improvements: numbers below the plot where they were implemented, for the list below the chart to explain.

Flags that would stand upon each other become one, with the first number and the last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.followups.charts.elements import written
from services.followups.charts.lettering import Lettering
from services.followups.charts.lines import rule
from services.followups.charts.texts import Sheet

# Between the number and the border of its flag, and between flags.
PADDING, APART = 4, 2


@dataclass(frozen=True)
class _Flag:
    """One or more improvements, by their numbers, with where each stands on the axis."""

    first: int
    stems: tuple[float, ...]

    @property
    def text(self) -> str:
        last = self.first + len(self.stems) - 1
        return str(self.first) if last == self.first else f"{self.first}\N{EN DASH}{last}"

    def sides(self, sheet: Sheet, lettering: Lettering) -> tuple[float, float]:
        """Its left and right side: about the middle of its stems, within the drawing."""
        half = lettering.width(self.text) / 2 + PADDING
        middle = min(max(sum(self.stems) / len(self.stems), half), sheet.width - half)
        return middle - half, middle + half


def flags(sheet: Sheet, lettering: Lettering, days: Sequence[date], y: float) -> Iterator[Markup]:
    """A flag at `y` for each improvement, numbered from 1 in the order of days, with stems to where they belong."""
    for flag in _apart(sheet, lettering, days):
        left, right = flag.sides(sheet, lettering)
        middle, top = (left + right) / 2, y - lettering.line / 2
        for stem in flag.stems:
            yield rule((stem, sheet.frame.bottom), (middle, top), "control-stem")
        yield written(
            '<rect class="control-flag" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="2"/>',
            left,
            top,
            right - left,
            lettering.line,
        )
        yield lettering.text((middle, y), flag.text, "control-number", "middle")


def _apart(sheet: Sheet, lettering: Lettering, days: Sequence[date]) -> list[_Flag]:
    found: list[_Flag] = []
    for number, day in enumerate(days, start=1):
        flag = _Flag(number, (sheet.frame.at(day),))
        while found and found[-1].sides(sheet, lettering)[1] + APART > flag.sides(sheet, lettering)[0]:
            before = found.pop()
            flag = _Flag(before.first, before.stems + flag.stems)
        found.append(flag)
    return found
