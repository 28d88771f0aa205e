"""The arithmetic of follow-ups on scorecards."""

import pytest

from schemas.vocabulary import ASSURANCES, VARIATIONS
from scorecards.following.measures import (
    COLOURS,
    NO_INDICATOR,
    NONE,
    VERDICTS,
    WITHOUT_INDICATOR,
    Followed,
    GoalCell,
    IndicatorCell,
    Verdict,
    counted,
    derived,
    ranks,
    ranks_of_colour,
    total,
)


@pytest.mark.parametrize(
    ("variation", "assurance", "overdue", "colour"),
    [
        ("concerning", "passes", False, "red"),
        ("common_cause", "fails", False, "red"),
        ("improving", "fails", False, "amber"),
        ("improving", "hit_and_miss", False, "amber"),
        ("common_cause", "passes", True, "amber"),
        (NO_INDICATOR, NONE, True, "amber"),
        ("common_cause", "passes", False, "green"),
        ("improving", NONE, False, "green"),
        ("common_cause", NONE, False, "none"),
        ("too_early", "too_early", False, "none"),
        (NONE, NONE, False, "none"),
        (NO_INDICATOR, NONE, False, "none"),
    ],
)
def test_a_colour_follows_from_charts_and_overdue_follow_ups(
    *, variation: str, assurance: str, overdue: bool, colour: str
) -> None:
    assert derived(variation, assurance, overdue=overdue) == colour


def test_every_verdict_has_one_rank_and_the_gravest_colour_comes_first() -> None:
    assert {each.variation for each in VERDICTS} == {*VARIATIONS, NONE, NO_INDICATOR}
    assert {each.assurance for each in VERDICTS} == {*ASSURANCES, NONE}
    assert len(set(VERDICTS)) == len(VERDICTS) == (len(VARIATIONS) + 1) * (len(ASSURANCES) + 1) + 1
    colours = [COLOURS.index(derived(*each, overdue=False)) for each in VERDICTS]
    assert colours == sorted(colours)
    assert VERDICTS[0] == ("concerning", "fails")
    assert VERDICTS[WITHOUT_INDICATOR] == (NO_INDICATOR, NONE)


def test_a_target_that_is_missed_speaks_before_one_that_is_being_reached() -> None:
    order = [Verdict("common_cause", "fails"), Verdict("improving", "fails"), Verdict("common_cause", "passes")]
    assert sorted(order, key=VERDICTS.index) == order


@pytest.mark.parametrize("overdue", [True, False])
def test_each_rank_is_of_one_variation_one_assurance_and_one_colour(*, overdue: bool) -> None:
    every = sorted(range(len(VERDICTS)))
    assert sorted(rank for each in COLOURS for rank in ranks_of_colour(each, overdue=overdue)) == every
    for name, values in (("variation", (*VARIATIONS, NONE, NO_INDICATOR)), ("assurance", (*ASSURANCES, NONE))):
        assert sorted(rank for value in values for rank in ranks(name, value)) == every


FAILS = VERDICTS.index(Verdict("common_cause", "fails"))
CELLS = {
    GoalCell("process", "on_track", FAILS, overdue=True, soon=False, served=True, later=False): 2,
    GoalCell("staff", NONE, WITHOUT_INDICATOR, overdue=False, soon=True, served=False, later=False): 1,
    GoalCell("staff", "on_track", FAILS, overdue=True, soon=True, served=False, later=True): 5,
}


def test_goals_count_under_everything_that_holds_for_them() -> None:
    found = counted(CELLS)
    assert {value: found["counted", value] for name, value in found if name == "counted"} == {
        "open": 3,
        "overdue": 2,
        "due_soon": 1,
        "without_improvement": 1,
        "without_indicator": 1,
        "later": 5,
    }
    assert (found["derived", "red"], found["derived", "none"], found["variation", NO_INDICATOR]) == (2, 1, 1)


def test_figures_are_given_with_every_word_also_those_that_none_has() -> None:
    indicators = counted({IndicatorCell(NONE, NONE, valued=False, late=True, tells=True): 4})
    one = Followed(counted(CELLS), indicators)
    one.improvements.update(running=8, running_serving=2)
    public = total([one, one]).public()
    assert public["goals"]["by_perspective"] == {"process": 4, "staff": 2}
    assert public["goals"]["by_status"]["reached"] == 0
    assert public["indicators"]["without_data"] == public["indicators"]["late"] == public["indicators"]["all"] == 8
    assert public["improvements"]["running"] == {"serving": 4, "all": 16, "percent": 25.0}
    assert public["improvements"]["solved"] == {"serving": 0, "all": 0}


def test_where_nothing_is_followed_up_improvements_alone_do_not_hide_it() -> None:
    assert Followed().is_empty
    assert not Followed(counted(CELLS)).is_empty
