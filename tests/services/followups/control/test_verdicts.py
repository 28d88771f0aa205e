"""What signals and targets mean, by direction."""

import pytest

from services.followups.control import Assurance, Direction, Variation
from services.followups.control.verdicts import assurance, special_cause

HIGHER, LOWER, NEUTRAL = Direction.HIGHER, Direction.LOWER, Direction.NEUTRAL


@pytest.mark.parametrize(
    ("side", "direction", "variation"),
    [
        (1, HIGHER, Variation.IMPROVING),
        (-1, HIGHER, Variation.CONCERNING),
        (1, LOWER, Variation.CONCERNING),
        (-1, LOWER, Variation.IMPROVING),
        (1, NEUTRAL, Variation.NEUTRAL_HIGH),
        (-1, NEUTRAL, Variation.NEUTRAL_LOW),
        (0, HIGHER, Variation.UNDIRECTED),
        (0, NEUTRAL, Variation.UNDIRECTED),
    ],
)
def test_a_special_cause_improves_concerns_or_is_neutral(side: int, direction: Direction, variation: Variation) -> None:
    assert special_cause(side, direction) is variation


@pytest.mark.parametrize(
    ("lower", "upper", "direction", "expected"),
    [
        (1, 3, HIGHER, Assurance.FAILS),
        (5, 7, HIGHER, Assurance.PASSES),
        (1, 5, HIGHER, Assurance.HIT_AND_MISS),
        (1, 3, LOWER, Assurance.PASSES),
        (5, 7, LOWER, Assurance.FAILS),
        (1, 5, LOWER, Assurance.HIT_AND_MISS),
        (1, 4, HIGHER, Assurance.HIT_AND_MISS),
        (4, 5, LOWER, Assurance.HIT_AND_MISS),
        (1, 3, NEUTRAL, None),
    ],
)
def test_a_target_of_4_passes_fails_or_is_hit_and_missed(
    lower: float, upper: float, direction: Direction, expected: Assurance | None
) -> None:
    assert assurance([(lower, upper)], 4, direction, early=False) is expected


def test_a_target_beyond_the_limits_at_some_points_only_is_hit_and_missed() -> None:
    assert assurance([(1, 3), (1, 5)], 4, HIGHER, early=False) is Assurance.HIT_AND_MISS
    assert assurance([(1, 3), (1, 3.5)], 4, HIGHER, early=False) is Assurance.FAILS


def test_without_target_or_limits_there_is_no_assurance() -> None:
    assert assurance([(1, 3)], None, HIGHER, early=False) is None
    assert assurance([], 4, HIGHER, early=True) is None


def test_few_points_assure_of_nothing() -> None:
    assert assurance([(1, 3)], 4, HIGHER, early=True) is Assurance.TOO_EARLY
