"""The arithmetic of follow-ups on scorecards; no I/O.

A goal has one colour, and it is derived, never entered: from what the chart of its gravest indicator says, and from
whether its follow-up is overdue. `derived` is the rule, and pages state it. Of a goal's indicators (those of any goal
of its thread) the gravest one speaks: the one with the gravest colour, among equals that with the graver variation,
then with the graver assurance.

Everything is counted under keys that are also what a list is asked for: `("status", "on_track")` opens
`?status=on_track`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple

from schemas.vocabulary import ASSURANCES, FOLLOW_UP_STATUSES, VARIATIONS
from scorecards.measures import percent

# A follow-up that is due within so many days is due soon.
SOON = timedelta(days=30)
# The gravest first.
COLOURS = ("red", "amber", "green", "none")
# What is said where there is nothing to say: no follow-up yet, no verdict, no target, no indicator.
NONE, NO_INDICATOR = "none", "no_indicator"
_GRAVE_VARIATIONS = (
    *("concerning", "undirected", "neutral_high", "neutral_low", "improving", "common_cause", "too_early"),
    NONE,
)
_GRAVE_ASSURANCES = ("fails", "hit_and_miss", "passes", "too_early", NONE)
STATUSES = (*FOLLOW_UP_STATUSES, NONE)
# The words of charts, in the order of their vocabulary, and what else a goal or an indicator may have.
SAID_VARIATIONS, SAID_ASSURANCES = (*VARIATIONS, NONE), (*ASSURANCES, NONE)
Key = tuple[str, str]


class Verdict(NamedTuple):
    """What a chart says: names of schemas.vocabulary, or NONE; NO_INDICATOR where a goal has no chart."""

    variation: str
    assurance: str


def derived(variation: str, assurance: str, *, overdue: bool) -> str:
    """The colour of a goal.

    Red: a special cause that is concerning, or a target that is missed unless a special cause is improving it. Amber:
    else, a follow-up that is overdue, or a target that is missed or met now and then. Green: else, a target that is
    met or a special cause that is improving. None: else there is nothing to derive a colour from.
    """
    if variation == "concerning" or (assurance == "fails" and variation != "improving"):
        return "red"
    if overdue or assurance in {"fails", "hit_and_miss"}:
        return "amber"
    return "green" if assurance == "passes" or variation == "improving" else "none"


def _gravity(verdict: Verdict) -> tuple[int, int, int]:
    colour = COLOURS.index(derived(*verdict, overdue=False))
    return colour, _GRAVE_VARIATIONS.index(verdict.variation), _GRAVE_ASSURANCES.index(verdict.assurance)


# Every verdict there can be, the gravest first; the place of one is its rank. The last is that of no indicator.
VERDICTS = (
    *sorted((Verdict(*pair) for pair in product(_GRAVE_VARIATIONS, _GRAVE_ASSURANCES)), key=_gravity),
    Verdict(NO_INDICATOR, NONE),
)
WITHOUT_INDICATOR = len(VERDICTS) - 1


def ranks(name: str, value: str) -> list[int]:
    """The ranks of the verdicts whose `variation` or `assurance` (`name`) is this."""
    return [rank for rank, verdict in enumerate(VERDICTS) if getattr(verdict, name) == value]


def ranks_of_colour(colour: str, *, overdue: bool) -> list[int]:
    """The ranks of the verdicts that give a goal this colour."""
    return [rank for rank, verdict in enumerate(VERDICTS) if derived(*verdict, overdue=overdue) == colour]


class GoalCell(NamedTuple):
    """What goals that are counted alike have in common; one that begins later counts as nothing else."""

    perspective: str
    status: str
    rank: int
    overdue: bool
    soon: bool
    served: bool
    later: bool

    def keys(self) -> Iterator[Key]:
        """Under what each of them counts."""
        if self.later:
            yield "counted", "later"
            return
        verdict = VERDICTS[self.rank]
        yield "counted", "open"
        for name, holds in (
            ("overdue", self.overdue),
            ("due_soon", self.soon),
            ("without_improvement", not self.served),
            ("without_indicator", self.rank == WITHOUT_INDICATOR),
        ):
            if holds:
                yield "counted", name
        yield "perspective", self.perspective
        yield "status", self.status
        yield "variation", verdict.variation
        yield "assurance", verdict.assurance
        yield "derived", derived(*verdict, overdue=self.overdue)


class IndicatorCell(NamedTuple):
    """What indicators that are counted alike have in common."""

    variation: str
    assurance: str
    valued: bool
    late: bool
    tells: bool

    def keys(self) -> Iterator[Key]:
        """Under what each of them counts."""
        yield "counted", "all"
        told = (("without_data", not self.valued), ("late", self.late), ("of_open_goal", self.tells))
        yield from (("counted", name) for name, holds in told if holds)
        yield "variation", self.variation
        yield "assurance", self.assurance


# What is counted of improvements: those that run or are solved, and of these those that serve an open goal.
IMPROVEMENTS = ("running", "running_serving", "solved", "solved_serving")


@dataclass(frozen=True)
class Followed:
    """What some goals, indicators and improvements come to, by key."""

    goals: Counter[Key] = field(default_factory=Counter)
    indicators: Counter[Key] = field(default_factory=Counter)
    # By those of IMPROVEMENTS.
    improvements: Counter[str] = field(default_factory=Counter)

    @property
    def open(self) -> int:
        """How many goals are open."""
        return self.goals["counted", "open"]

    @property
    def later(self) -> int:
        """How many begin later."""
        return self.goals["counted", "later"]

    @property
    def overdue(self) -> int:
        """Of how many the follow-up is overdue."""
        return self.goals["counted", "overdue"]

    @property
    def serving(self) -> int:
        """How many running or solved improvements serve an open goal."""
        return self.improvements["running_serving"] + self.improvements["solved_serving"]

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a goal nor an indicator."""
        return not self.goals and not self.indicators

    def public(self) -> dict[str, Any]:
        """As the schemas give it."""
        goals, indicators = self.goals, self.indicators
        said = {"variation": (*SAID_VARIATIONS, NO_INDICATOR), "assurance": SAID_ASSURANCES}
        running, running_serving, solved, solved_serving = (self.improvements[name] for name in IMPROVEMENTS)
        return {
            "goals": {
                **{name: goals["counted", name] for name in GOALS_COUNTED},
                "by_perspective": {value: number for (name, value), number in goals.items() if name == "perspective"},
                "by_status": _by(goals, "status", STATUSES),
                **{f"by_{name}": _by(goals, name, values) for name, values in said.items()},
                "derived": _by(goals, "derived", COLOURS),
            },
            "indicators": {
                **{name: indicators["counted", name] for name in INDICATORS_COUNTED},
                "by_variation": _by(indicators, "variation", SAID_VARIATIONS),
                "by_assurance": _by(indicators, "assurance", SAID_ASSURANCES),
            },
            "improvements": {
                "running": _share(running_serving, running),
                "solved": _share(solved_serving, solved),
            },
        }


GOALS_COUNTED = ("open", "overdue", "due_soon", "without_improvement", "without_indicator", "later")
INDICATORS_COUNTED = ("all", "of_open_goal", "without_data", "late")


def counted(cells: Mapping[GoalCell, int] | Mapping[IndicatorCell, int]) -> Counter[Key]:
    """How many of each cell, by every key they count under."""
    found: Counter[Key] = Counter()
    for cell, number in cells.items():
        for key in cell.keys():  # noqa: SIM118 (no dictionary)
            found[key] += number
    return found


def total(several: Iterable[Followed]) -> Followed:
    """The sum of several."""
    whole = Followed()
    for each in several:
        whole.goals.update(each.goals)
        whole.indicators.update(each.indicators)
        whole.improvements.update(each.improvements)
    return whole


def _by(counts: Counter[Key], name: str, values: Iterable[str]) -> dict[str, int]:
    return {value: counts[name, value] for value in values}


def _share(serving: int, whole: int) -> dict[str, Any]:
    """How many serve a goal, of how many; without a percentage of nothing."""
    share = percent(serving, whole)
    return {"serving": serving, "all": whole} | ({} if share is None else {"percent": share})
