"""The arithmetic of spread on scorecards; no I/O. What counts as what stands in projections/shares.py."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from scorecards.measures import percent
from scorecards.model import BORDERS, SPREAD_FIGURES

# Amounts of benefit are kept as whole thousandths.
PARTS = 1000


def island_since(day: date, island_days: int) -> date:
    """The newest day of implementation that makes an island on `day`."""
    return day - timedelta(days=island_days)


@dataclass(frozen=True)
class Spread:
    """What the figures of some units add up to."""

    # Those of scorecards.model.SPREAD_FIGURES.
    figures: Counter[str] = field(default_factory=Counter)
    islands: int = 0

    @property
    def rate(self) -> float | None:
        """The share of solved improvements with relevant units that another unit adopted, in per cent."""
        return percent(self.figures["relevant_spread"], self.figures["relevant_solved"])

    @property
    def solved(self) -> dict[str, int]:
        """Solved improvements by border: in one unit, in several of a division, across divisions."""
        return {border: self.figures[f"solved_{border}"] for border in BORDERS}

    @property
    def running(self) -> dict[str, int]:
        """Running improvements by border."""
        return {border: self.figures[f"running_{border}"] for border in BORDERS}

    def public(self) -> dict[str, Any]:
        """As the schemas give it; without a rate where nothing solved is relevant elsewhere."""
        plain = ("given", "given_across", "received", "received_across", "unanswered", "answered")
        return {
            "relevant_solved": self.figures["relevant_solved"],
            "spread": self.figures["relevant_spread"],
            **({} if self.rate is None else {"rate_percent": self.rate}),
            **{name: self.figures[name] for name in plain},
            "solved": self.solved,
            "running": self.running,
        }


def flat(spread: Spread) -> dict[str, float | None]:
    """Every figure by one name, as a file or a review keeps them; None for a rate of nothing."""
    figures = spread.figures
    return {
        "relevant_solved": figures["relevant_solved"],
        "spread": figures["relevant_spread"],
        "rate_percent": spread.rate,
        "islands": spread.islands,
        **{name: figures[name] for name in SPREAD_FIGURES if not name.startswith("relevant_")},
    }


def total(spreads: Iterable[Spread]) -> Spread:
    """The sum of several."""
    figures: Counter[str] = Counter()
    islands = 0
    for each in spreads:
        figures.update(each.figures)
        islands += each.islands
    return Spread(figures, islands)


@dataclass(frozen=True)
class Benefit:
    """Expected benefit of improvements in one phase, of one kind, measured in one way; nothing else is added to it."""

    phase: str
    kind: str
    measure: str
    per: str
    # How many times it was stated, and the sum of what was stated with it.
    number: int
    amount: float


@dataclass(frozen=True)
class Matrix:
    """Adoptions from division to division, as they were on the day of adoption."""

    # (code, name), by name.
    divisions: list[tuple[str, str]]
    # (giver, receiver) → adoptions; none where there are none.
    numbers: Mapping[tuple[str, str], int]

    def number(self, giver: str, receiver: str) -> int:
        """How many went from one to the other."""
        return self.numbers.get((giver, receiver), 0)

    def given(self, code: str) -> int:
        """All that a division gave."""
        return sum(number for (giver, _), number in self.numbers.items() if giver == code)

    def received(self, code: str) -> int:
        """All that a division received."""
        return sum(number for (_, receiver), number in self.numbers.items() if receiver == code)

    @property
    def across(self) -> int:
        """How many crossed a border of divisions."""
        return sum(number for (giver, receiver), number in self.numbers.items() if giver != receiver)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.numbers.values())
