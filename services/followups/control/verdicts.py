"""What a chart says in one word: of its variation, and of whether its target will be met.

The words and their logic are those of NHS England's Making Data Count: the variation is that of the newest point, and
the assurance compares the target with the limits, not with the newest value.
"""

from collections.abc import Sequence
from enum import StrEnum


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Variation(StrEnum):
    """Common cause, or a special cause and what it means.

    `UNDIRECTED`: the phase as a whole is not random, but that has no direction (runs and crossings).
    """

    IMPROVING = "improving"
    CONCERNING = "concerning"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"
    UNDIRECTED = "undirected"
    COMMON_CAUSE = "common_cause"
    TOO_EARLY = "too_early"


class Assurance(StrEnum):
    """Whether the process, left as it is, meets its target: always, never, or now and then."""

    PASSES = "passes"
    FAILS = "fails"
    HIT_AND_MISS = "hit_and_miss"
    TOO_EARLY = "too_early"


_BETTER = {Direction.HIGHER: 1, Direction.LOWER: -1}


def special_cause(side: int, direction: Direction) -> Variation:
    """What a signal means that is high or rising (1), low or falling (-1) or neither (0)."""
    if side == 0:
        return Variation.UNDIRECTED
    if direction is Direction.NEUTRAL:
        return Variation.NEUTRAL_HIGH if side > 0 else Variation.NEUTRAL_LOW
    return Variation.IMPROVING if side == _BETTER[direction] else Variation.CONCERNING


def assurance(
    limits: Sequence[tuple[float, float]], target: float | None, direction: Direction, *, early: bool
) -> Assurance | None:
    """Whether the target is met, by the lower and upper limits at every point of the last phase.

    None without a target, a direction or limits. A target on a limit is hit and miss, and so is one that is beyond the
    limits at some points only (they have steps where denominators differ).
    """
    if target is None or direction is Direction.NEUTRAL or not limits:
        return None
    if early:
        return Assurance.TOO_EARLY
    above = all(target > upper for _, upper in limits)
    below = all(target < lower for lower, _ in limits)
    if not above and not below:
        return Assurance.HIT_AND_MISS
    return Assurance.PASSES if above == (direction is Direction.LOWER) else Assurance.FAILS
