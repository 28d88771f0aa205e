"""Measuring on pages: one number in two taps, corrections, the table, and files sent through the browser."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from schemas.periods import Grain, holding
from services.followups.measuring.views.uploading import BODY_LIMIT, TOO_LARGE
from services.kernel.clock import now
from services.kernel.identity import Principal
from tests.services.followups.indicators.client import SHARE, IndicatorsApi, indicators_as, month
from tests.services.kernel.web.document import sound_page
from tests.services.kernel.web.site import Site


@pytest.fixture
def member(site: Site, unit: str) -> Principal:
    return site.principal("member", home_unit=unit, name="Lo Vik")


@pytest.fixture
def browser(site: Site, member: Principal) -> FlaskClient:
    return site.browser(member, "followups")


@pytest.fixture
def api(site: Site, unit: str) -> IndicatorsApi:
    return indicators_as(site, site.principal("unit_lead", home_unit=unit, name="Bo Ek"))


@pytest.fixture
def as_member(site: Site, member: Principal) -> IndicatorsApi:
    return indicators_as(site, member)


def test_the_period_that_is_due_is_chosen_and_one_number_is_enough(
    browser: FlaskClient, api: IndicatorsApi, unit: str
) -> None:
    made = api.define(unit, frequency="month")
    page = f"/follow-ups/indicators/{made['id']}/measure"
    running = holding(now().date(), Grain.MONTH)
    assert len(sound_page(browser, page).all("option")) == 12
    form = sound_page(browser, page).form(page)
    assert form["period"] < [running.first.isoformat()]
    answer = browser.post(page, data=form | {"value": "2.5"})
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"] == f"/follow-ups/indicators/{made['id']}"
    shown = sound_page(browser, page)
    assert shown.form(page)["period"] == [running.first.isoformat()]
    assert [each.text for each in shown.all("option") if each.text.endswith("(2.5)")]
    wrong = browser.post(page, data=shown.form(page) | {"value": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text


def test_a_rate_asks_for_both_numbers_and_what_has_no_rhythm_for_a_day(
    browser: FlaskClient, api: IndicatorsApi, unit: str
) -> None:
    share = api.define(unit, **SHARE)
    page = f"/follow-ups/indicators/{share['id']}/measure"
    form = sound_page(browser, page).form(page)
    assert {"numerator", "denominator"} < form.keys()
    assert form["period"] <= [now().date().isoformat()]
    typed = {"period": "2020-03-05", "numerator": "11", "denominator": "10"}
    assert "cannot be more than the whole" in browser.post(page, data=form | typed).text
    typed |= {"numerator": "9", "note": "A <b> storm", "idempotency_key": "another"}
    assert browser.post(page, data=form | typed).status_code == 303
    assert [(each["value"], each["note"]) for each in api.history(share)] == [(0.9, "A <b> storm")]


def test_correcting_shows_what_stands_there_and_asks_why(
    browser: FlaskClient, api: IndicatorsApi, as_member: IndicatorsApi, unit: str
) -> None:
    made = api.define(unit, frequency="month")
    as_member.measure(made, [{"period": month(number), "value": 1200 + number} for number in range(3)])
    page = f"/follow-ups/indicators/{made['id']}/measure"
    corrected = sound_page(browser, f"{page}?period=2020-02")
    assert corrected.all("h1")[0].text == "Correct February 2020"
    # The form goes to the page without its query.
    form = corrected.form(page)
    assert (form["value"], form["period"]) == (["1,201"], ["2020-02-01"])
    assert browser.post(page, data=form | {"value": "1100", "note": "Counted twice"}).status_code == 303
    form = sound_page(browser, f"{page}?period=2020-03").form(page)
    assert browser.post(page, data=form | {"do": "strike", "note": "Not ours"}).status_code == 303
    table = sound_page(browser, f"/follow-ups/indicators/{made['id']}/measurements")
    assert table.all("h1")[0].text == "2 periods have a value"
    assert [each.text for each in table.all("del")] == ["1,202", "1,201"]
    assert [each["value"] for each in api.history(made)] == [1200, 1100, None]


def test_somebody_elses_number_is_not_corrected(site: Site, api: IndicatorsApi, unit: str) -> None:
    made = api.measured(unit, [1, 2], frequency="month")
    other = site.browser(site.principal("member", home_unit="E01"), "followups")
    page = f"/follow-ups/indicators/{made['id']}/measure"
    form = sound_page(other, f"{page}?period=2020-02").form(page)
    assert other.post(page, data=form | {"value": "3"}).status_code == 403


def test_a_file_goes_in_but_for_the_rows_that_are_named(browser: FlaskClient, api: IndicatorsApi, unit: str) -> None:
    made = api.define(unit, frequency="month")
    page = f"/follow-ups/indicators/{made['id']}/upload"
    form = sound_page(browser, page).form(page)
    lines = b"period;value;note\n2020-01;1,5;First\n2020-02;much;\n2020-01-31;2;\n"

    def send(content: bytes) -> str:
        answer = browser.post(page, data={**form, "file": (BytesIO(content), "measured.csv")})
        assert answer.status_code in {200, 422}
        return answer.text

    sent = send(lines)
    assert "1 row went in" in sent
    assert "2 rows were left out" in sent
    assert "This period stands in line 2 already" in sent
    assert "Nothing new went in" in send(lines)
    assert [(each["value"], each["note"]) for each in api.history(made)] == [(1.5, "First")]
    assert "Fill this in" in browser.post(page, data=form).text
    assert "The file is empty" in send(b"")
    assert "lacks a column that is needed: period" in send(b"value\n1\n")


def test_a_file_that_is_far_too_large_is_not_even_read(browser: FlaskClient, api: IndicatorsApi, unit: str) -> None:
    page = f"/follow-ups/indicators/{api.define(unit)['id']}/upload"
    # As a body of its own: the test client would put a large file into a temporary one and leave that open.
    answer = browser.post(page, data=bytes(BODY_LIMIT + 1), content_type="multipart/form-data; boundary=edge")
    assert answer.status_code == 413
    assert TOO_LARGE in answer.text
