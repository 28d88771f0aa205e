"""Which periods a day lies in, and which a form offers."""

from datetime import date

import pytest
from marshmallow import ValidationError

from schemas.reviews import Period
from scorecards.reviews.periods import offered, present


def test_a_day_lies_in_a_month_a_quarter_and_a_year() -> None:
    assert present(date(2026, 11, 22)) == ("2026-11", "2026-Q4", "2026")
    assert present(date(2026, 1, 1)) == ("2026-01", "2026-Q1", "2026")
    assert present(date(2026, 6, 30)) == ("2026-06", "2026-Q2", "2026")


def test_the_periods_that_ended_last_are_offered_too() -> None:
    assert offered(date(2026, 11, 22))[3:] == ["2026-10", "2026-Q3", "2025"]
    assert offered(date(2026, 1, 31))[3:] == ["2025-12", "2025-Q4", "2025"]


def test_what_is_offered_can_be_handed_in() -> None:
    for month in range(1, 13):
        for period in offered(date(2026, month, 1)):
            assert Period().deserialize(period) == period


@pytest.mark.parametrize("text", ["2026-00", "2026-Q5", "26-11", "1926-11", "2026-11-01", "2026 Q4", "Q4", "\uff12026"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Period().deserialize(text)
