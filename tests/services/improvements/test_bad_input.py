"""What cannot be taken is refused with the right status and the fields named, and leaves nothing behind."""

import json
import logging
from typing import Any

import pytest

from tests.services.improvements.client import API, WHOLE, ApiClient, errors_of
from tests.services.kernel.web.site import Site

PERSONAL = [
    "19121212-1212",
    "121212+1212",
    "191212121212",
    "1212121212",
    "701063-2391",  # a samordningsnummer
    "131052-308T",
    "131052y308t",  # one of the newer signs
]
MIB = 1024 * 1024


@pytest.fixture
def coach(site: Site) -> ApiClient:
    return ApiClient(site, site.bearer("coach"))


@pytest.fixture
def whole(unit: str) -> dict[str, Any]:
    return {**WHOLE, "unit": unit}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"title": None}, ["title"]),
        ({"title": "  "}, ["title"]),
        ({"title": "x" * 121}, ["title"]),
        ({"problem": "x" * 4001}, ["problem"]),
        ({"title": 7}, ["title"]),
        ({"title": ["x"]}, ["title"]),
        ({"title": "a\u0000b"}, ["title"]),
        ({"proposal": "a\u001bb"}, ["proposal"]),
        ({"problem": "\ud800"}, ["problem"]),
        ({"unit": "NOWHERE"}, ["unit"]),
        ({"unit": "../E01"}, ["unit"]),
        ({"relevant_units": ["E60", "NOWHERE"]}, ["relevant_units"]),
        ({"origins": ["NOWHERE"]}, ["origins"]),
        ({"relevant_units": "E60"}, ["relevant_units"]),
        ({"waste": "laziness"}, ["waste"]),
        ({"tags": ["x" * 41]}, ["tags.0"]),
        ({"tags": [f"t{number}" for number in range(21)]}, ["tags"]),
        ({"expected_benefit": [{"kind": "time"}]}, ["expected_benefit.0.per"]),
        ({"expected_benefit": [{"kind": "time", "per": "year", "amount": -1}]}, ["expected_benefit.0.amount"]),
        ({"expected_benefit": ["much"]}, ["expected_benefit.0"]),
        ({"expected_benefit": [None]}, ["expected_benefit.0"]),
        ({"state": "accepted"}, ["state"]),
        ({"id": "x", "version": 9}, ["id", "version"]),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_a_field_that_cannot_be_taken_is_named(
    site: Site, coach: ApiClient, whole: dict[str, Any], change: dict[str, Any], named: list[str]
) -> None:
    answer = coach.post(whole | change)
    assert answer.status_code == 422
    errors = errors_of(answer)
    assert sorted(errors) == sorted(named)
    assert all(texts and all(texts) for texts in errors.values())
    assert site.rows("SELECT 1 FROM improvement WHERE unit = :unit", unit=whole["unit"]) == []


def test_every_missing_field_is_named_at_once(coach: ApiClient) -> None:
    assert sorted(errors_of(coach.post({}))) == ["problem", "proposal", "title", "unit"]


