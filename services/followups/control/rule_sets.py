"""The named rule sets, as data. A chart is judged by one of them and prints its name.

They disagree on purpose: each is the one its readers were taught. What is on a tie, how many points make a shift, and
how many are needed before anything is said, belong to the set.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from services.followups.control.limits import FIRM_FROM
from services.followups.control.points import CannotJudge, Kind, Problem
from services.followups.control.rules import Found, Points, Ties, astronomical, most_of, outside, shift, trend
from services.followups.control.runs import few_crossings, in_table, long_run, too_few_runs, too_many_runs


class Name(StrEnum):
    """The signals; of several at one point the first in this order is its label."""

    OUTSIDE = "outside"
    ASTRONOMICAL = "astronomical"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"
    FOUR_OF_FIVE = "four_of_five"
    SHIFT = "shift"
    LONG_RUN = "long_run"
    TOO_FEW_RUNS = "too_few_runs"
    TOO_MANY_RUNS = "too_many_runs"
    FEW_CROSSINGS = "few_crossings"


PRIORITY = tuple(Name)


@dataclass(frozen=True)
class Rule:
    """What finds a signal, and whether that tells of the whole phase rather than of its points."""

    name: Name
    find: Callable[[Points], list[Found]]
    whole: bool = False
    applies: Callable[[Points], bool] = bool


@dataclass(frozen=True)
class RuleSet:
    """`minimum` points are needed in a phase before it is judged, not counting those on the median if `useful_only`.

    A set `on_limits` judges charts that have limits, the others run charts.
    """

    name: str
    source: str
    on_limits: bool
    ties: Ties
    minimum: int
    rules: tuple[Rule, ...]
    useful_only: bool = False

    def counted(self, points: Points) -> int:
        """How many points count towards the minimum."""
        return sum(point.side != 0 or not self.useful_only for point in points)


RULE_SETS = {
    rules.name: rules
    for rules in (
        RuleSet(
            "ihi-run",
            "Perla, Provost & Murray, BMJ Quality & Safety 2011;20:46-51",
            on_limits=False,
            ties=Ties.SKIP,
            minimum=10,
            rules=(
                Rule(Name.ASTRONOMICAL, astronomical),
                Rule(Name.TREND, partial(trend, length=5, ties=Ties.SKIP)),
                Rule(Name.SHIFT, partial(shift, length=6, ties=Ties.SKIP)),
                Rule(Name.TOO_FEW_RUNS, too_few_runs, whole=True, applies=in_table),
                Rule(Name.TOO_MANY_RUNS, too_many_runs, whole=True, applies=in_table),
            ),
        ),
        RuleSet(
            "anhoej",
            "Anhøj & Olesen, PLoS ONE 2014;9:e113825",
            on_limits=False,
            ties=Ties.SKIP,
            minimum=10,
            useful_only=True,
            rules=(Rule(Name.LONG_RUN, long_run, whole=True), Rule(Name.FEW_CROSSINGS, few_crossings, whole=True)),
        ),
        RuleSet(
            "mdc-xmr",
            "NHS England, Making Data Count, as in NHSRplotthedots 0.2.2",
            on_limits=True,
            ties=Ties.BREAK,
            minimum=FIRM_FROM,
            rules=(
                Rule(Name.OUTSIDE, outside),
                Rule(Name.TREND, partial(trend, length=7, ties=Ties.BREAK)),
                Rule(Name.TWO_OF_THREE, partial(most_of, count=2, window=3, zone=2, making_data_count=True)),
                Rule(Name.SHIFT, partial(shift, length=7, ties=Ties.BREAK)),
            ),
        ),
        RuleSet(
            "western-electric",
            "Western Electric, Statistical Quality Control Handbook, 1956",
            on_limits=True,
            ties=Ties.BREAK,
            minimum=FIRM_FROM,
            rules=(
                Rule(Name.OUTSIDE, outside),
                Rule(Name.TWO_OF_THREE, partial(most_of, count=2, window=3, zone=2)),
                Rule(Name.FOUR_OF_FIVE, partial(most_of, count=4, window=5, zone=1)),
                Rule(Name.SHIFT, partial(shift, length=8, ties=Ties.BREAK)),
            ),
        ),
    )
}


def rule_set(name: str, kind: Kind) -> RuleSet:
    """The set of that name; raise `CannotJudge` if there is none or it does not judge charts of this kind."""
    found = RULE_SETS.get(name)
    if found is None:
        raise CannotJudge(Problem.UNKNOWN_RULES)
    if found.on_limits == (kind is Kind.RUN):
        raise CannotJudge(Problem.RULES_DO_NOT_FIT)
    return found
