"""The API of indicators: what may be left out, who may, what is kept of changes, and new limits."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.kernel.clock import now
from tests.services.followups.goals.client import GoalsApi
from tests.services.followups.indicators.client import FALLS, SHARE, IndicatorsApi, indicators_as, told
from tests.services.kernel.web.document import sound_page
from tests.services.kernel.web.site import Site

# A year of months about 10, then one of months about 5.
FALLING = [*([10, 11, 9, 12, 8, 10] * 2), *([5, 6, 4, 5, 6, 4] * 2)]


@pytest.fixture(scope="module")
def coach(site: Site) -> IndicatorsApi:
    return IndicatorsApi(site, site.bearer("integration") | {"Accept-Language": "en"})


def errors_of(answer: TestResponse) -> dict[str, list[str]]:
    assert answer.status_code == 422, answer.text
    return dict(answer.get_json()["errors"])


def test_five_fields_make_an_indicator_and_the_rest_is_as_usual(coach: IndicatorsApi, site: Site, unit: str) -> None:
    made = coach.define(unit)
    assert (made["rules"], made["per"], made["screening"], made["missing"]) == ("mdc-xmr", 1, False, 12)
    assert (made["level"], made["unit_name"], made["division"]) == ("unit", f"Ward {unit}", site_division(unit))
    assert (made["values"], made["variation"], made["frequency"]) == (0, None, None)
    assert coach.one(made) == made
    run, share = coach.define(unit, chart="run"), coach.define(unit, **SHARE)
    assert (run["rules"], run["missing"], share["per"]) == ("anhoej", 10, 100)
    assert [name for name, _ in told(site, made)] == ["indicator.defined"]


def site_division(unit: str) -> str:
    return "SURG" if unit.startswith("E") else "MED"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"rules": "ihi-run"}, "rules"),
        ({"chart": "p_prime", "target": 95}, "target"),
        ({"goal": "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"}, "goal"),
        ({"unit": "NONE"}, "unit"),
        ({"unit": None, "division": "NONE"}, "division"),
        ({"division": "SURG"}, "division"),
        ({"targets": 3}, "targets"),
    ],
)
def test_what_cannot_be_is_named(coach: IndicatorsApi, unit: str, wrong: dict[str, Any], field: str) -> None:
    assert list(errors_of(coach.post({**FALLS, "unit": unit} | wrong))) == [field]


def test_only_who_decides_there_defines_and_changes(site: Site, coach: IndicatorsApi, unit: str) -> None:
    member = indicators_as(site, site.principal("member", home_unit=unit))
    lead = indicators_as(site, site.principal("unit_lead", home_unit=unit))
    assert member.post({**FALLS, "unit": unit}).status_code == 403
    mine = lead.define(unit)
    assert lead.post(FALLS).status_code == 403
    assert member.change(mine, name="Falls at night").status_code == 403
    assert lead.change(mine, name="Falls at night").get_json()["name"] == "Falls at night"
    assert coach.define()["level"] == "region"
    assert coach.define(division="SURG")["level"] == "division"


def test_an_indicator_tells_of_a_goal_of_its_own_place_or_above_it(site: Site, coach: IndicatorsApi, unit: str) -> None:
    elsewhere = site.free_unit()
    goals = GoalsApi(site, coach.headers)
    own, above, other = goals.set(unit), goals.set(division=site_division(unit)), goals.set(elsewhere)
    region = goals.set()
    leader = site.principal("unit_lead", home_unit=unit)
    lead = indicators_as(site, leader)
    made = lead.define(unit, goal=own["id"])
    changed = lead.change(made, goal=above["id"]).get_json()
    assert lead.change(changed, goal=region["id"]).status_code == 200
    assert list(errors_of(lead.post({**FALLS, "unit": unit, "goal": other["id"]}))) == ["goal"]
    assert list(errors_of(lead.change(lead.one(made), goal=other["id"]))) == ["goal"]
    # Who decides there too may.
    assert coach.change(coach.one(made), goal=other["id"]).status_code == 200
    form = sound_page(site.browser(leader, "followups"), f"/follow-ups/indicators/new?unit={unit}")
    offered = {each.attributes["value"] for each in form.all("option")}
    assert {own["id"], above["id"], region["id"]} <= offered
    assert other["id"] not in offered


def test_a_change_is_kept_with_what_follows_from_it(site: Site, coach: IndicatorsApi, unit: str) -> None:
    made = coach.measured(unit, FALLING)
    changed = coach.change(made, chart="run", target=4).get_json()
    assert (changed["rules"], changed["target"], changed["version"]) == ("anhoej", 4, made["version"] + 1)
    same = coach.change(changed, chart="run", target=4)
    assert same.get_json()["version"] == changed["version"]
    assert coach.change(made, name="Late").status_code == 412
    page = sound_page(
        site.browser(site.principal("coach"), "followups"), f"/follow-ups/indicators/{made['id']}/changes"
    )
    assert {each.text for each in page.all("del")} == {
        "XmR chart: any number, with control limits",
        "Making Data Count",
    }
    assert told(site, made)[-1][0] == "indicator.edited"


def test_a_chart_that_the_values_do_not_fit_is_refused_with_the_first_period(coach: IndicatorsApi, unit: str) -> None:
    made = coach.measured(unit, [1, 2.5, 3])
    whole, reason = errors_of(coach.change(made, chart="c"))["chart"]
    assert "2020-02-01" in whole
    assert "whole number" in reason
    assert list(errors_of(coach.change(made, frequency="quarter"))) == ["frequency"]
    assert coach.one(made) == made


def test_new_limits_begin_after_the_first_value_and_not_after_the_last(
    site: Site, coach: IndicatorsApi, unit: str
) -> None:
    made = coach.measured(unit, FALLING, frequency="month")
    assert made["variation"] == "improving"
    for start in ("2020-01", "2022-01"):
        assert list(errors_of(coach.begin(made, start))) == ["start"]
    assert list(errors_of(coach.begin(made, "2021-01", reason=" "))) == ["reason"]
    begun = coach.begin(made, "2021-01-15").get_json()
    assert [(each["start"], each["reason"]) for each in begun["phases"]] == [("2021-01-01", "A second nurse at night")]
    assert begun["variation"] == "common_cause"
    assert list(errors_of(coach.begin(begun, "2021-01"))) == ["start"]
    match = {"If-Match": f'"{begun["version"]}"'}
    assert coach.send("DELETE", f"/{made['id']}/phases/2020-07-01", match).status_code == 404
    dropped = coach.send("DELETE", f"/{made['id']}/phases/2021-01-01", match).get_json()
    assert (dropped["phases"], dropped["variation"]) == ([], "improving")
    assert [name for name, _ in told(site, made) if name == "indicator.rebased"] == ["indicator.rebased"] * 2


def test_the_list_is_filtered_by_what_is_asked(coach: IndicatorsApi, unit: str) -> None:
    falling = coach.measured(unit, FALLING, name="Falls at night", frequency="month")
    share = coach.define(unit, **SHARE, frequency="day")
    today = coach.define(unit, name="100 % of falls", frequency="day")
    recent = {"period": f"{now():%Y-%m-%d}", "value": 1}
    coach.measure(today, recent)

    def found(**query: str) -> set[str]:
        return set(coach.ids(unit=unit, **query))

    all_ids = {falling["id"], share["id"], today["id"]}
    assert found(limit="2") == all_ids
    assert found(q="FALLS") == {falling["id"], today["id"]}
    assert found(q="%") == {today["id"]}
    assert found(name="falls  at night") == {falling["id"]}
    assert found(chart="p_prime") == {share["id"]} == found(measured="no")
    assert found(variation="improving") == {falling["id"]} == found(late="yes")
    assert found(late="no") == {share["id"], today["id"]}
    assert found(assurance="passes") == set() == found(level="division")
    assert found(division=site_division(unit)) == all_ids
    assert found(updated_since="2100-01-01T00:00:00Z") == set()
    assert coach.get(variation="good").status_code == 422
    own = coach.define(division="SURG", name="Own of the division")
    assert coach.ids(division="SURG", name="Own of the division") == [own["id"]]
