"""One period has one name, however it was written, and knows its days."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from schemas.periods import NOT_A_PERIOD, Grain, PeriodField, holding, parse

DAYS = st.dates(date(1901, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("written", "name", "first", "last"),
    [
        ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-H2", "2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-t2", "2026-T2", date(2026, 5, 1), date(2026, 8, 31)),
        ("2024-Q1", "2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2/2024", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2018-W05", "2018-W05", date(2018, 1, 29), date(2018, 2, 4)),
        ("2020v53", "2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2018-01-31", "2018-01-31", date(2018, 1, 31), date(2018, 1, 31)),
        (" 31.1.2018 ", "2018-01-31", date(2018, 1, 31), date(2018, 1, 31)),
    ],
)
def test_a_period_is_read_as_our_offices_write_it(written: str, name: str, first: date, last: date) -> None:
    found = parse(written)
    assert (found.text, found.first, found.last) == (name, first, last)


@pytest.mark.parametrize(
    "written", ["", "26", "2026-13", "2026-00", "2026-Q5", "2026-H0", "2026-T4", "2025-W53", "31.2.2026", "1.2", "0026"]
)
def test_what_is_no_period_is_refused_with_examples(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        PeriodField(required=True).deserialize(written or "x")
    assert refused.value.messages == [NOT_A_PERIOD]


@given(day=DAYS, grain=st.sampled_from(Grain))
def test_the_name_of_a_period_leads_back_to_it_and_the_next_one_begins_where_it_ends(day: date, grain: Grain) -> None:
    period = holding(day, grain)
    assert period.first <= day <= period.last
    assert parse(period.text) == period
    assert (period.next().first - period.last).days == 1
    assert period.next().text > period.text


@given(day=DAYS, grain=st.sampled_from([Grain.MONTH, Grain.QUARTER, Grain.THIRD, Grain.HALF, Grain.YEAR]))
def test_a_year_is_made_of_the_periods_within_it(day: date, grain: Grain) -> None:
    year = holding(day, Grain.YEAR)
    parts = list(year.within(grain))
    assert (parts[0].first, parts[-1].last) == (year.first, year.last)
    assert all(later.first > earlier.last for earlier, later in pairwise(parts))


def test_a_week_belongs_to_the_month_in_which_it_ends() -> None:
    weeks = [each.text for each in parse("2026-01").within(Grain.WEEK)]
    assert weeks == ["2026-W01", "2026-W02", "2026-W03", "2026-W04"]


def test_a_field_reads_what_is_shorter_as_the_period_around_it() -> None:
    field = PeriodField(Grain.MONTH, required=True)
    assert field.deserialize("2026-11-21").text == "2026-11"
    assert field.deserialize("2026-W47").text == "2026-11"
    assert field.deserialize("2026").text == "2026"
