"""Moving ranges with and without screening, and what rounding may not do."""

import pytest

from services.followups.control.limits import Fit, Zones, moving_ranges
from services.followups.control.points import Reading


def test_no_range_is_taken_across_a_gap() -> None:
    found = moving_ranges([1.0, 3.0, None, 100.0, 101.0], screening=False)
    assert found is not None
    assert found.mean == 1.5


@pytest.mark.parametrize("values", [[], [1.0], [1.0, None, 2.0]])
def test_without_neighbours_there_are_no_ranges(values: list[float | None]) -> None:
    assert moving_ranges(values, screening=True) is None


def test_screening_drops_outlying_ranges_once() -> None:
    values = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 4.0, 0.0, 30.0]
    kept = moving_ranges(values, screening=True)
    assert kept is not None
    # The mean range is 44 / 9 and its limit 15.97: 30 goes. Of the rest it is 14 / 8 and the limit 5.7: 4 stays.
    assert (kept.mean, kept.screened) == (14 / 8, 1)


def test_screening_what_never_varies_keeps_it() -> None:
    found = moving_ranges([2.0, 2.0, 2.0], screening=True)
    assert found is not None
    assert (found.mean, found.screened) == (0.0, 0)


def test_a_value_that_differs_by_rounding_alone_is_on_the_line() -> None:
    zones = Zones(0.3, ((0.3, 0.3),))
    assert 0.1 + 0.2 != 0.3
    assert zones.side(0.1 + 0.2, 1e-12) == 0
    assert zones.zone(0.1 + 0.2, 1e-12) == 0


def test_the_larger_the_denominator_the_closer_the_limits() -> None:
    fit = Fit(0.5, 0.5, sigma=1.0, sized=True)
    assert fit.zones(Reading(2, 4)).bounds == ((0.0, 1.0), (-0.5, 1.5), (-1.0, 2.0))
    assert fit.zones(Reading(8, 16)).upper == 1.25
    assert fit.zones(None) == Zones(0.5)
