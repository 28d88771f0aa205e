"""What every answer has in common: its headers, its size, its language, and how it refuses."""

import gzip
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from services.kernel.errors import Conflict
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.kernel.web.access import allow, everyone, readers
from services.kernel.web.application import LANGUAGE_COOKIE, create_app
from services.registry import SERVICES
from tests.services.kernel.web.document import Document
from tests.services.kernel.web.site import Site

API = "/api/v1/improvements"
JSON = {"Accept": "application/json"}


def broken_blueprint() -> Blueprint:
    pages = Blueprint("broken", __name__)

    @pages.get("/breaks")
    @allow(everyone)
    def breaks() -> str:
        raise ZeroDivisionError("secret detail")

    @pages.route("/conflicts", methods=["GET", "POST"])
    @allow(readers)
    def conflicts() -> str:
        raise Conflict("It is too late.")

    @pages.get("/forgotten")
    def forgotten() -> str:
        return "nobody sees this"

    return pages


@pytest.fixture(scope="session")
def toy(site: Site) -> Iterator[Flask]:
    """A service that goes wrong, on the database of improvements."""
    service = replace(SERVICES["improvements"], blueprints=lambda: (broken_blueprint(),))
    runtime = Runtime(service, site.settings)
    yield create_app(runtime)
    runtime.database.close()


def broken(toy: Flask, **headers: str) -> FlaskClient:
    client = toy.test_client()
    client.environ_base |= {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_ACCEPT": "text/html"} | headers
    return client


def test_a_failure_is_told_without_its_detail_and_logged_with_it(toy: Flask, caplog: pytest.LogCaptureFixture) -> None:
    page = broken(toy).get("/breaks?q=19121212-1212")
    assert page.status_code == 500
    assert Document.of(page.text).wrong() == []
    assert "secret detail" not in page.text
    assert page.headers["X-Request-Id"] in page.text
    problem = toy.test_client().get("/breaks", headers=JSON)
    assert (problem.status_code, problem.mimetype) == (500, "application/problem+json")
    assert problem.get_json()["status"] == 500
    assert "secret detail" not in problem.text
    assert "secret detail" in caplog.text
    assert "19121212" not in caplog.text


def test_a_route_that_forgot_its_rule_answers_nobody(site: Site, toy: Flask) -> None:
    answer = toy.test_client().get("/forgotten", headers=JSON | site.bearer("admin"))
    assert answer.status_code == 403
    assert "nobody sees this" not in answer.text


def test_a_refused_form_says_that_nothing_was_saved(site: Site, toy: Flask) -> None:
    answer = broken(toy).post("/conflicts", headers=site.bearer("member"))
    assert answer.status_code == 409
    assert "It is too late." in answer.text
    assert "Nothing was saved." in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("POST", "/nowhere", 404), ("DELETE", "/", 405), ("POST", "/improvements", 405)],
)
def test_a_wrong_address_or_method_is_told_to_people_and_to_programs(
    site: Site, method: str, path: str, status: int
) -> None:
    for browser in (site.browser(), site.browser(site.principal("member"))):
        page = browser.open(path, method=method)
        assert page.status_code == status
        assert Document.of(page.text).wrong() == []
        assert f"Error {status}." in page.text
    problem = site.app.test_client().open(path, method=method, headers=JSON)
    assert (problem.status_code, problem.get_json()["status"]) == (status, status)
    if status == 405:
        assert "GET" in problem.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/v1/nowhere", f"{API}/x/y"])
def test_the_api_never_answers_with_a_page(site: Site, path: str) -> None:
    assert site.browser().get(path).mimetype == "application/problem+json"


