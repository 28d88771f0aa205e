"""The arithmetic of the scorecards."""

from collections import Counter
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary import RUNNING
from scorecards.measures import (
    COUNTED_STATES,
    changes,
    figures,
    first_day,
    last_day,
    last_months,
    levels,
    month_of,
    running,
    sums,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOVEMBER = 2026 * 12 + 10


def test_a_month_is_that_of_the_regions_clock_not_of_utc() -> None:
    assert month_of(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), STOCKHOLM) == NOVEMBER
    assert month_of(datetime(2026, 10, 31, 22, 30, tzinfo=UTC), STOCKHOLM) == NOVEMBER - 1


def test_a_month_begins_and_ends_with_its_first_and_last_day() -> None:
    assert (first_day(NOVEMBER), last_day(NOVEMBER)) == (date(2026, 11, 1), date(2026, 11, 30))
    assert last_day(2024 * 12 + 1) == date(2024, 2, 29)


def test_the_last_twelve_months_end_with_the_present_one_and_cross_the_year() -> None:
    months = last_months(date(2026, 3, 31), 12)
    assert [first_day(months[0]), first_day(months[-1])] == [date(2025, 4, 1), date(2026, 3, 1)]
    assert len(months) == 12


def test_running_is_accepted_testing_and_implementing() -> None:
    assert RUNNING == ("accepted", "testing", "implementing")
    counts = dict.fromkeys(COUNTED_STATES, 1)
    assert running(counts) == 3
    assert figures(counts) == {"running": 3, **counts}


def test_a_life_raises_the_state_it_enters_and_lowers_the_one_it_leaves() -> None:
    assert changes([(1, "proposed"), (3, "accepted"), (3, "testing")]) == {
        (1, "proposed"): 1,
        (3, "proposed"): -1,
        (3, "accepted"): 0,
        (3, "testing"): 1,
    }


lives = st.lists(
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from(COUNTED_STATES)), min_size=1, max_size=6).map(
        lambda steps: sorted(steps, key=lambda step: step[0])
    ),
    max_size=8,
)


@given(lives)
def test_the_level_of_a_month_counts_each_improvement_once_in_the_state_it_was_in(
    lived: list[list[tuple[int, str]]],
) -> None:
    changed: dict[int, Counter[str]] = {}
    for life in lived:
        for (month, state), number in changes(life).items():
            changed.setdefault(month, Counter())[state] += number
    months = list(range(21))
    found = levels(changed, months)
    for month in months:
        states = [[state for entered, state in life if entered <= month] for life in lived]
        assert found[month] == Counter(each[-1] for each in states if each)


def test_a_sum_at_a_months_end_holds_what_came_before_the_first_month() -> None:
    assert sums({1: 2, 4: 3, 6: -1, 9: 5}, [3, 4, 5, 6]) == [2, 5, 5, 4]
