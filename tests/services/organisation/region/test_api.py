"""Divisions and units through the door for programs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.services.organisation.visitors import Api

Told = Callable[[str], list[dict[str, Any]]]


def test_the_units_of_today_come_once_each_with_todays_division(admin: Api) -> None:
    items = admin("GET", "/api/v1/units?limit=500").json["items"]
    assert len({item["code"] for item in items}) == len(items) == 22
    moved = next(item for item in items if item["code"] == "MED-05")
    assert moved["division"] == "PRI"
    assert moved["names"] == {"sv": "Rehabiliteringen", "fi": "Kuntoutus", "en": "Rehabilitation"}
    assert moved["valid_from"] == "2015-01-01"


def test_a_day_in_the_past_shows_the_division_of_then(admin: Api) -> None:
    items = admin("GET", "/api/v1/units?limit=500&as_of=2025-12-31").json["items"]
    assert next(item for item in items if item["code"] == "MED-05")["division"] == "MED"
    assert admin("GET", "/api/v1/units?as_of=2014-12-31").json["items"] == []


def test_names_follow_the_language_asked_for(admin: Api) -> None:
    assert admin("GET", "/api/v1/units/DIA-02", Accept_Language="fi").json["name"] == "Laboratorio"


def test_a_list_comes_in_pieces_that_make_the_whole(admin: Api) -> None:
    path, codes = "/api/v1/units?limit=5", []
    while path:
        answer = admin("GET", path)
        codes += [item["code"] for item in answer.json["items"]]
        link = answer.headers.get("Link", "")
        path = link.partition(">")[0].removeprefix("<")
    assert codes == sorted(codes)
    assert len(codes) == 22


def test_a_unit_tells_every_division_it_has_belonged_to(admin: Api) -> None:
    answer = admin("GET", "/api/v1/units/MED-05")
    assert answer.json["periods"] == [
        {"division": "MED", "from": "2015-01-01", "until": "2026-01-01"},
        {"division": "PRI", "from": "2026-01-01", "until": None},
    ]
    assert answer.headers["ETag"] == '"2"'


def test_a_new_unit_is_told_with_its_whole_state(admin: Api, told: Told) -> None:
    answer = admin("POST", "/api/v1/units", {"code": "KIR-09", "name": "Hand surgery", "division": "KIR"})
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/api/v1/units/KIR-09"
    (event,) = told("KIR-09")
    assert event["type"] == "org.leanstream.unit.created.v1"
    assert event["partitionkey"] == "KIR-09"
    assert event["data"]["name"] == {"sv": "Hand surgery", "fi": "Hand surgery", "en": "Hand surgery"}
    assert event["data"]["periods"][0]["division"] == "KIR"


def test_a_code_is_never_used_twice_whatever_its_capital_letters(admin: Api) -> None:
    answer = admin("POST", "/api/v1/units", {"code": "kir-01", "name": "Again", "division": "KIR"})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["code"]


def test_everything_wrong_with_a_unit_is_told_at_once(admin: Api) -> None:
    answer = admin("POST", "/api/v1/units", {"code": "../x", "colour": "red"})
    assert answer.content_type == "application/problem+json"
    assert set(answer.json["errors"]) == {"code", "name", "division", "colour"}


def test_an_identity_number_is_refused_without_being_repeated(admin: Api) -> None:
    answer = admin("POST", "/api/v1/units", {"code": "X1", "name": "Ward of 19121212-1212", "division": "KIR"})
    assert answer.status_code == 422
    assert "1212" not in answer.text


def test_an_unknown_division_is_refused_by_name(admin: Api) -> None:
    answer = admin("POST", "/api/v1/units", {"code": "X1", "name": "X", "division": "NOPE"})
    assert answer.status_code == 422
    assert "NOPE" in answer.json["errors"]["division"][0]


def test_a_move_keeps_the_past_and_shows_in_the_present(admin: Api, told: Told) -> None:
    answer = admin("PATCH", "/api/v1/units/KIR-04", {"division": "PRI", "from": "2026-06-01"}, If_Match='"1"')
    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"2"'
    assert answer.json["division"] == "PRI"
    before = admin("GET", "/api/v1/units?as_of=2026-05-31&limit=500").json["items"]
    assert next(item for item in before if item["code"] == "KIR-04")["division"] == "KIR"
    assert [event["data"]["periods"][-1]["division"] for event in told("KIR-04")] == ["KIR", "PRI"]


def test_a_merged_unit_is_gone_from_that_day_and_names_what_goes_on(admin: Api) -> None:
    change = {"merged_into": "KIR-01", "from": "2026-03-01"}
    assert admin("PATCH", "/api/v1/units/KIR-04", change, If_Match="*").json["merged_into"] == "KIR-01"
    present = [item["code"] for item in admin("GET", "/api/v1/units?limit=500").json["items"]]
    past = [item["code"] for item in admin("GET", "/api/v1/units?limit=500&as_of=2026-02-28").json["items"]]
    assert "KIR-04" not in present
    assert "KIR-04" in past


def test_a_closed_unit_can_be_opened_again(admin: Api) -> None:
    assert admin("PATCH", "/api/v1/units/KIR-04", {"valid_until": "2026-02-01"}, If_Match="*").json["division"] is None
    closed_twice = admin("PATCH", "/api/v1/units/KIR-04", {"valid_until": "2026-03-01"}, If_Match="*")
    assert closed_twice.status_code == 409
    assert admin("PATCH", "/api/v1/units/KIR-04", {"valid_until": None}, If_Match="*").json["division"] == "KIR"


def test_a_change_must_name_the_version_it_is_based_on(admin: Api) -> None:
    assert admin("PATCH", "/api/v1/units/KIR-04", {"name_en": "Day unit"}).status_code == 428
    assert admin("PATCH", "/api/v1/units/KIR-04", {"name_en": "Day unit"}, If_Match='"7"').status_code == 412
    assert admin("GET", "/api/v1/units/KIR-04").json["name"] == "Day surgery"


def test_one_name_can_change_by_itself(admin: Api) -> None:
    names = admin("PATCH", "/api/v1/units/KIR-04", {"name_en": "Day unit"}, If_Match="*").json["names"]
    assert names == {"sv": "Dagkirurgin", "fi": "Päiväkirurgia", "en": "Day unit"}


def test_a_change_that_changes_nothing_tells_nothing(admin: Api, told: Told) -> None:
    answer = admin("PATCH", "/api/v1/units/KIR-04", {"name_en": "Day surgery"}, If_Match="*")
    assert answer.headers["ETag"] == '"1"'
    assert len(told("KIR-04")) == 1


def test_a_division_cannot_end_while_units_belong_to_it(admin: Api) -> None:
    answer = admin("PATCH", "/api/v1/divisions/PSY", {"valid_until": "2027-01-01"}, If_Match="*")
    assert answer.status_code == 422
    assert "PSY-01" in answer.json["errors"]["valid_until"][0]


def test_a_unit_cannot_be_in_a_division_before_that_exists(admin: Api) -> None:
    assert admin("POST", "/api/v1/divisions", {"code": "NEW", "name": "New"}).status_code == 201
    answer = admin("POST", "/api/v1/units", {"code": "N1", "name": "N", "division": "NEW", "valid_from": "2016-01-01"})
    assert list(answer.json["errors"]) == ["valid_from"]


def test_the_same_key_adds_a_unit_once(admin: Api, told: Told) -> None:
    unit = {"code": "KIR-09", "name": "Hand surgery", "division": "KIR"}
    first, second = (admin("POST", "/api/v1/units", unit, Idempotency_Key="once") for _ in range(2))
    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert len(told("KIR-09")) == 1
    other = admin("POST", "/api/v1/units", unit | {"name": "Other"}, Idempotency_Key="once")
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/units?as_of=yesterday", 422),
        ("/api/v1/units?limit=0", 422),
        ("/api/v1/units?cursor=xyz", 422),
        ("/api/v1/units/NOPE", 404),
    ],
)
def test_a_question_that_cannot_be_read_is_refused(admin: Api, path: str, status: int) -> None:
    assert admin("GET", path).status_code == status


def test_an_integration_writes_only_where_it_was_made_for(connect: Callable[..., Api]) -> None:
    surgery = connect("integration", divisions=("KIR",))
    renamed = {"name_en": "Renamed"}
    assert surgery("PATCH", "/api/v1/units/KIR-01", renamed, If_Match="*").status_code == 200
    assert surgery("PATCH", "/api/v1/units/MED-01", renamed, If_Match="*").status_code == 403
    taken_away = surgery("PATCH", "/api/v1/units/KIR-01", {"division": "MED"}, If_Match="*")
    assert taken_away.status_code == 403


@pytest.mark.parametrize("role", ["member", "unit_lead", "division_leader", "coach"])
def test_others_read_but_do_not_write(connect: Callable[..., Api], role: str) -> None:
    reader = connect(role)
    assert reader("GET", "/api/v1/units").status_code == 200
    assert reader("POST", "/api/v1/units", {"code": "X", "name": "X", "division": "KIR"}).status_code == 403


def test_a_training_module_does_not_see_the_organisation(connect: Callable[..., Api]) -> None:
    assert connect("training")("GET", "/api/v1/units").status_code == 403
