"""What the lists below a chart are made of agrees with what the chart shows."""

from datetime import timedelta

from services.followups.charts import Improvement, lettered, numbered
from tests.services.followups.charts.drawings import xmr
from tests.services.followups.control.series import day

MONTHS = [day(index) for index in range(12)]


def test_improvements_are_numbered_by_their_days() -> None:
    later, earlier = Improvement(day(8), "later"), Improvement(day(2), "earlier")
    assert numbered([later, earlier], MONTHS) == [(1, earlier), (2, later)]


def test_improvements_before_the_first_and_after_the_last_period_are_left_out() -> None:
    last = Improvement(MONTHS[-1] + timedelta(days=30), "on the last day of the last month")
    outside = [Improvement(MONTHS[0] - timedelta(days=1), ""), Improvement(MONTHS[-1] + timedelta(days=31), "")]
    assert numbered([*outside, last], MONTHS) == [(1, last)]
    assert numbered(outside, []) == []


def test_the_twenty_seventh_note_has_two_letters() -> None:
    found = lettered({day(index): str(index) for index in range(28)}, xmr(*range(28)))
    assert [each.letter for each in found[:2]] == ["a", "b"]
    assert [each.letter for each in found[25:]] == ["z", "aa", "ab"]
