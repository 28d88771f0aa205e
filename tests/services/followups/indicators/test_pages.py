"""The forms of indicators: the target as people say it, what was typed is kept, and new limits with their reasons."""

import pytest
from flask.testing import FlaskClient

from services.kernel.identity import Principal
from tests.services.followups.indicators.client import IndicatorsApi, indicators_as
from tests.services.kernel.web.document import sound_page
from tests.services.kernel.web.site import Site

NEW = "/follow-ups/indicators/new"
TYPED = {
    "name": "Left within four hours",
    "chart": "p_prime",
    "unit_of_measure": "of all patients",
    "direction": "higher",
    "target": "95 %",
    "frequency": "month",
}


@pytest.fixture
def lead(site: Site, unit: str) -> Principal:
    return site.principal("unit_lead", home_unit=unit, name="Lo Vik")


@pytest.fixture
def browser(site: Site, lead: Principal) -> FlaskClient:
    return site.browser(lead, "followups")


@pytest.fixture
def api(site: Site, lead: Principal) -> IndicatorsApi:
    return indicators_as(site, lead)


def test_the_target_is_asked_as_people_say_it_and_kept_as_a_ratio(
    browser: FlaskClient, api: IndicatorsApi, unit: str
) -> None:
    page = sound_page(browser, NEW)
    form = page.form(NEW)
    assert form["place"] == [f"unit:{unit}"]
    assert len(page.all("input", type="radio", name="chart")) == 9
    answer = browser.post(NEW, data=form | TYPED)
    assert answer.status_code == 303, answer.text
    (made,) = api.get(unit=unit).get_json()["items"]
    assert answer.headers["Location"] == f"/follow-ups/indicators/{made['id']}"
    assert (made["target"], made["per"], made["frequency"]) == (0.95, 100, "month")
    edit = f"{answer.headers['Location']}/edit"
    form = sound_page(browser, edit).form(edit)
    assert (form["target"], form["per"], form["rules"]) == (["95"], ["100"], ["mdc-xmr"])
    assert browser.post(edit, data=form | {"target": "92.5", "screening": "on"}).status_code == 303
    changed = api.one(made)
    assert (changed["target"], changed["screening"]) == (0.925, True)
    # What the chart brought with it goes with the chart.
    run = {"chart": "run", "target": "4", "idempotency_key": "third", "version": changed["version"]}
    assert browser.post(edit, data=form | run).status_code == 303
    assert [api.one(made)[name] for name in ("rules", "per", "target")] == ["anhoej", 1, 4]
    # Who opened it before is told, and keeps what was typed.
    late = browser.post(edit, data=form | {"name": "Mine", "idempotency_key": "another"})
    assert late.status_code == 412
    assert "Somebody else was faster" in late.text
    assert 'value="Mine"' in late.text


def test_what_cannot_be_taken_comes_back_with_everything_typed(browser: FlaskClient) -> None:
    form = sound_page(browser, NEW).form(NEW)
    answer = browser.post(NEW, data=form | TYPED | {"target": "195", "rules": "ihi-run"})
    assert answer.status_code == 422
    assert "judges other charts" in answer.text
    answer = browser.post(NEW, data=form | TYPED | {"target": "195", "unit_of_measure": "<%>"})
    assert "between 0 and 100 per cent" in answer.text
    assert 'value="&lt;%&gt;"' in answer.text


def test_who_decides_nowhere_gets_no_form(site: Site, api: IndicatorsApi, unit: str) -> None:
    member = site.browser(site.principal("member", home_unit=unit), "followups")
    made = api.define(unit)
    for page in (NEW, f"/follow-ups/indicators/{made['id']}/edit", f"/follow-ups/indicators/{made['id']}/phases"):
        assert member.get(page).status_code == 403


def test_new_limits_are_begun_and_taken_back(browser: FlaskClient, api: IndicatorsApi, unit: str) -> None:
    made = api.define(unit)
    page = f"/follow-ups/indicators/{made['id']}/phases"
    assert "There are no values yet" in browser.get(page).text
    made = api.measured(unit, [10, 11, 9, 12, 8, 10, 5, 6, 4, 5, 6, 4], frequency="month")
    page = f"/follow-ups/indicators/{made['id']}/phases"
    form = sound_page(browser, page).form(page)
    wrong = browser.post(page, data=form | {"start": "2020-01", "reason": "<New> room"})
    assert wrong.status_code == 422
    assert "&lt;New&gt; room" in wrong.text
    right = browser.post(page, data=form | {"start": "2020-07", "reason": "New room"})
    assert right.headers["Location"] == f"/follow-ups/indicators/{made['id']}"
    shown = sound_page(browser, page)
    assert "From July 2020" in browser.get(page).text
    drop = f"{page}/2020-07-01/drop"
    assert browser.post(drop, data=shown.form(drop)).headers["Location"] == page
    assert api.one(made)["phases"] == []
