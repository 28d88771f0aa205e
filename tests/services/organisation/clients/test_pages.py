"""The administrator's pages for API clients."""

import re

import pytest

from tests.services.organisation.visitors import KEY, TOKEN, Api, Browser

FORM = "/organisation/new-client"


@pytest.fixture
def administrator(browser: Browser) -> Browser:
    assert browser.sign_in("admin").status_code == 303
    return browser


def test_a_token_is_shown_once_and_works_until_it_is_revoked(administrator: Browser) -> None:
    answer = administrator.send(FORM, {"name": "Portal", "roles": ["member"], "units": "KIR-01", "divisions": ""})
    assert answer.status_code == 201
    shown = re.search(r"<textarea[^>]*>([^<]+)</textarea>", answer.text)
    assert shown
    program = Api(administrator.client, shown[1])
    assert program("GET", "/api/v1/units").status_code == 200
    listed = administrator.get("/organisation/clients").text
    assert shown[1] not in listed
    client = re.search(r'href="(/organisation/clients/[^"]+)">Portal<', listed)
    assert client
    assert administrator.send(f"{client[1]}/revoke", {}, page=client[1]).status_code == 303
    assert program("GET", "/api/v1/units").status_code == 401


def test_the_same_form_sent_again_makes_no_second_client(administrator: Browser) -> None:
    page = administrator.get(FORM).text
    token, key = TOKEN.search(page), KEY.search(page)
    assert token
    assert key
    fields = {"form_token": token[1], "idempotency_key": key[1], "name": "Portal", "roles": ["member"]}
    first, second = (administrator.client.post(FORM, data=fields, headers=administrator.headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 303)
    assert administrator.get("/organisation/clients").text.count(">Portal<") == 1


def test_a_client_without_a_role_comes_back_with_its_name(administrator: Browser) -> None:
    answer = administrator.send(FORM, {"name": "Portal", "units": "NOPE"})
    assert answer.status_code == 422
    assert 'value="Portal"' in answer.text
    assert 'href="#field-roles"' in answer.text
