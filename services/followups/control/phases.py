"""One phase of a chart, by itself: its lines, what the rules find in it, and whether it is too early to tell.

Phases know nothing of each other: limits, runs and trends begin anew, as the person who began the phase meant them to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.followups.control.attributes import c, p, p_prime, u, u_prime
from services.followups.control.limits import FIRM_FROM, ROUNDING, Base, Fit, Zones
from services.followups.control.points import Kind, Reading
from services.followups.control.rare import g, t
from services.followups.control.rule_sets import Name, Rule, RuleSet
from services.followups.control.rules import Found, Placed
from services.followups.control.runs import median
from services.followups.control.xmr import xmr

FITS: dict[Kind, Callable[[Base, bool], Fit]] = {
    Kind.RUN: lambda base, _: median(base),
    Kind.XMR: lambda base, screening: xmr(base, screening=screening),
    Kind.P: lambda base, _: p(base),
    Kind.P_PRIME: lambda base, screening: p_prime(base, screening=screening),
    Kind.U: lambda base, _: u(base),
    Kind.U_PRIME: lambda base, screening: u_prime(base, screening=screening),
    Kind.C: lambda base, _: c(base),
    Kind.G: lambda base, _: g(base),
    Kind.T: lambda base, screening: t(base, screening=screening),
}


@dataclass(frozen=True)
class Lines:
    """The lines of a phase: what its baseline says, from how many values, and the zones at each reading."""

    fit: Fit
    based_on: int
    zones: tuple[Zones, ...]

    @property
    def trial(self) -> bool:
        """Whether there are limits and they rest on too few values to be firm."""
        return self.fit.sigma is not None and self.based_on < FIRM_FROM


@dataclass(frozen=True)
class Judgement:
    """What the rules say of a phase; `found` points at its readings. Nothing is found while values are `missing`."""

    missing: int
    found: tuple[tuple[Rule, Found], ...] = ()
    not_judged: tuple[Name, ...] = ()


def draw(readings: Sequence[Reading | None], kind: Kind, baseline: int | None, *, screening: bool) -> Lines | None:
    """The lines from the first `baseline` values (None: all); None for a phase without a value."""
    valued = [index for index, reading in enumerate(readings) if reading is not None]
    if not valued:
        return None
    based_on = valued[:baseline]
    fit = FITS[kind](readings[: based_on[-1] + 1], screening)
    return Lines(fit, len(based_on), tuple(fit.zones(reading) for reading in readings))


def judge(readings: Sequence[Reading | None], lines: Lines | None, rules: RuleSet) -> Judgement:
    """Apply each rule to the values in their order, gaps left out."""
    if lines is None:
        return Judgement(rules.minimum)
    pairs = [(index, reading) for index, reading in enumerate(readings) if reading is not None]
    rounding = ROUNDING * max(abs(reading.value) for _, reading in pairs)
    placed = [_place(reading, lines.zones[index], rounding) for index, reading in pairs]
    missing = max(rules.minimum - rules.counted(placed), 0)
    if missing:
        return Judgement(missing)
    found = tuple(
        (rule, Found(tuple(pairs[number][0] for number in signal.points), signal.side))
        for rule in rules.rules
        for signal in rule.find(placed)
    )
    return Judgement(0, found, tuple(rule.name for rule in rules.rules if not rule.applies(placed)))


def _place(reading: Reading, zones: Zones, rounding: float) -> Placed:
    value = reading.value
    return Placed(value, zones.side(value, rounding), zones.zone(value, rounding), reading.astronomical)
