"""Signing in and out in a browser, and the language."""

import pytest
from sqlalchemy import select

from services.kernel import tables
from services.kernel.service import Runtime
from services.organisation.people.views.sign_in import own_path
from tests.services.organisation.visitors import Browser

WRONG = "This user name and password do not belong together."


def test_somebody_who_signs_in_goes_on_to_where_they_wanted(browser: Browser) -> None:
    asked = browser.get("/organisation?as_of=2020-01-01")
    assert asked.status_code == 303
    answer = browser.send("/sign-in", {"name": "Anna", "password": "lean-stream-demo", "next": "/organisation"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/organisation")
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("leanstream_session"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert browser.get("/organisation").status_code == 200


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(browser: Browser, name: str) -> None:
    answer = browser.sign_in(name, "not the password")
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert f'value="{name}"' in answer.text
    assert "not the password" not in answer.text


def test_a_password_is_needed(browser: Browser) -> None:
    answer = browser.sign_in("anna", "")
    assert answer.status_code == 422
    assert 'href="#field-password"' in answer.text


def test_after_five_wrong_tries_even_the_right_password_waits(browser: Browser) -> None:
    for _ in range(5):
        assert WRONG in browser.sign_in("anna", "not the password").text
    answer = browser.sign_in("ANNA")
    assert answer.status_code == 422
    assert "too many tries" in answer.text
    assert browser.sign_in("lars").status_code == 303


def test_names_that_nobody_has_are_slowed_down_too(browser: Browser) -> None:
    for _ in range(5):
        browser.sign_in("nobody", "not the password")
    assert "too many tries" in browser.sign_in("nobody", "not the password").text


def test_a_right_password_begins_the_count_anew(browser: Browser) -> None:
    for _ in range(4):
        browser.sign_in("anna", "not the password")
    assert browser.sign_in("anna").status_code == 303
    browser.send("/sign-in/out", {}, page="/organisation")
    for _ in range(4):
        assert WRONG in browser.sign_in("anna", "not the password").text


def test_signing_out_ends_the_session_and_clears_the_browser(browser: Browser, runtime: Runtime) -> None:
    browser.sign_in("anna")
    stolen = browser.client.get_cookie("leanstream_session")
    assert stolen is not None
    answer = browser.send("/sign-in/out", {}, page="/organisation")
    assert answer.status_code == 200
    assert "You are signed out" in answer.text
    # Not "storage": notes of whoever uses this computer may wait there to be sent; the script clears the rest.
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert 'id="keeping"' in answer.text
    assert "data-person" not in answer.text
    assert browser.client.get_cookie("leanstream_session") is None
    with runtime.database.reading() as session:
        assert session.scalar(select(tables.denial.c.thing)) == "session"
        assert "session.ended" in (session.scalar(select(tables.outbox.c.envelope).order_by(-tables.outbox.c.id)) or "")
    browser.client.set_cookie("leanstream_session", stolen.value)
    assert browser.get("/organisation").status_code == 303


def test_who_signs_out_after_the_session_ended_is_asked_to_sign_in(browser: Browser) -> None:
    answer = browser.send("/sign-in/out", {}, page="/sign-in")
    assert answer.status_code == 401
    assert 'name="password"' in answer.text


def test_what_was_being_written_survives_the_sign_in(browser: Browser) -> None:
    written = {"name": "Ward & Co", "roles": ["member", "coach"], "kept": "x"}
    ended = browser.client.post(
        "/organisation/new-client", data=written | {"form_token": "of an ended session"}, headers=browser.headers
    )
    assert ended.status_code == 401
    assert 'name="kept.name" value="Ward &amp; Co"' in ended.text
    kept = {"kept.name": "Ward & Co", "kept.roles": ["member", "coach"], "next": "/organisation/new-client"}
    wrong = browser.send("/sign-in", kept | {"name": "admin", "password": "not the password"})
    assert 'name="kept.roles" value="coach"' in wrong.text
    right = browser.send("/sign-in", kept | {"name": "admin", "password": "lean-stream-demo"})
    assert right.status_code == 200
    assert 'action="/organisation/new-client"' in right.text
    assert 'name="roles" value="coach"' in right.text
    back = browser.client.post(
        "/organisation/new-client",
        data={"name": "Ward & Co", "roles": ["member", "coach"], "given_back": "1"},
        headers=browser.headers,
    )
    assert back.status_code == 200
    assert 'value="Ward &amp; Co"' in back.text
    assert back.text.count(" checked") == 2


def test_a_sign_in_form_that_is_not_ours_is_refused(browser: Browser) -> None:
    fields = {"name": "anna", "password": "lean-stream-demo", "form_token": "forged"}
    assert browser.client.post("/sign-in", data=fields, headers=browser.headers).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/ok//evil.example",
        "javascript:alert(1)",
        "/line\nbreak",
        "",
        "/sign-in/out",
    ],
)
def test_nobody_is_sent_to_another_site(path: str) -> None:
    assert own_path(path) == "/"


@pytest.mark.parametrize("path", ["/", "/improvements?unit=KIR-01&q=w%C3%A5rd", "/organisation/units/ÅÄÖ-1"])
def test_paths_of_ours_are_kept(path: str) -> None:
    assert own_path(path) == path


def test_the_language_is_remembered_also_before_signing_in(browser: Browser) -> None:
    answer = browser.send("/language", {"lang": "fi", "next": "/sign-in"}, page="/sign-in")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    cookie = browser.client.get_cookie("leanstream_language")
    assert cookie is not None
    assert cookie.value == "fi"
    assert '<html lang="fi">' in browser.get("/sign-in").text


def test_a_language_that_is_none_changes_nothing(browser: Browser) -> None:
    assert browser.send("/language", {"lang": "tlh", "next": "/"}, page="/sign-in").status_code == 303
    assert browser.client.get_cookie("leanstream_language") is None
