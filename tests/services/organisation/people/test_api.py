"""People through the door for programs."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.services.organisation.visitors import Api, Browser

PEOPLE = "/api/v1/people"
NEW = {"name": "Ville", "display_name": "Ville Aalto", "home_unit": "PRI-01", "roles": ["member"]}


def person(admin: Api, name: str) -> dict[str, Any]:
    items = admin("GET", f"{PEOPLE}?limit=500").json["items"]
    found: dict[str, Any] = next(item for item in items if item["name"] == name)
    return found


def test_a_person_is_added_and_signs_in(admin: Api, browser: Browser) -> None:
    answer = admin("POST", PEOPLE, NEW | {"password": "a long enough password"})
    assert answer.status_code == 201
    assert answer.json["local_sign_in"] is True
    assert "password" not in answer.text
    assert browser.sign_in("ville", "a long enough password").status_code == 303


def test_without_a_password_nobody_signs_in(admin: Api, browser: Browser) -> None:
    assert admin("POST", PEOPLE, NEW).json["local_sign_in"] is False
    assert browser.sign_in("ville", "").status_code == 422
    assert browser.sign_in("ville", "nobody's password").status_code == 422


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"password": "too short"}, "password"),
        ({"name": "ANNA"}, "name"),
        ({"name": "with space"}, "name"),
        ({"display_name": "850709-9805"}, "display_name"),
        ({"home_unit": "NOPE"}, "home_unit"),
        ({"units": ["KIR-01", "NOPE"]}, "units"),
        ({"divisions": ["NOPE"]}, "divisions"),
        ({"roles": ["king"]}, "roles.0"),
        ({"roles": []}, "roles"),
        ({"active": "perhaps"}, "active"),
        ({"shoe_size": 42}, "shoe_size"),
    ],
)
def test_a_person_that_cannot_be_is_refused_by_field(admin: Api, fields: dict[str, Any], wrong: str) -> None:
    answer = admin("POST", PEOPLE, NEW | fields)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [wrong]


@pytest.mark.parametrize(
    "change",
    [
        {"roles": ["member", "coach"]},
        {"home_unit": "KIR-02"},
        {"units": ["KIR-02"]},
        {"divisions": ["KIR"]},
        {"password": "quite another password"},
        {"active": False},
    ],
)
def test_what_touches_access_ends_the_sessions(
    admin: Api, browser: Browser, told: Callable[[str], list[dict[str, Any]]], change: dict[str, Any]
) -> None:
    browser.sign_in("anna")
    assert browser.get("/organisation").status_code == 200
    anna = person(admin, "anna")
    answer = admin("PATCH", f"{PEOPLE}/{anna['id']}", change, If_Match=f'"{anna["version"]}"')
    assert answer.status_code == 200
    assert browser.get("/organisation").status_code == 303
    (event,) = told(anna["id"])
    assert event["type"] == "org.leanstream.person.changed.v1"
    assert set(event["data"]) == {"changed_at", "until"}


def test_a_new_name_leaves_the_session_alone(admin: Api, browser: Browser) -> None:
    browser.sign_in("anna")
    anna = person(admin, "anna")
    admin("PATCH", f"{PEOPLE}/{anna['id']}", {"display_name": "Anna L."}, If_Match="*")
    assert browser.get("/organisation").status_code == 200


def test_who_signs_in_again_has_the_new_roles(admin: Api, browser: Browser) -> None:
    browser.sign_in("anna")
    anna = person(admin, "anna")
    admin("PATCH", f"{PEOPLE}/{anna['id']}", {"roles": ["admin"]}, If_Match="*")
    browser.sign_in("anna")
    assert browser.get("/organisation/people").status_code == 200


def test_the_last_administrator_stays_one(admin: Api) -> None:
    one = person(admin, "admin")
    for change in ({"roles": ["member"]}, {"active": False}):
        assert admin("PATCH", f"{PEOPLE}/{one['id']}", change, If_Match="*").status_code == 422
    assert person(admin, "admin")["roles"] == ["admin"]


def test_a_stale_version_changes_nothing(admin: Api) -> None:
    anna = person(admin, "anna")
    answer = admin("PATCH", f"{PEOPLE}/{anna['id']}", {"roles": ["coach"]}, If_Match='"9"')
    assert answer.status_code == 412
    assert person(admin, "anna")["roles"] == ["member"]


def test_only_administrators_see_people(connect: Callable[..., Api]) -> None:
    for role in ("member", "coach", "integration", "division_leader"):
        assert connect(role)("GET", PEOPLE).status_code == 403
