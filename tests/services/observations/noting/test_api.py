"""What the API promises of single observations: noting, reading, editing, re-coding, and who may."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.kernel.clock import now
from tests.services.improvements.client import at_once, errors_of
from tests.services.kernel.web.site import Site
from tests.services.observations.client import SEEN, ObservationsApi, api_as, rows, told

API = "/api/v1/observations"
NUMBER = "19121212-1212"
NOWHERE = "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"
EVERYTHING = {
    "minutes_lost": 12.5,
    "times_per_week": 4.0,
    "value_stream": "Discharge",
    "step": "Write the letter",
    "seen_at": "2026-03-02T08:15:00+00:00",
}


def test_what_is_noted_comes_back_with_its_address_and_version(coach: ObservationsApi, unit: str) -> None:
    answer = coach.post({**SEEN, "unit": unit})
    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{API}/{made['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (made["version"], made["unit"], made["waste"]) == (1, unit, "waiting")
    assert (made["unit_name"], made["noted_by"]) == (f"Ward {unit}", "Robin Ek")
    assert made["division"] in {"SURG", "MED"}
    assert made["seen_at"] == made["noted_at"]
    assert [each["waste"] for each in made["codings"]] == ["waiting"]
    for name in ("minutes_lost", "times_per_week", "value_stream", "step", "walk", "photograph", "improvement"):
        assert made[name] is None
    read = coach.get(f"/{made['id']}")
    assert (read.get_json(), read.headers["ETag"]) == (made, '"1"')


def test_every_optional_field_is_kept_and_may_be_null_or_blank(coach: ObservationsApi, unit: str) -> None:
    walk = coach.plan(unit)
    made = coach.note(unit, walk=walk["id"], **EVERYTHING)
    assert {name: made[name] for name in EVERYTHING} == EVERYTHING
    assert made["walk"] == walk["id"]
    blank = coach.note(unit, minutes_lost=None, times_per_week="", value_stream=" ", step=None, seen_at="", walk=None)
    assert [blank[name] for name in ("minutes_lost", "times_per_week", "value_stream", "step", "walk")] == [None] * 5


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"unit": None}, ["unit"]),
        ({"unit": "NOWHERE"}, ["unit"]),
        ({"waste": "laziness"}, ["waste"]),
        ({"waste": ""}, ["waste"]),
        ({"description": " \u200b"}, ["description"]),
        ({"description": "x" * 2001}, ["description"]),
        ({"description": f"About {NUMBER}"}, ["description"]),
        ({"step": NUMBER, "value_stream": NUMBER}, ["step", "value_stream"]),
        ({"minutes_lost": -1}, ["minutes_lost"]),
        ({"minutes_lost": 10_081}, ["minutes_lost"]),
        ({"minutes_lost": "much"}, ["minutes_lost"]),
        ({"times_per_week": -0.5}, ["times_per_week"]),
        ({"seen_at": "2026-03-02T08:15:00"}, ["seen_at"]),
        ({"seen_at": "0001-01-01T00:00:00Z"}, ["seen_at"]),
        ({"walk": "the first"}, ["walk"]),
        ({"walk": NOWHERE}, ["walk"]),
        ({"colour": "red", "improvement": "x"}, ["colour", "improvement"]),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_a_field_that_cannot_be_taken_is_named(
    site: Site, coach: ObservationsApi, unit: str, change: dict[str, Any], named: list[str]
) -> None:
    answer = coach.post({**SEEN, "unit": unit, **change})
    assert answer.status_code == 422
    errors = errors_of(answer)
    assert sorted(errors) == named
    assert all(texts and all(texts) for texts in errors.values())
    assert NUMBER not in answer.text
    assert rows(site, "SELECT 1 FROM observation WHERE unit = :unit", unit=unit) == []


def test_every_missing_field_is_named_at_once(coach: ObservationsApi) -> None:
    assert sorted(errors_of(coach.post({}))) == ["description", "unit", "waste"]


def test_the_future_is_refused_but_not_a_clock_that_is_a_little_ahead(coach: ObservationsApi, unit: str) -> None:
    for moment in (now() + timedelta(minutes=10), now() + timedelta(days=400)):
        answer = coach.post({**SEEN, "unit": unit, "seen_at": moment.isoformat()}, Accept_Language="en")
        assert errors_of(answer) == {"seen_at": ["This lies in the future. Say when you saw it."]}
    made = coach.note(unit, seen_at=(now() + timedelta(minutes=2)).isoformat())
    assert datetime.fromisoformat(made["seen_at"]) <= now()


def test_an_edit_changes_what_it_names_and_leaves_the_rest(coach: ObservationsApi, unit: str) -> None:
    made = coach.note(unit, **EVERYTHING)
    answer = coach.edit(made, {"description": "Now I know more.", "step": None})
    edited = answer.get_json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert (edited["description"], edited["step"]) == ("Now I know more.", None)
    assert {name: edited[name] for name in EVERYTHING if name != "step"} == {
        name: value for name, value in EVERYTHING.items() if name != "step"
    }
    assert coach.edit(edited, {"description": "Now I know more."}).get_json() == edited


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"unit": "E01"}, "unit"),
        ({"waste": "motion"}, "waste"),
        ({"description": ""}, "description"),
        ({"seen_at": None}, "seen_at"),
        ({"seen_at": "2999-01-01T00:00:00Z"}, "seen_at"),
        ({"walk": NOWHERE}, "walk"),
        ({"times_per_week": 10_081}, "times_per_week"),
    ],
    ids=str,
)
def test_an_edit_that_cannot_be_taken_is_named_and_changes_nothing(
    coach: ObservationsApi, unit: str, change: dict[str, Any], named: str
) -> None:
    made = coach.note(unit)
    assert list(errors_of(coach.edit(made, change))) == [named]
    assert coach.get(f"/{made['id']}").get_json() == made


def test_a_change_needs_the_version_it_is_based_on(coach: ObservationsApi, unit: str) -> None:
    made = coach.note(unit)
    for path, method, body in (
        (f"/{made['id']}", "PATCH", {"description": "N"}),
        (f"/{made['id']}/recodings", "POST", {"waste": "motion"}),
    ):
        assert coach.send(method, path, json=body).status_code == 428
        for stale in ('"2"', '"0"', "nonsense"):
            assert coach.send(method, path, {"If-Match": stale}, json=body).status_code == 412, stale
    assert coach.get(f"/{made['id']}").get_json() == made


def test_another_waste_is_told_with_its_history(coach: ObservationsApi, unit: str) -> None:
    made = coach.note(unit, waste="overproduction")
    answer = coach.recode(made, "overprocessing", "Nobody asked for it, but it is done three times.")
    recoded = answer.get_json()
    assert (answer.status_code, answer.headers["ETag"], recoded["waste"]) == (200, '"2"', "overprocessing")
    first, second = recoded["codings"]
    assert (first["waste"], first["note"], second["waste"]) == ("overproduction", None, "overprocessing")
    assert (second["by"], second["note"]) == ("Robin Ek", "Nobody asked for it, but it is done three times.")
    assert first["at"] < second["at"]
    back = coach.recode(recoded, "overproduction").get_json()
    assert [each["waste"] for each in back["codings"]] == ["overproduction", "overprocessing", "overproduction"]


def test_the_waste_it_is_taken_for_already_is_refused(coach: ObservationsApi, unit: str) -> None:
    made = coach.note(unit)
    answer = coach.post({"waste": "waiting"}, f"/{made['id']}/recodings", If_Match='"1"', Accept_Language="en")
    assert answer.status_code == 422
    assert errors_of(answer) == {"waste": ["It is taken for this waste already. Choose another one."]}
    for body, named in (({"waste": "sloth"}, "waste"), ({}, "waste"), ({"waste": "motion", "note": "x" * 301}, "note")):
        answer = coach.post(body, f"/{made['id']}/recodings", If_Match='"1"')
        assert list(errors_of(answer)) == [named]
    assert coach.get(f"/{made['id']}").get_json() == made


def test_of_two_who_take_it_for_something_else_at_once_the_second_is_told(
    site: Site, coach: ObservationsApi, unit: str
) -> None:
    made = coach.note(unit)
    clients = [(ObservationsApi(site, coach.headers), waste) for waste in ("motion", "defects")]
    answers = at_once([lambda client=client, waste=waste: client.recode(made, waste) for client, waste in clients])
    assert sorted(each.status_code for each in answers) == [200, 412]
    assert len(coach.get(f"/{made['id']}").get_json()["codings"]) == 2


def test_who_noted_it_the_units_lead_and_a_coach_change_it_and_nobody_else(site: Site, unit: str, another: str) -> None:
    observer = api_as(site, site.principal("member", home_unit=another))
    lead = api_as(site, site.principal("unit_lead", home_unit=unit))
    made = observer.note(unit)
    for client in (
        api_as(site, site.principal("member", home_unit=unit)),
        api_as(site, site.principal("unit_lead", home_unit=another)),
        ObservationsApi(site, site.bearer("integration")),
    ):
        assert client.recode(made, "motion").status_code == 403
        assert client.edit(made, {"description": "Mine"}).status_code == 403
    made = observer.edit(made, {"description": "Mine"}).get_json()
    made = lead.recode(made, "motion").get_json()
    answer = api_as(site, site.principal("coach")).recode(made, "defects")
    assert answer.status_code == 200


def test_an_api_client_notes_in_its_own_units_and_changes_what_it_noted(site: Site, unit: str, another: str) -> None:
    client = ObservationsApi(site, site.bearer("integration", units=(unit,)))
    assert client.post({**SEEN, "unit": another}).status_code == 403
    made = client.note(unit)
    assert client.edit(made, {"minutes_lost": 3}).get_json()["minutes_lost"] == 3
    assert client.recode(client.get(f"/{made['id']}").get_json(), "motion").status_code == 200


def test_training_modules_and_strangers_read_nothing(site: Site, coach: ObservationsApi, unit: str) -> None:
    made = coach.note(unit)
    for headers, status in ((site.bearer("training"), 403), ({}, 401)):
        client = ObservationsApi(site, headers)
        assert client.get().status_code == status
        assert client.get(f"/{made['id']}").status_code == status
        assert client.post({**SEEN, "unit": unit}).status_code == status


def test_each_change_leaves_one_event_with_its_whole_state_and_no_words(
    site: Site, coach: ObservationsApi, unit: str
) -> None:
    made = coach.note(unit, **EVERYTHING)
    edited = coach.edit(made, {"minutes_lost": 20}).get_json()
    coach.recode(edited, "motion", "A secret note")
    noted, changed, recoded = told(site, made)
    assert [(each["verb"], each["version"]) for each in (noted, changed, recoded)] == [
        ("noted", 1),
        ("edited", 2),
        ("recoded", 3),
    ]
    assert (recoded["waste"], recoded["minutes_lost"], recoded["unit"]) == ("motion", 20, unit)
    assert [each["waste"] for each in recoded["wastes"]] == ["waiting", "motion"]
    assert recoded["seen_at"] == "2026-03-02T08:15:00Z"
    (envelopes,) = rows(site, "SELECT group_concat(envelope) FROM outbox WHERE key = :id", id=made["id"])
    for words in (SEEN["description"], "A secret note", "Robin Ek"):
        assert words not in envelopes[0]


def test_a_repeated_request_is_answered_as_the_first_was(site: Site, coach: ObservationsApi, unit: str) -> None:
    body = {**SEEN, "unit": unit}
    first, second = (coach.post(body, Idempotency_Key=f"once-{unit}") for _ in range(2))
    assert (first.status_code, second.get_json()) == (201, first.get_json())
    assert coach.post({**body, "waste": "motion"}, Idempotency_Key=f"once-{unit}").status_code == 422
    assert rows(site, "SELECT count(*) FROM observation WHERE unit = :unit", unit=unit) == [(1,)]


def test_what_is_not_there_is_not_found(coach: ObservationsApi) -> None:
    for name in (NOWHERE, "nonsense"):
        assert coach.get(f"/{name}").status_code == 404
        assert coach.send("PATCH", f"/{name}", {"If-Match": '"1"'}, json={"step": "x"}).status_code == 404
        assert coach.post({"waste": "motion"}, f"/{name}/recodings", If_Match='"1"').status_code == 404


def test_what_is_wrong_is_said_in_the_language_asked_for(site: Site, unit: str) -> None:
    said = {}
    for language in ("sv", "fi", "en"):
        client = ObservationsApi(site, site.bearer("coach") | {"Accept-Language": language})
        body = {**SEEN, "unit": unit, "seen_at": "2999-01-01T00:00:00Z", "walk": NOWHERE}
        said[language] = errors_of(client.post(body))
    for name in ("seen_at", "walk"):
        assert len({tuple(errors[name]) for errors in said.values()}) == len(said), name
