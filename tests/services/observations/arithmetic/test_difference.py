"""What changes between two versions of a map."""

from dataclasses import asdict

from hypothesis import given

from services.observations.arithmetic import Demand, Metrics, Step, difference, measured
from tests.services.observations.arithmetic.maps import maps, published, step


def test_the_difference_is_later_minus_earlier_of_every_number() -> None:
    now = measured([step("A", 0, 10), step("B", 30, 10)], Demand(10, 400, 100))
    planned = measured([step("A", 0, 10), step("B", 10, 5)], Demand(10, 500, 100))
    assert asdict(difference(now, planned)) == {
        "process_minutes": -5,
        "lead_minutes": -25,
        "activity_ratio_percent": 20,
        "rolled_complete_accurate_percent": 0,
        "process_cycle_efficiency_percent": 20,
        "takt_minutes": 10,
        "staff_needed": -0.5,
    }


def test_what_either_version_does_not_know_has_no_difference() -> None:
    known, unknown = measured(published()), measured([Step("A", 5, None, 50)])
    for found in (difference(known, unknown), difference(unknown, known)):
        assert found.lead_minutes is None
        assert found.activity_ratio_percent is None
    assert difference(known, unknown).process_minutes == -155
    assert set(asdict(difference(known, Metrics())).values()) == {None}


def test_decimals_are_subtracted_as_they_are_written() -> None:
    assert difference(Metrics(lead_minutes=0.1), Metrics(lead_minutes=0.3)).lead_minutes == 0.2


@given(maps(gaps=True), maps(gaps=True))
def test_the_way_back_undoes_a_difference(one: list[Step], other: list[Step]) -> None:
    there, back = (asdict(difference(measured(a), measured(b))) for a, b in ((one, other), (other, one)))
    assert {name: number if number is None else -number for name, number in back.items()} == there
