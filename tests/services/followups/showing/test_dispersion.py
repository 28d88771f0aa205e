"""When a p or u chart is absurd, and when it is the right one."""

import pytest

from services.followups.control import Kind
from services.followups.showing.dispersion import too_much
from tests.services.followups.control.series import (
    CANS,
    COMPUTERS,
    ORDER_SIZES,
    ORDERS,
    RRK_ATTENDANCES,
    RRK_BREACHES,
    plain,
    ratios,
)

LARGE = ratios(RRK_BREACHES, RRK_ATTENDANCES)


@pytest.mark.parametrize("kind", [Kind.P, Kind.P_PRIME])
def test_with_denominators_of_thousands_a_p_chart_is_absurd(kind: Kind) -> None:
    found = too_much(kind, LARGE, None, screening=False)
    assert found
    assert (found.plain, found.values, found.outside) == (Kind.P, 24, 18)
    assert found.size == pytest.approx(9697, abs=1)
    # 6 * sqrt(p (1 - p) / n) with p = 0.1765.
    assert found.width == pytest.approx(0.02323, abs=1e-4)
    assert found.times == pytest.approx(7.5, abs=0.05)


def test_a_u_chart_of_the_same_is_absurd_too() -> None:
    found = too_much(Kind.U_PRIME, LARGE, None, screening=False)
    assert found
    assert found.plain is Kind.U
    assert found.outside == 16


@pytest.mark.parametrize(
    ("kind", "numerators", "denominators"),
    [(Kind.P, ORDERS, ORDER_SIZES), (Kind.P, CANS, (50,) * 30), (Kind.U, COMPUTERS, (5,) * 20)],
)
def test_the_charts_of_a_textbook_are_not(
    kind: Kind, numerators: tuple[int, ...], denominators: tuple[int, ...]
) -> None:
    assert too_much(kind, ratios(numerators, denominators), None, screening=False) is None


def test_nothing_is_said_of_few_values_of_equal_ones_and_of_other_charts() -> None:
    assert too_much(Kind.P, LARGE[:11], None, screening=False) is None
    assert too_much(Kind.P, ratios((0,) * 12, (1000,) * 12), None, screening=False) is None
    assert too_much(Kind.XMR, plain(*range(12)), None, screening=False) is None
