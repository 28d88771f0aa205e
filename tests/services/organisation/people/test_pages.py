"""The administrator's pages for people."""

import re
from collections.abc import Callable

import pytest

from tests.services.organisation.visitors import Browser

NEW = {"name": "ville", "display_name": "Ville Aalto", "home_unit": "", "units": "KIR-01, KIR-02", "divisions": ""}


@pytest.fixture
def administrator(browser: Browser) -> Browser:
    assert browser.sign_in("admin").status_code == 303
    return browser


def address(administrator: Browser, name: str) -> str:
    found = re.search(rf'href="(/organisation/people/[^"]+)">{name}<', administrator.get("/organisation/people").text)
    assert found
    return found[1]


def test_a_person_is_added_on_a_page(administrator: Browser, visit: Callable[[], Browser]) -> None:
    fields = NEW | {"roles": ["member", "unit_lead"], "password": "a long enough password", "active": "true"}
    assert administrator.send("/organisation/new-person", fields).status_code == 303
    page = administrator.get(address(administrator, "ville")).text
    assert 'value="KIR-01, KIR-02"' in page
    assert visit().sign_in("ville", "a long enough password").status_code == 303


def test_a_password_that_is_too_short_comes_back_without_the_password(administrator: Browser) -> None:
    answer = administrator.send("/organisation/new-person", NEW | {"roles": ["member"], "password": "tooshort"})
    assert answer.status_code == 422
    assert "tooshort" not in answer.text
    assert 'value="Ville Aalto"' in answer.text


def test_a_box_that_is_not_ticked_closes_the_account(administrator: Browser, visit: Callable[[], Browser]) -> None:
    fields = {"display_name": "Anna Lindqvist", "home_unit": "KIR-01", "roles": ["member"], "version": "1"}
    assert administrator.send(address(administrator, "anna"), fields).status_code == 303
    assert "closed" in administrator.get("/organisation/people").text
    assert visit().sign_in("anna").status_code == 422


def test_an_empty_password_keeps_the_present_one(administrator: Browser, visit: Callable[[], Browser]) -> None:
    fields = {"display_name": "Anna L.", "home_unit": "KIR-01", "roles": ["member"], "active": "true", "version": "1"}
    assert administrator.send(address(administrator, "anna"), fields | {"password": ""}).status_code == 303
    assert visit().sign_in("anna").status_code == 303
