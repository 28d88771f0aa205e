"""What an analysis answers: the settings it was made with, each point judged, each phase, and the verdicts."""

from dataclasses import dataclass
from datetime import date

from services.followups.control.points import Kind
from services.followups.control.rule_sets import Name
from services.followups.control.verdicts import Assurance, Direction, Variation


@dataclass(frozen=True)
class Judged:
    """A point with the lines at it; None where there is no value, no centre or no limit.

    `signals` are in order of priority, the first is its label; `variation` is what that label means.
    """

    period: date
    phase: int
    value: float | None = None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    signals: tuple[Name, ...] = ()
    variation: Variation | None = None


@dataclass(frozen=True)
class Signal:
    """What one rule found in one phase; no periods if it is of the phase as a whole. `side`: 1 high, -1 low, 0 none."""

    name: Name
    phase: int
    periods: tuple[date, ...]
    side: int


@dataclass(frozen=True)
class PhaseLimits:
    """One phase: from when (None: the beginning) and why, of how many values, and its lines at its last point.

    `missing` is how many values it lacks before it is judged. Limits are `trial` if fewer than 12 values made them.
    `screened` counts the moving ranges that were left out of `moving_range_mean`. `not_judged` are rules of the set
    that say nothing of so many points.
    """

    start: date | None
    reason: str
    values: int
    missing: int
    trial: bool = False
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    moving_range_mean: float | None = None
    screened: int = 0
    not_judged: tuple[Name, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """A chart, judged.

    `variation` is that of the newest value, `assurance` that of the last phase (None: no target, no direction or no
    limits); both are too early while `missing` is above 0.
    """

    kind: Kind
    rules: str
    screening: bool
    baseline: int | None
    direction: Direction
    target: float | None
    points: tuple[Judged, ...]
    phases: tuple[PhaseLimits, ...]
    signals: tuple[Signal, ...]
    variation: Variation
    assurance: Assurance | None

    @property
    def last(self) -> PhaseLimits:
        """The phase that decides."""
        return self.phases[-1]

    @property
    def missing(self) -> int:
        """How many more values are needed before anything is said."""
        return self.last.missing

    @property
    def centre(self) -> float | None:
        """The centre of the last phase."""
        return self.last.centre

    @property
    def lower(self) -> float | None:
        """The lower limit at the last point."""
        return self.last.lower

    @property
    def upper(self) -> float | None:
        """The upper limit at the last point."""
        return self.last.upper

    @property
    def trial(self) -> bool:
        """Whether the last phase's limits rest on fewer than 12 values."""
        return self.last.trial

    @property
    def moving_range_mean(self) -> float | None:
        """The mean moving range that the last phase's limits rest on."""
        return self.last.moving_range_mean
