"""The rule sets as they are named, and which charts they judge."""

import pytest

from services.followups.control import RULE_SETS, CannotJudge, Kind, Name, Problem
from services.followups.control.rule_sets import PRIORITY, rule_set
from services.followups.control.rules import Placed, Ties


def test_there_are_four_and_each_names_its_source() -> None:
    assert list(RULE_SETS) == ["ihi-run", "anhoej", "mdc-xmr", "western-electric"]
    assert all(rules.source for rules in RULE_SETS.values())


def test_each_has_its_own_tie_policy_and_minimum() -> None:
    assert {name: (rules.ties, rules.minimum) for name, rules in RULE_SETS.items()} == {
        "ihi-run": (Ties.SKIP, 10),
        "anhoej": (Ties.SKIP, 10),
        "mdc-xmr": (Ties.BREAK, 12),
        "western-electric": (Ties.BREAK, 12),
    }


def test_labels_go_from_outside_over_trend_and_two_of_three_to_shift() -> None:
    order = [Name.OUTSIDE, Name.TREND, Name.TWO_OF_THREE, Name.SHIFT]
    assert sorted(order, key=PRIORITY.index) == order


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", RULE_SETS)
def test_run_rules_judge_run_charts_and_the_others_judge_limits(name: str, kind: Kind) -> None:
    if (name in {"ihi-run", "anhoej"}) == (kind is Kind.RUN):
        assert rule_set(name, kind).name == name
    else:
        with pytest.raises(CannotJudge) as refused:
            rule_set(name, kind)
        assert refused.value.problem is Problem.RULES_DO_NOT_FIT


def points(*zones: int) -> list[Placed]:
    """Each point's value, and its zone on the side of its sign; 0 is just above the centre."""
    return [Placed(zone, -1 if zone < 0 else 1, abs(zone)) for zone in zones]


def row(length: int) -> list[Placed]:
    """Points in a row on one side that neither rise nor fall, after one on the other."""
    return points(-1, *[0] * length)


def climb(length: int) -> list[Placed]:
    """Points that rise by one, from side to side."""
    return [Placed(number, (-1) ** number) for number in range(length)]


@pytest.mark.parametrize(
    ("rules", "name", "short", "enough"),
    [
        ("ihi-run", Name.SHIFT, row(5), row(6)),
        ("ihi-run", Name.TREND, climb(4), climb(5)),
        ("mdc-xmr", Name.OUTSIDE, points(2), points(3)),
        ("mdc-xmr", Name.SHIFT, row(6), row(7)),
        ("mdc-xmr", Name.TREND, climb(6), climb(7)),
        ("mdc-xmr", Name.TWO_OF_THREE, points(2, -1, 2), points(2, 1, 2)),
        ("mdc-xmr", Name.TWO_OF_THREE, points(3, 1, 2), points(2, 1, 2)),
        ("western-electric", Name.OUTSIDE, points(2), points(3)),
        ("western-electric", Name.SHIFT, row(7), row(8)),
        ("western-electric", Name.TWO_OF_THREE, points(2, 1, 1), points(2, -1, 3)),
        ("western-electric", Name.FOUR_OF_FIVE, points(1, 1, 0, 0, 1), points(1, 1, 0, 1, 1)),
    ],
)
def test_each_rule_needs_as_much_as_its_set_says(
    rules: str, name: Name, short: list[Placed], enough: list[Placed]
) -> None:
    (rule,) = (rule for rule in RULE_SETS[rules].rules if rule.name is name)
    assert rule.find(short) == []
    assert rule.find(enough) != []


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(CannotJudge) as refused:
        rule_set("nelson", Kind.XMR)
    assert refused.value.problem is Problem.UNKNOWN_RULES
