"""What the API promises of single improvements: submitting, reading, editing, and two at once."""

import threading
from datetime import datetime

import pytest

from tests.services.improvements.client import API, WHOLE, ApiClient, errors_of
from tests.services.kernel.web.site import Site

EVERYTHING = {
    "waste": "waiting",
    "value_stream": "Discharge",
    "relevant_units": ["E59", "M59"],
    "origins": ["E58"],
    "tags": ["laboratory", "morning"],
    "expected_benefit": [
        {"kind": "time", "amount": 120, "unit": "hours", "per": "year", "note": "At night"},
        {"kind": "quality", "per": "once", "note": "Answers the same day"},
    ],
}


@pytest.fixture
def coach(site: Site) -> ApiClient:
    return ApiClient(site, site.bearer("coach", name="Robin Ek"))


def test_what_is_submitted_comes_back_with_its_address_and_version(coach: ApiClient, unit: str) -> None:
    answer = coach.post({**WHOLE, "unit": unit})
    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{API}/{made['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (made["version"], made["state"], made["unit"]) == (1, "proposed", unit)
    assert made["division"] in {"SURG", "MED"}
    assert made["unit_name"] == f"Ward {unit}"
    assert made["submitted_by"] == "Robin Ek"
    assert datetime.fromisoformat(made["created_at"]).tzinfo is not None
    read = coach.get(f"/{made['id']}")
    assert read.get_json() == made
    assert read.headers["ETag"] == '"1"'


def test_every_optional_field_is_kept(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit, **EVERYTHING)
    for name, value in EVERYTHING.items():
        if name != "expected_benefit":
            assert made[name] == value
    time, quality = made["expected_benefit"]
    assert time == EVERYTHING["expected_benefit"][0]
    assert (quality["amount"], quality["unit"], quality["note"]) == (None, None, "Answers the same day")


def test_optional_fields_may_be_null_or_blank(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit, waste=None, value_stream="", tags=[], expected_benefit=[])
    assert (made["waste"], made["value_stream"], made["tags"]) == (None, None, [])


def test_a_value_stream_is_named_or_identified(coach: ApiClient, unit: str) -> None:
    identifier = "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"
    assert coach.propose(unit, value_stream=identifier)["value_stream"] == identifier
    assert coach.propose(unit, value_stream="Höftflödet")["value_stream"] == "Höftflödet"
    assert [each["unit"] for piece in coach.walk(value_stream=identifier) for each in piece] == [unit]


def test_what_is_written_is_trimmed_and_kept_as_text(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit, title="  <b>Två</b>\tord ", problem="one\r\n\r\ntwo ")
    assert made["title"] == "<b>Två</b> ord"
    assert made["problem"] == "one\n\ntwo"


def test_an_edit_changes_what_it_names_and_leaves_the_rest(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit, **EVERYTHING)
    answer = coach.edit(made, {"title": "Another title", "waste": None, "tags": []})
    edited = answer.get_json()
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    assert (edited["title"], edited["waste"], edited["tags"]) == ("Another title", None, [])
    assert edited["problem"] == made["problem"]
    assert edited["expected_benefit"] == made["expected_benefit"]
    assert [each["state"] for each in edited["steps"]] == ["proposed"]


def test_an_edit_may_not_blank_what_every_improvement_needs(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    for name in ("title", "problem", "proposal"):
        for blank in ("", " \n", "\u200b", None):
            answer = coach.edit(made, {name: blank})
            assert answer.status_code == 422
            assert list(errors_of(answer)) == [name]
    assert coach.get(f"/{made['id']}").get_json() == made


def test_an_edit_that_says_the_same_changes_nothing(site: Site, coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    answer = coach.edit(made, {"title": made["title"]})
    assert answer.get_json() == made
    assert answer.headers["ETag"] == '"1"'
    assert site.rows("SELECT count(*) FROM outbox WHERE key = :id", id=made["id"]) == [(1,)]


def test_the_unit_cannot_be_edited(coach: ApiClient, unit: str) -> None:
    assert list(errors_of(coach.edit(coach.propose(unit), {"unit": "E60"}))) == ["unit"]


def test_a_change_needs_the_version_it_is_based_on(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    for path, method, body in (
        (f"/{made['id']}", "PATCH", {"title": "N"}),
        (f"/{made['id']}/transitions", "POST", {"to": "accepted"}),
    ):
        assert coach.send(method, path, json=body).status_code == 428
        for stale in ('"2"', '"0"', "nonsense", '"²"', '"' + "9" * 5000 + '"', '"1", "2"'):
            assert coach.send(method, path, {"If-Match": stale}, json=body).status_code == 412, stale
    assert coach.get(f"/{made['id']}").get_json() == made


@pytest.mark.parametrize("match", ['"1"', 'W/"1"', "1", "*", '"1:gzip"', '"1:br"'])
def test_the_etag_is_taken_however_it_travelled(coach: ApiClient, unit: str, match: str) -> None:
    assert coach.edit(coach.propose(unit), {"title": "New"}, If_Match=match).status_code == 200


def test_the_etag_of_a_compressed_answer_can_be_sent_back(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    packed = coach.plain.get(f"{API}/{made['id']}", headers=coach.headers | {"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert coach.edit(made, {"title": "New"}, If_Match=packed.headers["ETag"]).status_code == 200


def test_what_was_read_is_not_sent_again(coach: ApiClient, unit: str) -> None:
    path = f"{API}/{coach.propose(unit)['id']}"
    for encoding in ("identity", "gzip"):
        headers = coach.headers | {"Accept-Encoding": encoding}
        etag = coach.plain.get(path, headers=headers).headers["ETag"]
        assert coach.plain.get(path, headers=headers | {"If-None-Match": etag}).status_code == 304
        assert coach.plain.get(path, headers=headers | {"If-None-Match": '"7"'}).status_code == 200


def test_of_two_who_decide_at_once_the_second_is_told(site: Site, coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    together, statuses = threading.Barrier(2), []

    def decide(to: str) -> None:
        client = ApiClient(site, coach.headers)
        together.wait()
        statuses.append(client.move(made, to, "Decided.").status_code)

    deciding = [threading.Thread(target=decide, args=(to,)) for to in ("accepted", "declined")]
    for thread in deciding:
        thread.start()
    for thread in deciding:
        thread.join()
    assert sorted(statuses) == [200, 412]
    now = coach.get(f"/{made['id']}").get_json()
    assert (now["version"], len(now["steps"])) == (2, 2)


def test_two_cannot_go_into_each_other(site: Site, coach: ApiClient, unit: str) -> None:
    one, other = coach.propose(unit), coach.propose(unit)
    together, statuses = threading.Barrier(2), []

    def merge(thing: dict[str, object], into: dict[str, object]) -> None:
        client = ApiClient(site, coach.headers)
        together.wait()
        statuses.append(client.move(thing, "merged", into=into["id"]).status_code)

    merging = [threading.Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
    for thread in merging:
        thread.start()
    for thread in merging:
        thread.join()
    assert sorted(statuses) == [200, 422]


def test_what_is_not_there_is_not_found(coach: ApiClient) -> None:
    for name in ("0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70", "nonsense", "%00", "a" * 300):
        assert coach.get(f"/{name}").status_code == 404
        assert coach.send("PATCH", f"/{name}", {"If-Match": '"1"'}, json={"title": "x"}).status_code == 404


def test_each_change_leaves_one_event_with_its_whole_state(site: Site, coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit, **EVERYTHING)
    coach.move(coach.edit(made, {"title": "Second"}).get_json(), "accepted")
    rows = site.rows("SELECT version, envelope FROM outbox WHERE key = :id ORDER BY id", id=made["id"])
    assert [row[0] for row in rows] == [1, 2, 3]
    for part in ('"title":"Second"', '"state":"accepted"', f'"unit":"{unit}"', '"testing"'):
        assert (part in rows[-1][1]) == (part != '"testing"')
    assert all("Samples lie until noon" not in row[1] for row in rows)
    assert all("Robin Ek" not in row[1] for row in rows)
