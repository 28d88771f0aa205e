"""To which division a unit's numbers belong on a day."""

from datetime import date

import pytest

from scorecards.places import UNKNOWN, division_of, ever_in
from services.kernel.units import Directory, Period, Unit

NAMES = {"sv": "n", "fi": "n", "en": "n"}
MOVED = date(2026, 1, 1)
CLOSED = date(2026, 6, 1)


def unit(code: str, *periods: Period, merged_into: str | None = None) -> Unit:
    """A unit with these times in divisions."""
    return Unit(code, NAMES, merged_into, periods)


DIRECTORY = Directory(
    {
        each.code: each
        for each in (
            unit("MOVER", Period("OLD", date(2015, 1, 1), MOVED), Period("NEW", MOVED, None)),
            unit("CLOSED", Period("OLD", date(2015, 1, 1), CLOSED)),
            unit("MERGED", Period("OLD", date(2015, 1, 1), CLOSED), merged_into="MOVER"),
            unit("CIRCLE", Period("OLD", date(2015, 1, 1), CLOSED), merged_into="CIRCLE"),
            unit("EMPTY"),
        )
    }
)


@pytest.mark.parametrize(
    ("code", "day", "division"),
    [
        pytest.param("MOVER", date(2025, 12, 31), "OLD", id="before a move it was in the old one"),
        pytest.param("MOVER", MOVED, "NEW", id="from the day of the move in the new one"),
        pytest.param("MOVER", date(2010, 1, 1), "OLD", id="before it began its first one counts"),
        pytest.param("CLOSED", date(2026, 11, 1), "OLD", id="after it closed its last one counts"),
        pytest.param("MERGED", date(2025, 1, 1), "OLD", id="a merged unit keeps its past"),
        pytest.param("MERGED", date(2026, 11, 1), "NEW", id="and goes where the other one is"),
        pytest.param("CIRCLE", date(2026, 11, 1), UNKNOWN, id="a circle of mergers ends"),
        pytest.param("EMPTY", date(2026, 11, 1), UNKNOWN, id="a unit without any time is not known"),
        pytest.param("NOBODY", date(2026, 11, 1), UNKNOWN, id="nor is one that nobody told of"),
    ],
)
def test_a_units_numbers_belong_to(code: str, day: date, division: str) -> None:
    assert division_of(DIRECTORY, code, day) == division


@pytest.mark.parametrize(
    ("code", "divisions"),
    [
        ("MOVER", {"OLD", "NEW"}),
        ("CLOSED", {"OLD"}),
        ("MERGED", {"OLD", "NEW"}),
        ("CIRCLE", {"OLD", UNKNOWN}),
        ("EMPTY", {UNKNOWN}),
        ("NOBODY", {UNKNOWN}),
    ],
)
def test_a_unit_may_have_been_in_each_division_of_its_own_and_of_what_it_went_into(
    code: str, divisions: set[str]
) -> None:
    days = [date(2010, 1, 1), date(2025, 12, 31), MOVED, CLOSED, date(2026, 11, 1)]
    assert {division for division in ("OLD", "NEW", UNKNOWN) if ever_in(DIRECTORY, code, division)} == divisions
    assert {division_of(DIRECTORY, code, day) for day in days} <= divisions
