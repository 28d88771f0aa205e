"""Three years of emergency departments in England, imported by a mapping and judged as their publishers judge them."""

import csv

import pytest
from sqlalchemy import func, select

from services.followups.control import Analysis
from services.followups.indicators import analysing, queries
from services.followups.indicators.analysing import Asked
from services.followups.indicators.model import Indicator
from services.followups.measuring import queries as measurements
from services.followups.measuring.model import Figure, Measurement
from services.kernel import tables
from services.kernel.importing import Tally
from tests.services.followups.departments import ATTENDANCES, Departments

ROWS, SERIES, OF_EACH = 12_765, 428, 4
TWO_YEARS = 24


def chart(departments: Departments, name: str, asked: Asked | None = None, months: int | None = None) -> Analysis:
    """The chart of an indicator of RRK, of its first months."""
    with departments.runtime.database.reading() as session:
        wanted = queries.Filter(units=["RRK"], name=name)
        ((indicator,), _) = queries.newest(session, wanted, 2)
        there = measurements.of(session, [indicator.id])[indicator.id]
    return analysing.chart_of(indicator, analysing.points_of(there)[:months], [], asked or Asked())


def test_every_row_measures_four_indicators_and_a_second_run_writes_nothing(departments: Departments) -> None:
    assert departments.refused == []
    assert departments.tally == Tally(read=ROWS, new=ROWS)
    again, refused = departments.again()
    assert (again, refused) == (Tally(read=ROWS, known=ROWS), [])
    with departments.runtime.database.reading() as session:
        assert queries.number(session) == SERIES * OF_EACH
        assert measurements.number(session) == ROWS * OF_EACH
        assert session.scalar(select(func.count()).select_from(Figure)) == 0
        events = session.scalar(select(func.count()).select_from(tables.outbox))
        # Each defined, each measurement, and each judged once.
        assert events == SERIES * OF_EACH * 2 + ROWS * OF_EACH


def test_each_indicator_is_judged_by_all_its_values(departments: Departments) -> None:
    with ATTENDANCES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with departments.runtime.database.reading() as session:
        found = list(session.scalars(select(Indicator)))
        total = session.scalar(
            select(func.sum(Measurement.value)).join(Indicator).where(Indicator.name_key.startswith("attendances"))
        )
    assert total == sum(float(row["attendances"]) for row in rows)
    assert sum(each.number for each in found) == ROWS * OF_EACH
    assert not any(each.unjudged for each in found)
    assert {each.variation for each in found if each.missing} == {"too_early"}
    assert {each.assurance for each in found if each.chart == "p_prime" and not each.missing} >= {"fails", "passes"}


@pytest.mark.parametrize(("screening", "limits"), [(False, (749.22, 2674.53)), (True, (849.93, 2573.82))])
def test_the_breaches_of_rrk_have_the_published_limits(
    departments: Departments, limits: tuple[float, float], *, screening: bool
) -> None:
    found = chart(departments, "Stayed over four hours, type 1", Asked(screening=screening), TWO_YEARS)
    assert found.centre == 1711.875
    assert (found.lower, found.upper) == pytest.approx(limits, abs=0.005)
    if not screening:
        assert found.moving_range_mean == pytest.approx(361.9565, abs=0.00005)


def test_the_share_within_four_hours_is_the_difference_of_two_columns(departments: Departments) -> None:
    found = chart(departments, "Left within four hours, type 1")
    first = found.points[0]
    with ATTENDANCES.open(encoding="utf-8") as file:
        row = next(
            r for r in csv.DictReader(file) if (r["org_code"], r["type"], r["period"]) == ("RRK", "1", "2016-04-01")
        )
    attendances, breaches = float(row["attendances"]), float(row["breaches"])
    assert first.value == (attendances - breaches) / attendances
    assert found.target == 0.95
