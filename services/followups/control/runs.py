"""The run chart: a median, and rules about the runs of points on either side of it.

Points on the median say nothing of runs: the others are the useful ones.
"""

import math
from statistics import median as middle_of

from services.followups.control.limits import Base, Fit, present
from services.followups.control.rules import WHOLE, Found, Points, Ties, runs
from services.followups.control.runs_table import RUNS

# At most one in so many random series crosses the median fewer times than is allowed.
ONE_IN = 20


def median(base: Base) -> Fit:
    """Centre: the median; no limits (Perla, Provost & Murray, BMJ Quality & Safety 2011;20:46-51)."""
    centre = middle_of([reading.value for reading in present(base)])
    return Fit(centre, centre)


def useful(points: Points) -> int:
    """How many points are not on the median."""
    return sum(point.side != 0 for point in points)


def in_table(points: Points) -> bool:
    """Whether the table of runs has a row for so many useful points."""
    return useful(points) in RUNS


def too_few_runs(points: Points) -> list[Found]:
    """Fewer runs than the table says (Perla, Provost & Murray 2011, third rule); nothing outside the table."""
    low, _ = RUNS.get(useful(points), (0, math.inf))
    return [WHOLE] if len(runs(points, Ties.SKIP)) < low else []


def too_many_runs(points: Points) -> list[Found]:
    """More runs than the table says (Perla, Provost & Murray 2011, third rule); nothing outside the table."""
    _, high = RUNS.get(useful(points), (0, math.inf))
    return [WHOLE] if len(runs(points, Ties.SKIP)) > high else []


def longest_run(number: int) -> int:
    """The longest run that `number` useful points have by chance: log2 n, rounded, and three.

    Anhøj & Olesen, PLoS ONE 2014;9:e113825, after Schilling, Mathematics Magazine 2012;85:141-9.
    """
    return round(math.log2(number)) + 3 if number else 0


def fewest_crossings(number: int) -> int:
    """The fewest times that `number` useful points cross the median by chance: the 5 % quantile of B(n - 1, 0.5).

    Anhøj & Olesen, PLoS ONE 2014;9:e113825, after Chen, Quality Management in Health Care 2010;19:57-64.
    """
    chances = max(number - 1, 0)
    crossings, ways = 0, 1
    cumulated = ways
    # Whole numbers, because a float cannot hold 2 to the power of some thousand points.
    while cumulated * ONE_IN < 2**chances:
        ways = ways * (chances - crossings) // (crossings + 1)
        crossings += 1
        cumulated += ways
    return crossings


def long_run(points: Points) -> list[Found]:
    """Each run longer than chance allows (Anhøj & Olesen 2014)."""
    most = longest_run(useful(points))
    return [Found(tuple(run), points[run[0]].side) for run in runs(points, Ties.SKIP) if len(run) > most]


def few_crossings(points: Points) -> list[Found]:
    """Fewer crossings of the median than chance allows (Anhøj & Olesen 2014)."""
    crossings = max(len(runs(points, Ties.SKIP)) - 1, 0)
    return [WHOLE] if crossings < fewest_crossings(useful(points)) else []
