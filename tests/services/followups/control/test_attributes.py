"""Charts of counts on published series, and what the charts of Laney add to p and u."""

import pytest

from services.followups.control import Kind
from services.followups.control.attributes import c, p, p_prime, u, u_prime
from services.followups.control.limits import MovingRanges, moving_ranges
from tests.services.followups.control.series import (
    BOARDS,
    CANS,
    COMPUTERS,
    ORDER_SIZES,
    ORDERS,
    RRK_ATTENDANCES,
    RRK_BREACHES,
    base,
    plain,
    ratios,
)

RRK = ratios(RRK_BREACHES, RRK_ATTENDANCES)


def test_p_gives_montgomerys_limits_for_samples_of_one_size() -> None:
    readings = base(ratios(CANS, [50] * 30), Kind.P)
    zones = p(readings).zones(readings[0])
    assert zones.centre == pytest.approx(0.2313, abs=5e-5)
    assert (zones.lower, zones.upper) == pytest.approx((0.0524, 0.4102), abs=5e-5)


def test_p_gives_montgomerys_limits_for_samples_of_different_sizes() -> None:
    readings = base(ratios(ORDERS, ORDER_SIZES), Kind.P)
    zones = p(readings).zones(readings[0])
    assert zones.centre == pytest.approx(0.096, abs=5e-4)
    assert (zones.lower, zones.upper) == pytest.approx((0.007, 0.184), abs=5e-4)


def test_c_gives_montgomerys_limits() -> None:
    zones = c(base(plain(*BOARDS), Kind.C)).zones(None)
    assert zones.centre == pytest.approx(19.85, abs=5e-3)
    # The book rounds the centre before it takes the root.
    assert (zones.lower, zones.upper) == pytest.approx((6.48, 33.22), abs=1e-2)


def test_u_gives_montgomerys_limits() -> None:
    readings = base(ratios(COMPUTERS, [5] * 20), Kind.U)
    zones = u(readings).zones(readings[0])
    assert zones.centre == pytest.approx(1.93, abs=5e-3)
    assert (zones.lower, zones.upper) == pytest.approx((0.07, 3.79), abs=5e-3)


def test_limits_of_a_proportion_stay_within_0_and_1_and_those_of_counts_above_0() -> None:
    few = base(ratios([0, 1, 2, 1], [2, 2, 2, 2]), Kind.P)
    assert (p(few).zones(few[0]).lower, p(few).zones(few[0]).upper) == (0.0, 1.0)
    assert u(few).zones(few[0]).lower == 0.0
    assert c(base(plain(0, 1, 2, 1), Kind.C)).zones(None).lower == 0.0


@pytest.mark.parametrize("screening", [True, False])
def test_p_prime_is_p_times_the_sigma_of_the_standardised_values(*, screening: bool) -> None:
    readings = base(RRK, Kind.P_PRIME)
    centre = sum(RRK_BREACHES) / sum(RRK_ATTENDANCES)
    scores: list[float | None] = [
        (above / below - centre) / (centre * (1 - centre) / below) ** 0.5
        for above, below in zip(RRK_BREACHES, RRK_ATTENDANCES, strict=True)
    ]
    ranges = moving_ranges(scores, screening=screening)
    plain_sigma = p(readings).sigma
    fit = p_prime(readings, screening=screening)
    assert ranges is not None
    assert plain_sigma is not None
    assert fit.centre == pytest.approx(centre)
    assert fit.sigma == pytest.approx(plain_sigma * ranges.mean / 1.128)


@pytest.mark.parametrize("screening", [True, False])
def test_u_prime_is_u_times_the_sigma_of_the_standardised_values(*, screening: bool) -> None:
    readings = base(RRK, Kind.U_PRIME)
    rate = sum(RRK_BREACHES) / sum(RRK_ATTENDANCES)
    scores: list[float | None] = [
        (above / below - rate) / (rate / below) ** 0.5
        for above, below in zip(RRK_BREACHES, RRK_ATTENDANCES, strict=True)
    ]
    ranges = moving_ranges(scores, screening=screening)
    plain_sigma = u(readings).sigma
    fit = u_prime(readings, screening=screening)
    assert ranges is not None
    assert plain_sigma is not None
    assert fit.centre == pytest.approx(rate)
    assert fit.sigma == pytest.approx(plain_sigma * ranges.mean / 1.128)


def test_with_denominators_of_thousands_p_is_absurd_and_p_prime_is_not() -> None:
    readings = base(RRK, Kind.P)
    beyond = [
        sum(fit.zones(reading).zone(reading.value, 0) == 3 for reading in readings if reading)
        for fit in (p(readings), p_prime(readings, screening=False))
    ]
    assert beyond == [18, 1]


@pytest.mark.parametrize("numerator", [0, 10])
def test_a_proportion_that_never_varies_has_its_limits_on_the_centre(numerator: int) -> None:
    readings = base(ratios([numerator] * 12, [10] * 12), Kind.P_PRIME)
    fit = p_prime(readings, screening=True)
    zones = fit.zones(readings[0])
    assert zones.lower == zones.centre == zones.upper == numerator / 10
    assert fit.ranges == MovingRanges(0.0)