BODIES = {
    "nothing": b"",
    "broken": b'{"title": "x",',
    "a list": b"[]",
    "a text": b'"title"',
    "null": b"null",
    "not UTF-8": '{"title": "\u00e5"}'.encode("latin-1"),
    "NaN": b'{"title": NaN}',
    "infinity": b'{"title": -Infinity}',
    "nested": b'{"tags": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a long number": b'{"title": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_json_object_is_refused(coach: ApiClient, body: bytes) -> None:
    answer = coach.send("POST", "", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_another_content_type_is_refused(coach: ApiClient, whole: dict[str, Any], kind: str) -> None:
    answer = coach.send("POST", "", data=json.dumps(whole), content_type=kind)
    assert answer.status_code == 415


def test_a_charset_is_no_other_content_type(coach: ApiClient, whole: dict[str, Any]) -> None:
    answer = coach.send("POST", "", data=json.dumps(whole), content_type="application/json; charset=utf-8")
    assert answer.status_code == 201


def test_more_than_a_mebibyte_is_refused_and_the_connection_closed(coach: ApiClient, whole: dict[str, Any]) -> None:
    answer = coach.post(whole | {"problem": "x" * MIB})
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"
    assert answer.get_json()["status"] == 413


def test_a_field_nobody_asked_for_is_named_in_short(coach: ApiClient, whole: dict[str, Any]) -> None:
    answer = coach.post(whole | {"x" * 10_000: 1, "colour": "red"})
    assert sorted(errors_of(answer)) == ["colour", "x" * 64]


@pytest.mark.parametrize("number", PERSONAL)
@pytest.mark.parametrize(
    "place",
    [
        "title",
        "problem",
        "proposal",
        "value_stream",
        "tags.0",
        "expected_benefit.0.note",
        "expected_benefit.0.unit",
        "unit",
    ],
)
def test_an_identity_number_is_refused_wherever_it_is_written(
    site: Site,
    coach: ApiClient,
    whole: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    number: str,
    place: str,
) -> None:
    said = number if place in {"unit", "expected_benefit.0.unit"} else f"About {number} in bed 4"
    name, _, inner = place.partition(".")
    values: dict[str, Any] = {
        "tags": [said],
        "expected_benefit": [{"kind": "time", "per": "year", inner.rpartition(".")[2]: said}],
    }
    with caplog.at_level(logging.DEBUG):
        answer = coach.post(whole | {name: values.get(name, said)})
    assert answer.status_code == 422
    assert list(errors_of(answer)) == [place]
    assert number not in answer.text
    assert number not in caplog.text
    assert number not in site.everything_written()


@pytest.mark.parametrize("number", PERSONAL)
def test_an_identity_number_is_refused_in_what_is_asked(
    coach: ApiClient, caplog: pytest.LogCaptureFixture, number: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        for path, name in (
            ("", "q"),
            ("", "value_stream"),
            ("", "unit"),
            ("/similar", "title"),
            ("/similar", "problem"),
        ):
            answer = coach.get(path, **({"title": "T"} if path else {}) | {name: number})
            assert answer.status_code == 422, (path, name)
            assert list(errors_of(answer)) == [name]
            assert number not in answer.text
    assert number not in caplog.text


def test_a_reason_and_an_edit_are_searched_for_identity_numbers_too(site: Site, coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    for answer, name in (
        (coach.move(made, "declined", "She is 19121212-1212."), "reason"),
        (coach.edit(made, {"proposal": "Ask 131052-308T"}), "proposal"),
    ):
        assert answer.status_code == 422
        assert list(errors_of(answer)) == [name]
    assert "1212-1212" not in site.everything_written()
    assert "131052" not in site.everything_written()


def test_an_identity_number_as_a_name_is_not_repeated(coach: ApiClient, whole: dict[str, Any]) -> None:
    answers = [
        coach.post(whole | {"19121212-1212": "x"}),
        coach.get(**{"19121212-1212": "x"}),
        coach.get("/19121212-1212"),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 404]
    assert all("1212" not in answer.text for answer in answers)


@pytest.mark.parametrize(
    "text", ["2026-11-21", "070-123 45 67", "0701234567", "12,5 and 3.14", "556016-0680", "bed 12"]
)
def test_innocent_figures_pass(coach: ApiClient, whole: dict[str, Any], text: str) -> None:
    assert coach.post(whole | {"problem": f"Since {text} it waits."}).status_code == 201


def test_a_step_that_cannot_be_read_is_refused(coach: ApiClient, unit: str) -> None:
    made = coach.propose(unit)
    for body, named in (
        ({}, ["to"]),
        ({"to": "finished"}, ["to"]),
        ({"to": "declined", "reason": "x" * 1001}, ["reason"]),
        ({"to": "accepted", "because": "x"}, ["because"]),
    ):
        answer = coach.post(body, f"/{made['id']}/transitions", If_Match='"1"')
        assert answer.status_code == 422
        assert list(errors_of(answer)) == named


def test_what_is_wrong_is_said_in_the_language_asked_for(site: Site, whole: dict[str, Any]) -> None:
    said = {}
    for language in ("sv", "fi", "en"):
        client = ApiClient(site, site.bearer("coach") | {"Accept-Language": language})
        answer = client.post(whole | {"title": "", "colour": "red", "expected_benefit": [None]})
        said[language] = answer.get_json()["errors"]
        assert answer.headers["Content-Language"] == language
    for name in ("title", "expected_benefit.0"):
        assert len({tuple(errors[name]) for errors in said.values()}) == len(said), name


def test_the_path_of_a_refusal_stands_without_its_query(coach: ApiClient) -> None:
    assert coach.get(state="no").get_json()["instance"] == API
