"""The flat list of what was seen: everything, and of very many rows what fits an event."""

from collections import Counter

import msgspec
import pytest

from scorecards.queries import Standing
from scorecards.reports import Line, Report
from scorecards.reviews.seen import MOST_BYTES, WHOLE, Change, by_row, changes, seen
from scorecards.spreading.measures import Spread

NOTHING = Standing(None, {}, 0, 0)


def report(rows: int, **counts: int) -> Report:
    """A scorecard of that many rows, each with these counts."""
    lines = [Line(f"UNIT-{number:05}", f"Ward {number}", Counter(counts), [], Spread()) for number in range(rows)]
    whole = Counter({state: number * rows for state, number in counts.items()})
    return Report("DIV", "Division", NOTHING, lines, whole, [], [line.code for line in lines])


def test_every_number_of_every_row_is_kept_the_whole_first() -> None:
    kept = seen(report(2, accepted=3, sustained=1))
    rows = by_row(kept)
    assert list(rows) == [WHOLE, "UNIT-00000", "UNIT-00001"]
    assert (rows[WHOLE]["running"], rows[WHOLE]["sustained"]) == (6, 2)
    assert (rows["UNIT-00001"]["running"], rows["UNIT-00001"]["declined"]) == (3, 0)
    assert rows[WHOLE].keys() == rows["UNIT-00000"].keys()


@pytest.mark.parametrize(
    ("rows", "figures"),
    [(15, 28), (120, 4), (500, 1), (5000, 0)],
)
def test_of_very_many_rows_the_main_figures_are_kept_and_the_whole_always(rows: int, figures: int) -> None:
    kept = seen(report(rows, accepted=100, implemented=100))
    found = by_row(kept)
    # The rate of nothing is no number.
    assert len(found.pop(WHOLE)) == 28
    assert {len(each) for each in found.values()} == ({figures} if figures else set())
    assert all("running" in each for each in found.values())
    assert len(msgspec.json.encode(kept)) <= MOST_BYTES


def test_running_and_implemented_are_always_compared_others_where_they_differ() -> None:
    kept = seen(report(1, accepted=3, sustained=1, declined=2))
    assert changes(kept, report(1, accepted=3, sustained=2, declined=2)) == [
        Change("running", 3, 3),
        Change("implemented", 0, 0),
        Change("sustained", 1, 2),
    ]


def test_a_figure_that_was_not_seen_then_is_not_compared() -> None:
    kept = [each for each in seen(report(1, accepted=3)) if each["figure"] == "running"]
    assert changes(kept, report(1, sustained=2)) == [Change("running", 3, 0)]
