"""Not for us: a relevant unit corrects whom an improvement is for, with a reason, and may take that back."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.improvements.relevance import queries
from tests.services.improvements.client import ApiClient, api_as, at_once, errors_of, told
from tests.services.kernel.web.site import Site

WHY = "We have no laboratory"


@pytest.fixture
def thing(coach: ApiClient, unit: str, another: str) -> dict[str, Any]:
    return coach.propose(unit, relevant_units=[another, "E01"])


def correct(client: ApiClient, thing: dict[str, Any], unit: str, reason: str = WHY) -> TestResponse:
    return client.post({"unit": unit, "reason": reason}, f"/{thing['id']}/not-for-us")


def take_back(client: ApiClient, thing: dict[str, Any], unit: str) -> TestResponse:
    return client.send("DELETE", f"/{thing['id']}/not-for-us", json={"unit": unit})


def test_a_unit_says_why_it_is_not_for_it(site: Site, coach: ApiClient, thing: dict[str, Any], another: str) -> None:
    answer = correct(coach, thing, another)
    said = answer.get_json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert (said["not_for"], said["relevant_units"]) == ([another], [another, "E01"])
    event = told(site, thing, "improvement")[-1]
    assert (event["verb"], event["version"], event["not_for"]) == ("relevance_corrected", 2, [another])
    with site.runtime.database.reading() as session:
        (correction,) = queries.of(session, thing["id"])
    assert (correction.unit, correction.reason) == (another, WHY)
    assert correction.actor == event["actor"]


def test_said_again_the_newest_reason_stands_and_nothing_is_told(
    site: Site, coach: ApiClient, thing: dict[str, Any], another: str
) -> None:
    correct(coach, thing, another)
    assert correct(coach, thing, another, "Our patients are too ill").headers["ETag"] == '"2"'
    with site.runtime.database.reading() as session:
        assert [each.reason for each in queries.of(session, thing["id"])] == ["Our patients are too ill"]
    assert len(told(site, thing, "improvement")) == 2


def test_it_is_taken_back(site: Site, coach: ApiClient, thing: dict[str, Any], another: str) -> None:
    correct(coach, thing, another)
    for _ in range(2):
        answer = take_back(coach, thing, another)
        assert (answer.status_code, answer.headers["ETag"], answer.get_json()["not_for"]) == (200, '"3"', [])
    with site.runtime.database.reading() as session:
        assert queries.of(session, thing["id"]) == []
    assert [each["verb"] for each in told(site, thing, "improvement")][1:] == ["relevance_corrected"] * 2


def test_an_edit_keeps_the_correction_and_tells_it(
    site: Site, coach: ApiClient, thing: dict[str, Any], another: str
) -> None:
    corrected = correct(coach, thing, another).get_json()
    edited = coach.edit(corrected, {"title": "Another"}).get_json()
    assert edited["not_for"] == [another]
    assert told(site, thing, "improvement")[-1]["not_for"] == [another]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"unit": "E02", "reason": WHY}, "unit"),
        ({"unit": "E01"}, "reason"),
        ({"unit": "E01", "reason": " "}, "reason"),
        ({"unit": "E01", "reason": "Ask 19121212-1212"}, "reason"),
        ({"reason": WHY}, "unit"),
    ],
)
def test_what_cannot_be_taken_is_named(
    coach: ApiClient, thing: dict[str, Any], body: dict[str, str], named: str
) -> None:
    answer = coach.post(body, f"/{thing['id']}/not-for-us")
    assert (answer.status_code, list(errors_of(answer))) == (422, [named])
    assert coach.get(f"/{thing['id']}").get_json()["not_for"] == []


def test_a_merged_one_is_not_corrected(coach: ApiClient, thing: dict[str, Any], unit: str, another: str) -> None:
    coach.move(thing, "merged", into=coach.propose(unit)["id"])
    assert correct(coach, thing, another).status_code == 409
    assert take_back(coach, thing, another).status_code == 409


def test_people_speak_for_any_unit_and_clients_for_theirs(site: Site, thing: dict[str, Any], another: str) -> None:
    member = api_as(site, site.principal("member"))
    assert (correct(member, thing, another).status_code, take_back(member, thing, another).status_code) == (200, 200)
    own = ApiClient(site, site.bearer("integration", units=(another,)))
    assert (correct(own, thing, another).status_code, take_back(own, thing, another).status_code) == (200, 200)
    foreign = ApiClient(site, site.bearer("integration", units=("E60",)))
    assert (correct(foreign, thing, another).status_code, take_back(foreign, thing, another).status_code) == (403, 403)


def test_two_units_at_once_are_both_heard(site: Site, coach: ApiClient, thing: dict[str, Any], another: str) -> None:
    clients = {code: ApiClient(site, coach.headers) for code in (another, "E01")}
    at_once([lambda client=client, code=code: correct(client, thing, code) for code, client in clients.items()])
    found = coach.get(f"/{thing['id']}").get_json()
    assert (found["not_for"], found["version"]) == (sorted(clients), 3)
