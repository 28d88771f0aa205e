"""What a chart is made of, and what is refused before any arithmetic.

A wrong point is named by its period and by a `Problem`, so that the page can say in the reader's language what to mend.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise


class Kind(StrEnum):
    """The charts: a run chart has a median alone, the others have limits."""

    RUN = "run"
    XMR = "xmr"
    P = "p"
    P_PRIME = "p_prime"
    U = "u"
    U_PRIME = "u_prime"
    C = "c"
    G = "g"
    T = "t"


PROPORTIONS = frozenset({Kind.P, Kind.P_PRIME})
# Beyond it sums and squares leave what a float can hold.
LARGEST = 1e100
# Their points have a size each, so their limits have steps.
SIZED = PROPORTIONS | {Kind.U, Kind.U_PRIME}
COUNTS = frozenset({Kind.C, Kind.G})


class Problem(StrEnum):
    """Why something cannot be judged."""

    NOT_FINITE = "a number is too large, infinite or not a number"
    VALUE_AND_RATIO = "it has a value and a numerator or denominator; give one or the other"
    HALF_A_RATIO = "a numerator and a denominator go together"
    DENOMINATOR_NOT_POSITIVE = "the denominator is not above zero"
    NUMERATOR_ABOVE_DENOMINATOR = "the numerator is above the denominator"
    NEGATIVE_COUNT = "a count is negative"
    NOT_WHOLE = "a count is not a whole number"
    NOT_POSITIVE = "the time between two events is not above zero"
    RATIO_NEEDED = "this chart needs a numerator and a denominator"
    VALUE_NEEDED = "this chart needs a value, not a numerator and a denominator"
    OUT_OF_ORDER = "its period is not after that of the point before it"
    PHASE_OUTSIDE = "the phase does not begin after the first point and no later than the last"
    PHASE_OUT_OF_ORDER = "the phase does not begin after the one before it"
    PHASE_WITHOUT_REASON = "the phase has no reason"
    BASELINE_TOO_SHORT = "a baseline needs two points"
    TARGET_NOT_FINITE = "the target is infinite or not a number"
    UNKNOWN_RULES = "there is no such rule set"
    RULES_DO_NOT_FIT = "the rule set judges other charts than this one"


class CannotJudge(ValueError):
    """The points or settings make no chart; `problem` says why, `period` where (None: in the settings)."""

    def __init__(self, problem: Problem, period: date | None = None) -> None:
        super().__init__(f"{period}: {problem.value}" if period else problem.value)
        self.problem = problem
        self.period = period


@dataclass(frozen=True)
class Point:
    """One measurement: a value, or a numerator over a denominator, or neither for a gap.

    `period` is its first day. `astronomical` is a person's mark for a point that everyone finds obviously different;
    it is never computed.
    """

    period: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    astronomical: bool = False


@dataclass(frozen=True)
class Phase:
    """A new stretch of the chart with limits of its own: a person's decision, from the period `start`, for a reason."""

    start: date
    reason: str


@dataclass(frozen=True)
class Reading:
    """A point that was found sound. A plain value is its own numerator, over one."""

    numerator: float
    denominator: float
    astronomical: bool = False

    @property
    def value(self) -> float:
        """What is drawn."""
        return self.numerator / self.denominator


Check = tuple[Problem, Callable[[Reading], bool]]
_TOO_LARGE: Check = (Problem.NOT_FINITE, lambda found: abs(found.value) > LARGEST)
_NEGATIVE: Check = (Problem.NEGATIVE_COUNT, lambda found: found.numerator < 0)
_NOT_WHOLE: Check = (Problem.NOT_WHOLE, lambda found: not found.numerator.is_integer())
_ABOVE: Check = (Problem.NUMERATOR_ABOVE_DENOMINATOR, lambda found: found.numerator > found.denominator)
_NOT_POSITIVE: Check = (Problem.NOT_POSITIVE, lambda found: found.numerator <= 0)
CHECKS: dict[Kind, tuple[Check, ...]] = {
    **dict.fromkeys(PROPORTIONS, (_NEGATIVE, _NOT_WHOLE, _ABOVE)),
    **dict.fromkeys(SIZED - PROPORTIONS, (_NEGATIVE, _NOT_WHOLE)),
    **dict.fromkeys(COUNTS, (_NEGATIVE, _NOT_WHOLE)),
    Kind.T: (_NOT_POSITIVE,),
}


def read(points: Sequence[Point], kind: Kind) -> list[Reading | None]:
    """The points as readings, None for a gap; raise `CannotJudge` at the first that `kind` cannot chart."""
    for before, now in pairwise(points):
        if now.period <= before.period:
            raise CannotJudge(Problem.OUT_OF_ORDER, now.period)
    return [_reading(point, kind) for point in points]


def _reading(point: Point, kind: Kind) -> Reading | None:
    found = _numbers(point)
    if found is None:
        return None
    if kind in SIZED and point.denominator is None:
        raise CannotJudge(Problem.RATIO_NEEDED, point.period)
    if kind in COUNTS | {Kind.T} and point.denominator is not None:
        raise CannotJudge(Problem.VALUE_NEEDED, point.period)
    for problem, wrong in (_TOO_LARGE, *CHECKS.get(kind, ())):
        if wrong(found):
            raise CannotJudge(problem, point.period)
    return found


def _numbers(point: Point) -> Reading | None:
    given = (point.value, point.numerator, point.denominator)
    if any(math.isnan(number) or abs(number) > LARGEST for number in given if number is not None):
        raise CannotJudge(Problem.NOT_FINITE, point.period)
    ratio = (point.numerator, point.denominator)
    if point.value is not None:
        if ratio != (None, None):
            raise CannotJudge(Problem.VALUE_AND_RATIO, point.period)
        return Reading(float(point.value), 1.0, point.astronomical)
    if ratio == (None, None):
        return None
    if point.numerator is None or point.denominator is None:
        raise CannotJudge(Problem.HALF_A_RATIO, point.period)
    if point.denominator <= 0:
        raise CannotJudge(Problem.DENOMINATOR_NOT_POSITIVE, point.period)
    return Reading(float(point.numerator), float(point.denominator), point.astronomical)
