"""The chart for programs: its numbers against published ones, and what is asked of it."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.services.followups.control.series import COSTS, RRK_BREACHES, day
from tests.services.followups.showing.measured import (
    FALLING,
    SHARE,
    add,
    define,
    deviations,
    months,
    phase,
    within_four_hours,
)
from tests.services.kernel.web.site import Site


class Charts:
    """Asks for charts and holds each against the published contract."""

    def __init__(self, site: Site) -> None:
        self.browser = site.apps["followups"].test_client()
        self.headers = site.bearer("integration")
        document = self.browser.get("/api/v1/indicators/openapi.json").get_json()
        told = document["paths"]["/api/v1/indicators/{identifier}/chart"]["get"]["responses"]["200"]
        schema = told["content"]["application/json"]["schema"] | {"components": document["components"]}
        self.contract = Draft202012Validator(schema)

    def get(self, identifier: str, **query: object) -> Any:  # noqa: ANN401 (an answer)
        return self.browser.get(f"/api/v1/indicators/{identifier}/chart", headers=self.headers, query_string=query)

    def of(self, identifier: str, **query: object) -> dict[str, Any]:
        answer = self.get(identifier, **query)
        assert answer.status_code == 200, answer.text
        self.contract.validate(answer.get_json())
        return dict(answer.get_json())


@pytest.fixture(scope="module")
def charts(site: Site) -> Charts:
    return Charts(site)


def test_breaches_of_a_hospital_have_the_limits_that_others_found(site: Site, unit: str, charts: Charts) -> None:
    made = define(site, unit, months(*RRK_BREACHES))
    plain = charts.of(made.id)
    assert plain["centre"] == pytest.approx(1711.875)
    assert plain["moving_range_mean"] == pytest.approx(361.9565, abs=1e-4)
    assert (plain["lower"], plain["upper"]) == pytest.approx((749.22, 2674.53), abs=0.01)
    assert not plain["screening"]
    screened = charts.of(made.id, screening="on")
    assert (screened["lower"], screened["upper"]) == pytest.approx((849.93, 2573.82), abs=0.01)
    assert screened["phases"][0]["screened"] == 1
    assert screened["centre"] == plain["centre"]


def test_the_textbooks_costs_have_its_limits(site: Site, unit: str, charts: Charts) -> None:
    found = charts.of(define(site, unit, months(*COSTS)).id)
    assert (found["centre"], found["moving_range_mean"]) == pytest.approx((300.5, 7.789474))
    assert (found["lower"], found["upper"]) == pytest.approx((279.783315, 321.216685))


def test_the_vignettes_series_has_its_limits_with_and_without_screening(site: Site, unit: str, charts: Charts) -> None:
    made = define(site, unit, deviations(), screening=True)
    screened, plain = charts.of(made.id), charts.of(made.id, screening="off")
    assert (screened["lower"], screened["upper"]) == pytest.approx((-0.72, 4.60), abs=0.005)
    assert (plain["lower"], plain["upper"]) == pytest.approx((-3.06, 6.95), abs=0.005)


def test_a_rule_set_for_run_charts_makes_a_run_chart_without_limits(site: Site, unit: str, charts: Charts) -> None:
    made = define(site, unit, months(*FALLING), target=10)
    found = charts.of(made.id, rules="ihi-run")
    assert (found["chart"], found["rules"], found["centre"]) == ("run", "ihi-run", 12.5)
    assert not {"lower", "upper", "trial", "moving_range_mean", "assurance"} & set(found)
    assert found["source"].startswith("Perla")
    # Asking changed nothing.
    as_set = charts.of(made.id)
    assert (as_set["chart"], as_set["assurance"]) == ("xmr", "hit_and_miss")


def test_signals_tell_where_they_are_and_on_which_side(site: Site, unit: str, charts: Charts) -> None:
    made = define(site, unit, months(*FALLING, notes={2: "Flu"}))
    found = charts.of(made.id)
    (shift,) = [each for each in found["signals"] if each["name"] == "shift" and each["side"] == "low"]
    assert shift["periods"] == [day(number).isoformat() for number in range(24, 32)]
    assert found["variation"] == "improving"
    assert found["points"][2]["note"] == "Flu"
    assert found["points"][31]["variation"] == "improving"


def test_phases_have_limits_of_their_own_and_a_baseline_is_of_each(site: Site, unit: str, charts: Charts) -> None:
    made = define(site, unit, months(*FALLING))
    add(site, phase(made, 24, "Night lights"))
    first, second = charts.of(made.id)["phases"]
    assert (first["start"], second["start"], second["reason"]) == (None, day(24).isoformat(), "Night lights")
    assert second["trial"]
    assert second["missing"] == 4
    assert charts.of(made.id, baseline=4)["phases"][1]["centre"] == 4.0


def test_a_share_stays_a_ratio_whatever_pages_show(site: Site, unit: str, charts: Charts) -> None:
    found = charts.of(define(site, unit, within_four_hours(), **SHARE).id)
    assert found["per"] == 100
    assert found["target"] == 0.95
    assert found["centre"] == pytest.approx(0.8235, abs=1e-4)
    assert found["points"][0]["denominator"] == 9044
    assert (found["variation"], found["assurance"]) == ("common_cause", "fails")


def test_too_few_values_are_told_with_how_many_are_missing(site: Site, unit: str, charts: Charts) -> None:
    few, none = charts.of(define(site, unit, months(1, 2, 3, 5)).id), charts.of(define(site, unit, name="No").id)
    assert (few["too_early"], few["missing"], few["trial"]) == (True, 8, True)
    assert (none["points"], none["centre"], none["missing"]) == ([], None, 12)


def test_what_cannot_be_asked_is_named(site: Site, unit: str, charts: Charts) -> None:
    made = define(site, unit, months(1, 2))
    for query, field in (
        ({"rules": "best"}, "rules"),
        ({"screening": "maybe"}, "screening"),
        ({"baseline": 1}, "baseline"),
    ):
        answer = charts.get(made.id, **query)
        assert answer.status_code == 422
        assert set(answer.get_json()["errors"]) == {field}
    assert charts.get("01a20302-0000-7000-8000-000000000000").status_code == 404
