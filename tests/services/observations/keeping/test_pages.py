"""What pages give a browser that keeps notes, in each language, and what its worker may hold."""

import json
import re

import pytest
from flask.testing import FlaskClient

from services.kernel.identity import Principal
from tests.services.kernel.web.document import Document
from tests.services.kernel.web.site import Site

LANGUAGES = ("sv", "fi", "en")


@pytest.fixture
def somebody(site: Site, unit: str) -> Principal:
    return site.principal("member", home_unit=unit, name="Lo <b>'Vik'</b>")


@pytest.fixture
def browser(site: Site, somebody: Principal) -> FlaskClient:
    return site.browser(somebody, "observations")


def told_to(browser: FlaskClient, language: str, address: str, name: str) -> dict[str, str]:
    page = Document.of(browser.get(address, headers={"Accept-Language": language}).text)
    (element,) = page.all("div", id=name)
    return {key: str(value) for key, value in element.attributes.items()}


def test_every_page_of_somebody_says_whose_it_is_in_their_language(browser: FlaskClient, somebody: Principal) -> None:
    texts = {}
    for language in LANGUAGES:
        told = told_to(browser, language, "/observations", "keeping")
        assert told["data-person"] == somebody.id
        assert told["data-name"] == somebody.name
        texts[language] = json.loads(told["data-texts"])
    assert texts["en"]["stay"] == "Stay signed in"
    for language in ("sv", "fi"):
        assert texts[language].keys() == texts["en"].keys()
        assert [name for name, text in texts[language].items() if text == texts["en"][name]] == []
        for name in ("others", "left"):
            assert all("{name}" in text for text in texts[language][name])
            assert "{count}" in texts[language][name][1]


def test_the_form_says_how_long_it_may_be_opened_without_network(site: Site, browser: FlaskClient) -> None:
    for language in LANGUAGES:
        told = told_to(browser, language, "/observations/new", "keeping-form")
        assert told["data-idle-minutes"] == str(site.settings.session_idle_minutes)
        assert json.loads(told["data-texts"]).keys() == {"problem", "number", "again", "missing"}


def test_scripts_are_files_of_ours_and_small(site: Site, browser: FlaskClient) -> None:
    page = browser.get("/observations/new").text
    assert re.findall(r"<script(?! defer src=\"/static/)", page) == []
    sizes = {}
    for address in re.findall(r'<script defer src="([^"]+)"', page):
        answer = site.apps["organisation"].test_client().get(address, headers={"Accept-Encoding": "br"})
        assert answer.mimetype == "text/javascript"
        sizes[address.partition("?")[0].removeprefix("/static/")] = len(answer.data)
    # What every page carries, and what the form carries beside.
    assert list(sizes) == ["keeping-notes.js", "keeping.js", "identity-numbers.js", "keeping-form.js"]
    assert sizes["keeping-notes.js"] + sizes["keeping.js"] < 4_000
    assert sizes["identity-numbers.js"] + sizes["keeping-form.js"] < 5_000


def test_the_worker_is_fetched_anew_and_sees_nothing_but_observations(browser: FlaskClient) -> None:
    answer = browser.get("/observations/worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in answer.headers
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("language", "heading"), [("sv", "Du är offline"), ("fi", "Et ole verkossa"), ("en", "You are offline")]
)
def test_the_page_without_network_is_the_same_for_everybody(
    site: Site, browser: FlaskClient, somebody: Principal, language: str, heading: str
) -> None:
    said = {"Accept-Language": language}
    mine = browser.get("/observations/offline", headers=said)
    anybodys = site.browser(None, "observations").get("/observations/offline", headers=said)
    assert mine.status_code == 200
    assert mine.text == anybodys.text
    assert f"<h1>{heading}</h1>" in mine.text
    assert mine.headers["Content-Language"] == language
    assert somebody.id not in mine.text
    assert "form_token" not in mine.text