def test_an_identity_number_in_a_path_is_neither_repeated_nor_logged(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for answer in (
            site.browser().get("/improvements/19121212-1212"),
            site.browser(site.principal("member")).get("/improvements/19121212-1212?x=1"),
            site.app.test_client().get("/api/v1/19121212-1212"),
        ):
            assert answer.status_code == 404
            assert "1212" not in answer.text
    assert "1212" not in caplog.text


def test_a_database_that_is_away_is_told_and_nothing_breaks(tmp_path: Path, site: Site) -> None:
    # Nothing listens on port 1.
    away = Settings.read(
        {}, data=tmp_path, secret_key=site.settings.secret_key, database_url="postgresql+psycopg://x@127.0.0.1:1/x"
    )
    client = create_app(Runtime(SERVICES["improvements"], away)).test_client()
    for path, headers in (("/", {"Accept": "text/html"}), (API, site.bearer("coach")), ("/readyz", {})):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
    assert client.get("/healthz").status_code == 200


def test_every_answer_is_hardened_and_nothing_of_it_is_kept(site: Site) -> None:
    browser = site.browser(site.principal("member"))
    for path in ("/", API, "/nowhere", "/healthz", f"{API}/openapi.json"):
        headers = browser.get(path).headers
        assert headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert len(headers["X-Request-Id"]) == 32


def test_a_trace_is_carried_on_and_a_made_up_one_is_not(site: Site) -> None:
    client = site.app.test_client()
    trace = f"00-{'ab' * 16}-{'cd' * 8}-01"
    assert client.get("/healthz", headers={"traceparent": trace}).headers["X-Request-Id"] == "ab" * 16
    assert client.get("/healthz", headers={"traceparent": "<b>"}).headers["X-Request-Id"] != "<b>"


def test_static_files_are_kept_for_a_year_under_a_name_that_changes_with_them(site: Site) -> None:
    browser = site.browser(site.principal("member"))
    links = [each.attributes["href"] for each in Document.of(browser.get("/").text).all("link")]
    assert len(links) == 3
    for href in links:
        answer = browser.get(href)
        assert answer.status_code == 200
        assert "?v=" in href
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert browser.get(href, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert browser.get("/static/nothing.css").status_code == 404
    assert browser.get("/static/../settings.py").status_code == 404


@pytest.mark.parametrize("encoding", ["br", "gzip", "gzip, deflate, br, zstd"])
def test_the_first_page_with_all_it_needs_stays_below_60_kb(site: Site, encoding: str) -> None:
    browser = site.browser(site.principal("coach", home_unit="E01"))
    links = [each.attributes["href"] for each in Document.of(browser.get("/").text).all("link")]
    answers = [browser.get(href, headers={"Accept-Encoding": encoding}) for href in ("/", *links)]
    large = [answer for answer in answers if answer.content_length is None or answer.content_length > 500]
    assert {answer.headers["Content-Encoding"] for answer in large} <= {"br", "gzip"}
    assert sum(len(answer.data) for answer in answers) < 60_000


def test_a_compressed_page_is_the_same_page(site: Site) -> None:
    browser = site.browser()
    path = "/static/leanstream.css"
    packed = browser.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == browser.get(path).data
    assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize(
    ("asked", "remembered", "expected"),
    [
        ("fi", None, "fi"),
        ("sv-FI,sv;q=0.9", None, "sv"),
        ("en-GB,en;q=0.9", None, "en"),
        ("de,fi;q=0.5,sv;q=0.8", None, "sv"),
        ("de", None, "sv"),
        ("", None, "sv"),
        ("*;;q=x,§", None, "sv"),
        ("fi", "en", "en"),
        ("fi", "xx", "fi"),
    ],
)
def test_a_page_speaks_the_remembered_language_else_the_one_asked_for(
    site: Site, asked: str, remembered: str | None, expected: str
) -> None:
    browser = site.browser(site.principal("member"))
    if remembered:
        browser.set_cookie(LANGUAGE_COOKIE, remembered)
    answer = browser.get("/", headers={"Accept-Language": asked})
    assert answer.headers["Content-Language"] == expected
    assert f'<html lang="{expected}">' in answer.text
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)


def test_the_api_speaks_the_language_asked_for_whatever_is_remembered(site: Site) -> None:
    client = site.app.test_client()
    client.set_cookie(LANGUAGE_COOKIE, "sv")
    said = {
        language: client.get(API, headers={"Accept-Language": language}).get_json()["title"]
        for language in ("sv", "fi", "en")
    }
    assert len(set(said.values())) == 3
    assert client.get(API, headers={"Accept-Language": "fi"}).headers["Content-Language"] == "fi"


def test_head_is_get_without_its_body_and_options_names_the_methods(site: Site) -> None:
    browser = site.browser(site.principal("member"))
    for path in ("/", API, "/static/leanstream.css"):
        head, whole = browser.head(path), browser.get(path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.content_type == whole.content_type
    assert {"GET", "HEAD", "POST"} <= set(browser.options(API).allow)
    assert site.browser().options(API).status_code == 401


def test_a_view_that_is_not_marked_takes_nothing_given_back(site: Site) -> None:
    browser = site.browser(site.principal("admin"), "organisation")
    for path in ("/language", "/sign-in"):
        answer = browser.post(path, data={"given_back": "1", "lang": "fi", "name": "x", "password": "y"})
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers
