"""An improvement that comes of observations: its form is filled from another page, and its event names them."""

from uuid import uuid4

from flask.testing import FlaskClient

from tests.services.improvements.client import WHOLE, ApiClient, errors_of, told
from tests.services.kernel.web.document import Document
from tests.services.kernel.web.site import Site

DRAFT, NEW = "/improvements/draft", "/improvements/new"


def _browser(site: Site, unit: str) -> tuple[FlaskClient, str]:
    """Somebody's browser, and a form token of one of their pages."""
    browser = site.browser(site.held(site.principal("member", home_unit=unit)))
    return browser, Document.of(browser.get(NEW).text).form(NEW)["form_token"][0]


def test_a_draft_shows_the_form_filled_and_submitting_it_keeps_what_it_comes_of(
    site: Site, unit: str, coach: ApiClient
) -> None:
    browser, token = _browser(site, unit)
    seen = [str(uuid4()), str(uuid4())]
    known = {"unit": unit, "waste": "waiting", "value_stream": "Samples", "problem": "They lie.\nThey wait."}
    answer = browser.post(DRAFT, data=known | {"form_token": token, "observations": seen})
    assert answer.status_code == 200, answer.text
    assert "It comes of 2 observations of waste" in answer.text
    form = Document.of(answer.text).form(NEW)
    assert {name: form[name] for name in known} == {name: [text] for name, text in known.items()}
    assert coach.get(unit=unit).get_json()["items"] == []
    answer = browser.post(NEW, data=form | {"title": WHOLE["title"], "proposal": WHOLE["proposal"]})
    assert answer.status_code == 303
    [made] = coach.get(unit=unit).get_json()["items"]
    assert made["observations"] == seen
    [proposed] = told(site, made, "improvement")
    assert proposed["observations"] == seen
    page = browser.get(answer.headers["Location"]).text
    assert "It came of 2 observations of waste" in page
    assert all(f'href="/observations/{each}"' in page for each in seen)


def test_a_draft_needs_the_token_of_one_of_our_pages(site: Site, unit: str) -> None:
    browser, _ = _browser(site, unit)
    assert browser.post(DRAFT, data={"unit": unit, "form_token": "made up"}).status_code == 403


def test_what_is_no_observation_is_refused_by_name(site: Site, unit: str, coach: ApiClient) -> None:
    browser, token = _browser(site, unit)
    data = {**WHOLE, "unit": unit, "observations": ["the wall"]}
    answer = browser.post(NEW, data=data | {"form_token": token})
    assert answer.status_code == 422
    answer = coach.post(data)
    assert answer.status_code == 422
    assert list(errors_of(answer)) == ["observations.0"]


def test_what_it_comes_of_stays_when_it_is_edited(coach: ApiClient, unit: str) -> None:
    seen = [str(uuid4())]
    made = coach.propose(unit, observations=seen)
    edited = coach.edit(made, {"title": "Another title"})
    assert edited.get_json()["observations"] == seen
    assert coach.edit(edited.get_json(), {"observations": []}).status_code == 422
