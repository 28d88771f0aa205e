"""Waste walks by the API: planning, reading, editing, and who may."""

from datetime import timedelta
from typing import Any

import pytest

from services.kernel.clock import now
from tests.services.improvements.client import errors_of
from tests.services.kernel.web.site import Site
from tests.services.observations.client import ObservationsApi, api_as, rows, told

WALK = {"date": "2026-03-02", "place": "Ward to theatre", "people": ["Anna Ek", "Lars Lind"]}
WALKS = "/api/v1/observations/walks"


def edit(client: ObservationsApi, walk: dict[str, Any], body: object, match: str = "") -> Any:  # noqa: ANN401 (an answer)
    headers = {"If-Match": match or f'"{walk["version"]}"'}
    return client.send("PATCH", f"/walks/{walk['id']}", headers, json=body)


def test_what_is_planned_comes_back_with_its_address_and_version(
    coach: ObservationsApi, unit: str, another: str
) -> None:
    answer = coach.post({**WALK, "units": [unit, another, unit]}, "/walks")
    walk = answer.get_json()
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert answer.headers["Location"] == f"{WALKS}/{walk['id']}"
    assert {name: walk[name] for name in WALK} == WALK
    assert (walk["units"], walk["observations"]) == ([unit, another], 0)
    coach.note(unit, walk=walk["id"])
    read = coach.get(f"/walks/{walk['id']}")
    assert read.get_json() == {**walk, "observations": 1}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"date": "yesterday"}, ["date"]),
        ({"date": "1911-01-01"}, ["date"]),
        ({"date": "2999-01-01"}, ["date"]),
        ({"date": None, "place": ""}, ["date", "place"]),
        ({"place": "x" * 121}, ["place"]),
        ({"units": []}, ["units"]),
        ({"units": ["NOWHERE"]}, ["units"]),
        ({"units": "E01"}, ["units"]),
        ({"people": []}, ["people"]),
        ({"people": ["19121212-1212"]}, ["people.0"]),
        ({"observations": 4}, ["observations"]),
    ],
    ids=str,
)
def test_a_field_that_cannot_be_taken_is_named(
    site: Site, coach: ObservationsApi, unit: str, change: dict[str, Any], named: list[str]
) -> None:
    answer = coach.post({**WALK, "place": f"To {unit}", "units": [unit], **change}, "/walks")
    assert answer.status_code == 422
    assert sorted(errors_of(answer)) == named
    assert rows(site, "SELECT 1 FROM walk WHERE place = :place", place=f"To {unit}") == []


def test_an_edit_is_based_on_a_version_and_changes_what_it_names(
    coach: ObservationsApi, unit: str, another: str
) -> None:
    walk = coach.plan(unit)
    answer = edit(coach, walk, {"units": [unit, another], "date": f"{now() + timedelta(days=9):%Y-%m-%d}"})
    changed = answer.get_json()
    assert (answer.status_code, changed["version"], changed["units"]) == (200, 2, [unit, another])
    assert changed["people"] == walk["people"]
    assert edit(coach, changed, {"units": [unit, another]}).get_json() == changed
    assert edit(coach, walk, {"place": "Elsewhere"}).status_code == 412
    assert edit(coach, changed, {"place": ""}).status_code == 422
    assert coach.send("PATCH", f"/walks/{walk['id']}", json={"place": "x"}).status_code == 428
    assert edit(coach, {"id": "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70", "version": 1}, {"place": "x"}).status_code == 404


def test_who_planned_it_the_lead_of_one_of_its_units_and_a_coach_change_it(site: Site, unit: str, another: str) -> None:
    planner = api_as(site, site.principal("member"))
    walk = planner.plan(unit, another)
    for client in (
        api_as(site, site.principal("member", home_unit=unit)),
        api_as(site, site.principal("unit_lead", home_unit="E01")),
    ):
        assert edit(client, walk, {"place": "Mine"}).status_code == 403
    for client, place in (
        (planner, "First"),
        (api_as(site, site.principal("unit_lead", home_unit=another)), "Second"),
        (api_as(site, site.principal("coach")), "Third"),
    ):
        walk = edit(client, walk, {"place": place}).get_json()
        assert walk["place"] == place


def test_an_api_client_plans_walks_through_its_own_units(site: Site, unit: str, another: str) -> None:
    client = ObservationsApi(site, site.bearer("integration", units=(unit,)))
    assert client.post({**WALK, "units": [unit, another]}, "/walks").status_code == 403
    assert client.plan(unit)["units"] == [unit]


def test_only_the_number_of_people_is_told(site: Site, coach: ObservationsApi, unit: str) -> None:
    walk = coach.plan(unit, people=["Anna Ek", "Lars Lind", "Mia Sund"])
    edit(coach, walk, {"people": ["Anna Ek"]})
    planned, edited = told(site, walk)
    assert [(each["verb"], each["version"], each["people"]) for each in (planned, edited)] == [
        ("planned", 1, 3),
        ("edited", 2, 1),
    ]
    assert (planned["date"], planned["units"]) == ("2026-03-02", [unit])
    assert "Anna" not in str(planned)


def test_the_list_goes_on_from_the_latest_day(coach: ObservationsApi, unit: str) -> None:
    same = [coach.plan(unit, date="2026-01-05")["id"] for _ in range(2)]
    late = coach.plan(unit, date="2026-01-09")["id"]
    everything = [each for piece in coach.pieces("/walks", limit="2") for each in piece]
    ours = [each for each in everything if each in {*same, late}]
    assert ours == [late, *sorted(same, reverse=True)]
    assert len(set(everything)) == len(everything)
    for cursor in ("x", "WyJhIiwiYiJd"):
        assert list(errors_of(coach.get("/walks", cursor=cursor))) == ["cursor"]
