"""Measuring through the API: one or thousands, corrections with their history, and what is refused."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.kernel.clock import now
from tests.services.followups.indicators.client import SHARE, IndicatorsApi, indicators_as, month, told
from tests.services.kernel.web.site import Site


@pytest.fixture(scope="module")
def api(site: Site) -> IndicatorsApi:
    return IndicatorsApi(site, site.bearer("integration") | {"Accept-Language": "en"})


def counts(answer: TestResponse) -> tuple[int, int, int, int]:
    body = answer.get_json()
    return answer.status_code, body["new"], body["corrected"], body["unchanged"]


def errors_of(answer: TestResponse) -> dict[str, list[str]]:
    assert answer.status_code == 422, answer.text
    return dict(answer.get_json()["errors"])


def test_one_or_many_are_new_then_unchanged_then_corrected(site: Site, api: IndicatorsApi, unit: str) -> None:
    made = api.define(unit, frequency="month")
    assert counts(api.measure(made, {"period": "2020-02-15", "value": 3})) == (201, 1, 0, 0)
    both = [{"period": "2020-02", "value": 3.0}, {"period": "31.1.2020", "value": "2,5"}]
    assert counts(api.measure(made, both)) == (201, 1, 0, 1)
    assert counts(api.measure(made, both)) == (200, 0, 0, 2)
    judged = api.one(made)
    assert (judged["values"], judged["first"], judged["last"]) == (2, "2020-01-01", "2020-02-01")
    again = api.measure(made, {"period": "2020-02", "value": 4, "note": "Counted anew"})
    assert counts(again) == (200, 0, 1, 0)
    (shown,) = again.get_json()["items"]
    assert (shown["value"], shown["note"], shown["version"]) == (4, "Counted anew", 2)
    assert [(each["value"], each["note"]) for each in shown["history"]] == [(3, None)]
    assert [each["period"] for each in api.history(made)] == ["2020-01-01", "2020-02-01"]
    names = [name for name, _ in told(site, made)]
    measured = ["measurement.measured", "indicator.judged"]
    # The correction changed nothing of what the chart says: too early it was before.
    assert names == ["indicator.defined", *measured, *measured, "measurement.corrected"]


def test_a_period_without_numbers_is_struck_out_and_may_come_again(site: Site, api: IndicatorsApi, unit: str) -> None:
    made = api.measured(unit, [1, 2, 3])
    assert counts(api.measure(made, {"period": "2020-03"})) == (200, 0, 1, 0)
    assert counts(api.measure(made, {"period": "2020-03"})) == (200, 0, 0, 1)
    judged = api.one(made)
    assert (judged["values"], judged["last"]) == (2, "2020-02-01")
    assert told(site, made)[-2][1]["value"] is None
    assert counts(api.measure(made, {"period": "2020-03", "value": 9})) == (200, 0, 1, 0)
    assert [each["value"] for each in api.history(made)[-1]["history"]] == [3, None]
    assert list(errors_of(api.measure(made, {"period": "2020-04"}))) == ["value"]


def test_all_are_taken_or_none_and_each_mistake_is_named_by_its_place(api: IndicatorsApi, unit: str) -> None:
    made = api.define(unit, **SHARE, frequency="month")
    body: list[dict[str, Any]] = [
        {"period": "2020-01", "numerator": 9, "denominator": 10},
        {"period": "2020-02", "numerator": 9, "denominator": 0},
        {"period": "2020-03", "numerator": 11, "denominator": 10},
        {"period": "2020-04", "numerator": 9.5, "denominator": 10},
        {"period": "2020-05", "value": 0.9},
        {"period": "2020-06", "numerator": 9},
        {"period": "2020-07", "numerator": 9, "denominator": 10, "value": 0.9},
    ]
    named = errors_of(api.measure(made, body))
    assert list(named) == ["1.denominator", "2.numerator", "3.numerator", "4.numerator", "5.denominator", "6.value"]
    twice = [body[0], {"period": "2020-01-31", "numerator": 1, "denominator": 2}, {"period": "2020"}]
    named = errors_of(api.measure(made, twice))
    assert list(named) == ["1.period", "2.period"]
    assert "number 1 already" in named["1.period"][0]
    assert "2020-01" in named["2.period"][0]
    assert list(errors_of(api.measure(made, [{"period": "2020-01", "numerator": "many"}]))) == ["0.numerator"]
    assert list(errors_of(api.measure(made, body[1]))) == ["denominator"]
    assert list(errors_of(api.measure(made, {"period": f"{now().year + 1}-06", "numerator": 1, "denominator": 2}))) == [
        "period"
    ]
    assert (api.measure(made, []).status_code, api.measure(made, "3").status_code) == (400, 400)
    assert api.history(made) == []


def test_a_longer_period_does_not_take_the_place_of_its_first_part(api: IndicatorsApi, unit: str) -> None:
    made = api.measured(unit, [1, 2, 3])
    named = errors_of(api.measure(made, {"period": "2020-Q1", "value": 6}))
    assert named == {"period": ["This is measured every month, and 2020-Q1 is longer. Name the month."]}
    # Where nothing stands there, each first day is by itself.
    assert counts(api.measure(made, {"period": "2020-Q2", "value": 6})) == (201, 1, 0, 0)
    assert counts(api.measure(made, {"period": "2020-02", "value": 4})) == (200, 0, 1, 0)
    quarters = api.define(unit)
    api.measure(quarters, [{"period": "2020-Q1", "value": 1}, {"period": "2020-Q2", "value": 2}])
    assert counts(api.measure(quarters, {"period": "2020-Q1", "value": 3})) == (200, 0, 1, 0)


def test_thousands_are_judged_once(site: Site, api: IndicatorsApi, unit: str) -> None:
    made = api.define(unit, frequency="day")
    days = [
        {"period": f"2{number // 336:03}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}", "value": 1}
        for number in range(2000)
    ]
    answer = api.measure(made, days)
    assert counts(answer) == (201, 2000, 0, 0)
    names = [name for name, _ in told(site, made)]
    assert names.count("measurement.measured") == 2000
    assert names[-1] == "indicator.judged"
    assert names.count("indicator.judged") == 1
    assert api.get(f"/{made['id']}/measurements", limit="3").headers["Link"]


def test_late_data_fall_into_their_period(site: Site, api: IndicatorsApi, unit: str) -> None:
    made = api.measured(unit, [10, 11, 9, 12, 8, 10] * 3)
    assert made["variation"] == "common_cause"
    api.measure(made, [{"period": f"2019-{number:02}", "value": 30} for number in range(1, 13)])
    judged = api.one(made)
    assert (judged["first"], judged["last"], judged["variation"]) == ("2019-01-01", "2021-06-01", "improving")
    assert len([name for name, _ in told(site, made) if name == "indicator.judged"]) == 2


def test_who_may_measure_and_who_may_correct(site: Site, api: IndicatorsApi, unit: str) -> None:
    made = api.define(unit)
    anna, bo = (indicators_as(site, site.principal("member", home_unit="E01")) for _ in range(2))
    lead = indicators_as(site, site.principal("unit_lead", home_unit=unit))
    first, other = {"period": month(0), "value": 1}, {"period": month(0), "value": 2}
    assert anna.measure(made, first).status_code == 201
    assert bo.measure(made, first).status_code == 200
    assert bo.measure(made, other).status_code == 403
    assert bo.measure(made, {"period": month(0)}).status_code == 403
    assert anna.measure(made, other).status_code == 200
    assert lead.measure(made, first).status_code == 200
    elsewhere = IndicatorsApi(site, site.bearer("integration", units=("M01",)))
    assert elsewhere.measure(made, {"period": month(1), "value": 1}).status_code == 403
    assert elsewhere.measure(api.define(), first).status_code == 403
    assert api.measure({"id": "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"}, first).status_code == 404
