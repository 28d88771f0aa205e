"""Notes that a browser kept come in once, under their own person, however late and however often they are sent."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.kernel.clock import now
from services.kernel.identity import Pass
from tests.services.kernel.web.document import sound_page
from tests.services.kernel.web.site import Site
from tests.services.observations.client import ObservationsApi, told
from tests.services.observations.photographs.pictures import from_camera

KEPT = "/observations/kept"
NUMBER = "19121212-1212"


@pytest.fixture
def held(site: Site, unit: str) -> Pass:
    return site.held(site.principal("member", home_unit=unit, name="Lo Vik"))


@pytest.fixture
def browser(site: Site, held: Pass) -> FlaskClient:
    return site.browser(held, "observations")


@pytest.fixture
def note(held: Pass, unit: str) -> dict[str, Any]:
    """As the browser kept it, yesterday."""
    return {
        "id": str(uuid4()),
        "person": held.principal.id,
        "kept_at": (now() - timedelta(days=1)).isoformat(),
        "unit": unit,
        "waste": "waiting",
        "description": "The lift stands still.",
        "minutes_lost": "5",
    }


def hand_in(browser: FlaskClient, note: dict[str, Any], **headers: str) -> TestResponse:
    token = sound_page(browser, "/observations/new").form("/observations/new")["form_token"][0]
    told = {"X-Form-Token": token, "Accept": "application/json", **headers}
    return browser.post(KEPT, data=note, headers=told, content_type="multipart/form-data")


def noted_in(site: Site, unit: str) -> list[dict[str, Any]]:
    return list(ObservationsApi(site, site.bearer("coach")).get(unit=unit).get_json()["items"])


def test_a_kept_note_becomes_the_observation_whose_id_it_brings(
    site: Site, browser: FlaskClient, unit: str, note: dict[str, Any]
) -> None:
    answer = hand_in(browser, note | {"photograph": (BytesIO(from_camera()), "photograph.jpg")})
    assert answer.status_code == 200, answer.text
    assert answer.get_json() == {"id": note["id"], "version": 1}
    (made,) = noted_in(site, unit)
    assert {name: made[name] for name in ("id", "noted_by", "waste", "description", "minutes_lost")} == {
        "id": note["id"],
        "noted_by": "Lo Vik",
        "waste": "waiting",
        "description": "The lift stands still.",
        "minutes_lost": 5,
    }
    assert browser.get(made["photograph"]).mimetype == "image/jpeg"
    # It was seen when it was kept, and noted when it came in.
    assert datetime.fromisoformat(made["seen_at"]) == datetime.fromisoformat(note["kept_at"])
    assert now() - datetime.fromisoformat(made["noted_at"]) < timedelta(hours=1)


def test_the_same_note_again_is_answered_and_makes_nothing(
    site: Site, browser: FlaskClient, unit: str, note: dict[str, Any]
) -> None:
    first = hand_in(browser, note)
    key = {"Idempotency-Key": note["id"]}
    again = [hand_in(browser, note), hand_in(browser, note, **key), hand_in(browser, note, **key)]
    mended = hand_in(browser, note | {"description": "Another text under the same id"})
    assert {each.get_json()["id"] for each in (first, *again, mended)} == {note["id"]}
    (made,) = noted_in(site, unit)
    assert made["description"] == note["description"]
    assert len(told(site, made)) == 1


def test_a_note_is_sent_under_nobody_else(site: Site, browser: FlaskClient, unit: str, note: dict[str, Any]) -> None:
    other = site.browser(site.principal("coach", home_unit=unit), "observations")
    answer = hand_in(other, note)
    assert answer.status_code == 409
    assert "somebody else" in answer.get_json()["detail"]
    assert hand_in(other, {name: text for name, text in note.items() if name != "person"}).status_code == 409
    assert noted_in(site, unit) == []
    assert hand_in(browser, note).status_code == 200


def test_an_id_that_is_somebody_elses_note_makes_nothing(
    site: Site, browser: FlaskClient, unit: str, note: dict[str, Any]
) -> None:
    hand_in(browser, note)
    somebody = site.principal("member", home_unit=unit)
    answer = hand_in(site.browser(somebody, "observations"), note | {"person": somebody.id})
    assert answer.status_code == 409
    assert len(noted_in(site, unit)) == 1


def test_a_time_of_its_own_goes_first_and_a_clock_that_is_ahead_does_not_count(
    site: Site, browser: FlaskClient, unit: str, note: dict[str, Any]
) -> None:
    ahead = note | {"id": str(uuid4()), "kept_at": (now() + timedelta(days=2)).isoformat()}
    assert hand_in(browser, note | {"seen_at": "2026-03-02T09:15"}).status_code == 200
    assert hand_in(browser, ahead).status_code == 200
    times = {each["id"]: datetime.fromisoformat(each["seen_at"]) for each in noted_in(site, unit)}
    assert f"{times[note['id']]:%F %R}" == "2026-03-02 08:15"
    assert timedelta() <= now() - times[ahead["id"]] < timedelta(hours=1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "17"),
        ("kept_at", ""),
        ("kept_at", "yesterday"),
        ("unit", "NOWHERE"),
        ("waste", "laziness"),
        ("description", " "),
        ("description", f"For {NUMBER}"),
        ("minutes_lost", "-1"),
        ("walk", "01a20257-b572-7273-a598-771addc9f149"),
    ],
)
def test_what_cannot_be_taken_is_named_so_that_it_can_be_mended(
    site: Site, browser: FlaskClient, unit: str, note: dict[str, Any], field: str, value: str
) -> None:
    answer = hand_in(browser, note | {field: value})
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [field]
    label = {"minutes_lost": "Minutes lost each time: ", "waste": "Which waste is it?: Choose one."}.get(field, "")
    assert answer.get_json()["errors"][field][0].startswith(label)
    assert NUMBER not in answer.text
    assert noted_in(site, unit) == []
    assert hand_in(browser, note).status_code == 200


def test_a_note_with_what_is_no_photograph_is_refused_whole(
    site: Site, browser: FlaskClient, unit: str, note: dict[str, Any]
) -> None:
    answer = hand_in(browser, note | {"photograph": (BytesIO(b"no picture"), "photograph.jpg")})
    assert list(answer.get_json()["errors"]) == ["photograph"]
    assert noted_in(site, unit) == []


def test_a_note_comes_from_a_page_of_its_persons_session(
    site: Site, browser: FlaskClient, held: Pass, note: dict[str, Any]
) -> None:
    json = {"Accept": "application/json"}
    assert browser.post(KEPT, data=note, headers=json).status_code == 403
    assert site.browser(None, "observations").post(KEPT, data=note, headers=json).status_code == 401
    token = {"Authorization": f"Bearer {site.runtime.signer.token(held)}"}
    assert site.browser(None, "observations").post(KEPT, data=note, headers=json | token).status_code == 200
    client = site.bearer("coach")
    assert site.browser(None, "observations").post(KEPT, data=note, headers=json | client).status_code == 403
