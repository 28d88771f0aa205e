"""Charts of rare events."""

import pytest

from services.followups.control import Kind
from services.followups.control.rare import g, t
from services.followups.control.xmr import xmr
from tests.services.followups.control.series import FAILURE_POWERS, FAILURES, base, plain


def test_g_has_its_limits_about_the_mean_and_its_centre_at_the_median() -> None:
    zones = g(base(plain(0, 1, 2, 9), Kind.G)).zones(None)
    # The mean is 3, so sigma is the root of 12.
    assert zones.centre == 1.5
    assert zones.lower == 0.0
    assert zones.upper == pytest.approx(13.3923, abs=5e-5)
    assert zones.bounds[0][1] == pytest.approx(6.4641, abs=5e-5)


def test_t_takes_the_powers_that_montgomery_prints() -> None:
    # He rounds 1 / 3.6 to 0.2777, which the third digit of the largest notices.
    for hours, power in zip(FAILURES, FAILURE_POWERS, strict=False):
        fit = t(base(plain(hours), Kind.T), screening=False)
        assert fit.middle == pytest.approx(power, rel=1e-3)
        assert fit.centre == pytest.approx(hours)


@pytest.mark.parametrize("screening", [True, False])
def test_t_is_an_xmr_chart_of_the_powers_taken_back(*, screening: bool) -> None:
    zones = t(base(plain(*FAILURES), Kind.T), screening=screening).zones(None)
    powers = xmr(base(plain(*(hours ** (1 / 3.6) for hours in FAILURES)), Kind.XMR), screening=screening).zones(None)
    assert powers.lower is not None
    assert powers.upper is not None
    assert zones.centre == pytest.approx(powers.centre**3.6)
    assert zones.upper == pytest.approx(powers.upper**3.6)
    assert powers.lower < 0
    assert zones.lower == 0.0
