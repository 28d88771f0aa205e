"""The region and its units on pages."""

import pytest

from tests.services.organisation.visitors import Browser


@pytest.fixture
def administrator(browser: Browser) -> Browser:
    assert browser.sign_in("admin").status_code == 303
    return browser


def test_everybody_signed_in_sees_the_region_but_no_buttons(browser: Browser) -> None:
    browser.sign_in("anna")
    page = browser.get("/organisation").text
    assert "The region has 5 divisions with 22 units" in page
    assert "Add a unit" not in page
    assert browser.get("/organisation/new-unit").status_code == 403


def test_a_past_day_is_shown_as_it_was(administrator: Browser) -> None:
    page = administrator.get("/organisation?as_of=2025-06-01").text
    medicine = page.partition("Units of Medicine")[2].partition("</table>")[0]
    assert "Rehabilitation" in medicine


def test_a_day_that_is_none_comes_back_with_what_to_mend(administrator: Browser) -> None:
    answer = administrator.get("/organisation?as_of=soon")
    assert answer.status_code == 422
    assert "year-month-day" in answer.text
    assert 'value="soon"' in answer.text


def test_a_unit_is_added_renamed_moved_and_merged_on_pages(administrator: Browser) -> None:
    new = {"code": "PRI-09", "name_sv": "Ungdomsmottagningen", "division": "PRI", "valid_from": "2026-01-01"}
    assert administrator.send("/organisation/new-unit", new).headers["Location"] == "/organisation/units/PRI-09"
    unit = "/organisation/units/PRI-09"
    acts = {
        "rename": {"name_sv": "Ungdomsmottagningen", "name_en": "Youth clinic", "version": "1"},
        "move": {"division": "PSY", "from": "2026-05-01", "version": "2"},
        "merge": {"merged_into": "PSY-03", "from": "2026-09-01", "version": "3"},
    }
    for act, fields in acts.items():
        assert administrator.send(f"{unit}/{act}", fields).status_code == 303, act
    page = administrator.get(unit).text
    assert "Youth clinic" in page
    assert "Moved to Psychiatry from 2026-05-01" in page
    assert "Child and youth psychiatry" in page
    assert "Region administrator" in page


def test_a_form_that_cannot_be_taken_keeps_what_was_typed(administrator: Browser) -> None:
    answer = administrator.send("/organisation/new-unit", {"code": "KIR-01", "name_en": "Twin", "division": "KIR"})
    assert answer.status_code == 422
    assert 'value="Twin"' in answer.text
    assert "There is a problem" in answer.text
    assert 'href="#field-code"' in answer.text


def test_two_administrators_at_once_overwrite_nothing(administrator: Browser) -> None:
    rename = "/organisation/units/KIR-01/rename"
    assert administrator.send(rename, {"name_en": "First", "version": "1"}).status_code == 303
    assert administrator.send(rename, {"name_en": "Second", "version": "1"}).status_code == 412
    assert "Second" not in administrator.get("/organisation/units/KIR-01").text


def test_a_form_of_somebody_else_is_refused(administrator: Browser) -> None:
    fields = {"code": "X", "name_en": "X", "valid_from": "2026-01-01", "form_token": "forged"}
    answer = administrator.client.post("/organisation/new-division", data=fields, headers=administrator.headers)
    assert answer.status_code == 403
    assert "X" not in [part.strip() for part in administrator.get("/organisation").text.split(">")]


def test_a_division_is_added_and_edited(administrator: Browser) -> None:
    new = {"code": "REH", "name_fi": "Kuntoutus", "valid_from": "2026-01-01"}
    assert administrator.send("/organisation/new-division", new).status_code == 303
    edit = {"name_en": "Rehabilitation division", "valid_from": "2026-01-01", "version": "1"}
    assert administrator.send("/organisation/divisions/REH", edit).status_code == 303
    assert "Rehabilitation division" in administrator.get("/organisation").text


def test_there_is_no_page_for_a_deed_that_is_none(administrator: Browser) -> None:
    assert administrator.get("/organisation/units/KIR-01/paint").status_code == 404
