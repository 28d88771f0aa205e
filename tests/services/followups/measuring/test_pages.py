"""Measuring on pages: one number in two taps, corrections, the table, and files sent through the browser."""

from datetime import timedelta
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
    # What has a value is corrected, not measured again.
    assert form["period"][0] not in {each.attributes["value"] for each in shown.all("option")}
    wrong = browser.post(page, data=shown.form(page) | {"value": "many"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text


def test_a_number_that_came_meanwhile_is_named_and_not_replaced(
    site: Site, browser: FlaskClient, api: IndicatorsApi, unit: str
) -> None:
    made = api.define(unit, frequency="month")
    page = f"/follow-ups/indicators/{made['id']}/measure"
    form = sound_page(browser, page).form(page)
    running = holding(now().date(), Grain.MONTH)
    api.measure(made, {"period": running.text, "value": 24.6})
    # The running month has its value; the one that ended last is still to be measured.
    open_still = sound_page(browser, page)
    assert open_still.form(page)["period"] < [running.first.isoformat()]
    assert len(open_still.all("option")) == 11
    late = browser.post(page, data=form | {"period": running.first.isoformat(), "value": "3"})
    assert late.status_code == 422
    assert "has a value already: 24.6." in late.text
    assert [each["value"] for each in api.history(made)] == [24.6]
    same = {"period": running.first.isoformat(), "value": "24.6", "idempotency_key": "another"}
    assert browser.post(page, data=form | same).status_code == 303
    months = [running]
    while len(months) < 12:
        months.append(holding(months[-1].first - timedelta(days=1), Grain.MONTH))
    api.measure(made, [{"period": each.text, "value": 24.6} for each in months])
    full = sound_page(browser, page)
    assert [each.text for each in full.all("h2")][:1] == ["Nothing is missing"]
    # Who decides there may measure anew what was struck out.
    api.measure(made, {"period": months[3].text})
    lead = site.browser(site.principal("unit_lead", home_unit=unit), "followups")
    assert sound_page(lead, page).form(page)["period"] == [months[3].first.isoformat()]


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
    both = browser.post(page, data=form | typed | {"numerator": "x", "denominator": "0"}).text
    assert "Write a number" in both
    assert "The denominator has to be above zero" in both
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
    share = api.define(unit, **SHARE)
    api.measure(share, {"period": "2020-01", "numerator": 16, "denominator": 23})
    shown = browser.get(f"/follow-ups/indicators/{share['id']}/measurements").text
    assert "69.6\N{NO-BREAK SPACE}%" in shown
    assert [each["value"] for each in api.history(made)] == [1200, 1100, None]


def test_somebody_elses_number_is_not_corrected(site: Site, api: IndicatorsApi, unit: str) -> None:
    made = api.measured(unit, [1, 2], frequency="month")
    other = site.browser(site.principal("member", home_unit="E01"), "followups")
    page = f"/follow-ups/indicators/{made['id']}/measure"
    assert other.get(f"{page}?period=2020-02").status_code == 403
    form = sound_page(other, page).form(page)
    corrected = form | {"period": "2020-02-01", "value": "3", "correcting": "yes"}
    assert other.post(page, data=corrected).status_code == 403
    theirs = page.removesuffix("/measure")
    for shown in (theirs, f"{theirs}/measurements"):
        assert "/measure?period=" not in other.get(shown).text
        assert "/measure?period=" in site.browser(site.principal("coach"), "followups").get(shown).text


def test_a_file_goes_in_but_for_the_rows_that_are_named(browser: FlaskClient, api: IndicatorsApi, unit: str) -> None:
    made = api.define(unit, frequency="month")
    page = f"/follow-ups/indicators/{made['id']}/upload"
    form = sound_page(browser, page).form(page)
    # The third row is refused when it is read, the second only when it is written.
    lines = b"period;value;note\n2020-01;1,5;First\n2020-01-31;2;\n2020-02;much;\n"

    def send(content: bytes) -> str:
        answer = browser.post(page, data={**form, "file": (BytesIO(content), "measured.csv")})
        assert answer.status_code in {200, 422}
        return answer.text

    sent = send(lines)
    assert "1 row went in" in sent
    assert "2 rows were left out" in sent
    assert "This period stands in line 2 already" in sent
    assert sent.index("line 2 already") < sent.index("Write a number")
    assert "Nothing new went in" in send(lines)
    assert [(each["value"], each["note"]) for each in api.history(made)] == [(1.5, "First")]
    assert "Choose a file." in browser.post(page, data=form).text
    assert "The file is empty" in send(b"")
    assert "not a CSV or XLSX file" in send(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    surplus = send(b"period,value\n2020-03,7,5\n2020-04,7,\n")
    assert "The row has more cells than there are columns" in surplus
    assert [each["period"] for each in api.history(made)] == ["2020-01-01", "2020-04-01"]
    assert "lacks a column that is needed: period" in send(b"value\n1\n")


def test_a_file_that_is_far_too_large_is_not_even_read(browser: FlaskClient, api: IndicatorsApi, unit: str) -> None:
    page = f"/follow-ups/indicators/{api.define(unit)['id']}/upload"
    # As a body of its own: the test client would put a large file into a temporary one and leave that open.
    answer = browser.post(page, data=bytes(BODY_LIMIT + 1), content_type="multipart/form-data; boundary=edge")
    assert answer.status_code == 413
    assert TOO_LARGE in answer.text
