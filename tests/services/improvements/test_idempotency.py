"""A request that comes twice is done once: the Idempotency-Key of the API and the hidden one of forms."""

import threading

import pytest
from flask.testing import FlaskClient

from tests.services.improvements.client import WHOLE, ApiClient, errors_of
from tests.services.kernel.web.document import Document
from tests.services.kernel.web.site import Site

NEW = "/improvements/new"


@pytest.fixture
def coach(site: Site) -> ApiClient:
    return ApiClient(site, site.bearer("coach"))


@pytest.fixture
def browser(site: Site, unit: str) -> FlaskClient:
    return site.browser(site.principal("unit_lead", home_unit=unit))


def count(site: Site, unit: str) -> tuple[int, int]:
    """How many improvements a unit has, and how many of its events there are."""
    ((things, events),) = site.rows(
        "SELECT (SELECT count(*) FROM improvement WHERE unit = :unit),"
        " (SELECT count(*) FROM outbox WHERE key IN (SELECT id FROM improvement WHERE unit = :unit))",
        unit=unit,
    )
    return things, events


def test_the_same_request_gets_the_same_answer_and_doubles_nothing(site: Site, coach: ApiClient, unit: str) -> None:
    body = {**WHOLE, "unit": unit}
    first, second = (coach.post(body, Idempotency_Key=f"k-{unit}") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_json() == second.get_json()
    assert {name: first.headers[name] for name in ("ETag", "Location")} == {
        name: second.headers[name] for name in ("ETag", "Location")
    }
    assert count(site, unit) == (1, 1)


def test_eight_at_once_with_one_key_make_one(site: Site, coach: ApiClient, unit: str) -> None:
    together, answers = threading.Barrier(8), []

    def send() -> None:
        client = ApiClient(site, coach.headers)
        together.wait()
        answers.append(client.post({**WHOLE, "unit": unit}, Idempotency_Key=f"k-{unit}"))

    sending = [threading.Thread(target=send) for _ in range(8)]
    for thread in sending:
        thread.start()
    for thread in sending:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.text for answer in answers}) == 1
    assert count(site, unit) == (1, 1)


def test_a_step_sent_eight_times_at_once_is_taken_once_and_nobody_is_refused(
    site: Site, coach: ApiClient, unit: str
) -> None:
    made = coach.propose(unit)
    together, answers = threading.Barrier(8), []

    def send() -> None:
        client = ApiClient(site, coach.headers)
        together.wait()
        path = f"/{made['id']}/transitions"
        answers.append(client.post({"to": "accepted"}, path, If_Match='"1"', Idempotency_Key=f"s-{unit}"))

    sending = [threading.Thread(target=send) for _ in range(8)]
    for thread in sending:
        thread.start()
    for thread in sending:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 8
    assert {answer.headers["ETag"] for answer in answers} == {'"2"'}
    assert count(site, unit) == (1, 2)


def test_another_request_under_the_same_key_is_refused(site: Site, coach: ApiClient, unit: str) -> None:
    coach.post({**WHOLE, "unit": unit}, Idempotency_Key=f"k-{unit}")
    other = coach.post({**WHOLE, "unit": unit, "title": "Another"}, Idempotency_Key=f"k-{unit}")
    assert other.status_code == 422
    assert list(errors_of(other)) == ["Idempotency-Key"]
    assert count(site, unit) == (1, 1)


def test_the_key_belongs_to_who_sends_it(site: Site, coach: ApiClient, unit: str) -> None:
    somebody = ApiClient(site, site.bearer("coach"))
    body = {**WHOLE, "unit": unit}
    one, other = (client.post(body, Idempotency_Key=f"k-{unit}") for client in (coach, somebody))
    assert one.get_json()["id"] != other.get_json()["id"]
    assert count(site, unit) == (2, 2)


def test_a_refused_request_may_be_mended_under_its_key(coach: ApiClient, unit: str) -> None:
    assert coach.post({**WHOLE, "unit": "NOWHERE"}, Idempotency_Key=f"k-{unit}").status_code == 422
    assert coach.post({**WHOLE, "unit": unit}, Idempotency_Key=f"k-{unit}").status_code == 201


@pytest.mark.parametrize("key", ["k" * 256, "a\x7fb"])
def test_a_key_that_cannot_be_kept_is_refused(site: Site, coach: ApiClient, unit: str, key: str) -> None:
    answer = coach.post({**WHOLE, "unit": unit}, Idempotency_Key=key)
    assert answer.status_code == 400
    assert key not in answer.text
    assert count(site, unit) == (0, 0)


def test_a_key_that_looks_like_a_persons_number_is_taken_and_kept_nowhere(
    site: Site, coach: ApiClient, unit: str
) -> None:
    # One random key in a few thousand looks like one.
    answer = coach.post({**WHOLE, "unit": unit}, Idempotency_Key="19121212-1212")
    assert answer.status_code == 201
    assert "19121212-1212" not in site.everything_written()


def test_a_form_sent_twice_leads_to_the_same_page(site: Site, browser: FlaskClient, unit: str) -> None:
    form = Document.of(browser.get(NEW).text).form(NEW) | {name: [text] for name, text in WHOLE.items()}
    first, second = (browser.post(NEW, data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert count(site, unit) == (1, 1)


def test_a_form_changed_under_the_same_key_comes_back_with_everything_and_a_new_key(
    site: Site, browser: FlaskClient, unit: str
) -> None:
    form = Document.of(browser.get(NEW).text).form(NEW) | {name: [text] for name, text in WHOLE.items()}
    browser.post(NEW, data=form)
    again = browser.post(NEW, data=form | {"title": ["Said otherwise"]})
    assert again.status_code == 422
    page = Document.of(again.text)
    back = page.form(NEW)
    assert back["title"] == ["Said otherwise"]
    assert back["problem"] == [WHOLE["problem"]]
    assert back["idempotency_key"] != form["idempotency_key"]
    assert "What you sent first was saved." in again.text
    assert page.wrong() == []
    assert count(site, unit) == (1, 1)
    assert browser.post(NEW, data=back).status_code == 303
    assert count(site, unit) == (2, 2)
