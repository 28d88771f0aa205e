"""XmR on published series, to the digits given."""

import pytest

from services.followups.control import Kind
from services.followups.control.xmr import xmr
from tests.services.followups.control.series import COSTS, DEVIATIONS, RRK_BREACHES, base, plain


@pytest.mark.parametrize(
    ("values", "screening", "centre", "mean_range", "lower", "upper", "digits"),
    [
        (COSTS, False, 300.5, 7.789474, 279.783315, 321.216685, 6),
        (COSTS, True, 300.5, 7.789474, 279.783315, 321.216685, 6),
        (RRK_BREACHES, False, 1711.875, 361.9565, 749.22, 2674.53, 2),
        (RRK_BREACHES, True, 1711.875, 324.0909, 849.93, 2573.82, 2),
        (DEVIATIONS, False, 1.94, 1.8824, -3.06, 6.95, 2),
        # The vignette prints the lower limit as -0.72 with 2.66; with 3/1.128 it is -0.715.
        (DEVIATIONS, True, 1.94, 1.0, -0.715, 4.60, 2),
    ],
)
def test_published_series_give_the_published_limits(
    values: tuple[float, ...],
    screening: bool,  # noqa: FBT001 (a case of the table)
    centre: float,
    mean_range: float,
    lower: float,
    upper: float,
    digits: int,
) -> None:
    fit = xmr(base(plain(*values), Kind.XMR), screening=screening)
    zones = fit.zones(None)
    half = 0.5 * 10**-digits
    assert fit.ranges is not None
    assert fit.ranges.mean == pytest.approx(mean_range, abs=5e-5)
    assert zones.centre == pytest.approx(centre, abs=max(half, 5e-3))
    assert zones.lower == pytest.approx(lower, abs=half)
    assert zones.upper == pytest.approx(upper, abs=half)


def test_screening_drops_one_range_of_the_hospitals_breaches() -> None:
    fit = xmr(base(plain(*RRK_BREACHES), Kind.XMR), screening=True)
    assert fit.ranges is not None
    assert fit.ranges.screened == 1


def test_limits_agree_with_those_of_sources_that_use_2_66() -> None:
    fit = xmr(base(plain(*RRK_BREACHES), Kind.XMR), screening=False)
    zones = fit.zones(None)
    assert fit.ranges is not None
    assert zones.upper == pytest.approx(fit.centre + 2.66 * fit.ranges.mean, rel=1e-3)


def test_one_value_has_a_centre_and_no_limits() -> None:
    zones = xmr(base(plain(3), Kind.XMR), screening=False).zones(None)
    assert (zones.centre, zones.lower, zones.upper) == (3, None, None)
