"""Value streams through the door for programs: drawn, corrected, drawn anew, and found."""

from typing import Any

import pytest

from tests.services.improvements.client import errors_of
from tests.services.kernel.web.site import Site
from tests.services.observations.client import rows, told
from tests.services.observations.streams.drawn import LINE, WHOLE, StreamsApi, kinds, step


@pytest.fixture
def api(site: Site) -> StreamsApi:
    return StreamsApi(site, site.bearer("coach", name="Robin Ek"))


def test_a_value_stream_is_drawn_measured_and_told(site: Site, api: StreamsApi, unit: str) -> None:
    needs = {"demand": {"quantity": 20, "per": "day"}, "available_minutes": 480, "person_minutes": 400}
    answer = api.post({**WHOLE, "unit": unit, **needs})
    made = answer.get_json()
    assert answer.headers["Location"] == f"/api/v1/value-streams/{made['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert made["metrics"] == {
        "process_minutes": 60,
        "lead_minutes": 210,
        "activity_ratio_percent": pytest.approx(28.571, abs=1e-3),
        "rolled_complete_accurate_percent": None,
        "process_cycle_efficiency_percent": None,
        "takt_minutes": 24,
        "staff_needed": 3,
        "critical_path": ["Decision", "Letter", "Goodbye"],
    }
    assert (made["unit_name"], made["division"], kinds(made)) == (f"Ward {unit}", api_division(unit), [(1, "current")])
    (event,) = told(site, made)
    assert (event["verb"], event["version"], event["name"], event["unit"]) == ("drawn", 1, "Discharge", unit)
    assert event["metrics"] == {name: value for name, value in made["metrics"].items() if name != "critical_path"}
    assert [each["name"] for each in event["steps"]] == ["Decision", "Letter", "Goodbye"]
    assert (event["demand"], [each["number"] for each in event["versions"]]) == ({"quantity": 20, "per": "day"}, [1])
    assert api.get(f"/{made['id']}").get_json() == made


def api_division(unit: str) -> str:
    return {"E": "SURG", "M": "MED"}[unit[0]]


def test_a_number_that_nobody_gave_is_unknown_and_never_nought(api: StreamsApi, unit: str) -> None:
    made = api.draw(unit, steps=[step("A", 10, None), step("B", 5, 5)])
    assert made["metrics"]["lead_minutes"] is None
    assert made["metrics"]["process_minutes"] == 15
    assert made["steps"][0]["wait_before_minutes"] is None


BAD: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({"name": " ", "steps": []}, ["name", "steps"]),
    "a negative time": ({"steps": [step("A", -1)]}, ["steps.0.process_minutes"]),
    "more than all": ({"steps": [step("A", complete_accurate_percent=101)]}, ["steps.0.complete_accurate_percent"]),
    "a step twice": ({"steps": [step("A"), step("  a ")]}, ["steps.1.name"]),
    "after nobody": ({"steps": [step("A"), step("B", after=["C", "D"])]}, ["steps.1.after"]),
    "after itself": ({"steps": [step("A"), step("B", after=["b"])]}, ["steps.1.after"]),
    "no kind of value": ({"steps": [step("A", value="good")]}, ["steps.0.value"]),
    "no basis": ({"time_basis": "moon"}, ["time_basis"]),
    "a demand of no period": ({"demand": {"quantity": 3}}, ["demand.per"]),
    "a unit that is none": ({"unit": "NOWHERE"}, ["unit"]),
    "too many steps": ({"steps": [step(f"S{number}") for number in range(61)]}, ["steps"]),
    "a person's number": ({"steps": [step("19121212-1212")]}, ["steps.0.name"]),
    "a field of ours": ({"version": 9}, ["version"]),
}


@pytest.mark.parametrize("change", BAD)
def test_what_is_no_map_is_refused_field_by_field(site: Site, api: StreamsApi, unit: str, change: str) -> None:
    body, named = BAD[change]
    answer = api.post({**WHOLE, "unit": unit, **body})
    assert answer.status_code == 422
    errors = errors_of(answer)
    assert sorted(errors) == named
    assert all(texts and all(texts) for texts in errors.values())
    assert rows(site, "SELECT 1 FROM value_stream WHERE unit = :unit", unit=unit) == []


def test_the_steps_of_a_cycle_are_named(api: StreamsApi, unit: str) -> None:
    steps = [step("A"), step("B", after=["A", "D"]), step("C", after=["B"]), step("D", after=["C"])]
    errors = errors_of(api.post({**WHOLE, "unit": unit, "steps": steps}))
    assert list(errors) == ["steps.1.after", "steps.2.after", "steps.3.after"]
    assert "B → C → D → B" in errors["steps.1.after"][0]


def test_who_draws_is_the_units_lead_a_coach_the_administrator_and_a_client_of_the_unit(
    site: Site, unit: str, another: str
) -> None:
    def status(kind: str, *roles: str, **more: Any) -> int:  # noqa: ANN401 (passed on as it is)
        principal = site.principal(*roles, kind=kind, **more)
        headers = {"Authorization": f"Bearer {site.runtime.signer.token(site.held(principal))}"}
        return StreamsApi(site, headers).post({**WHOLE, "unit": unit}).status_code

    assert status("person", "unit_lead", home_unit=unit) == 201
    assert status("person", "coach") == status("person", "admin") == 201
    assert status("client", "integration", units=(unit,)) == status("client", "integration") == 201
    assert status("person", "member", home_unit=unit) == 403
    assert status("person", "unit_lead", home_unit=another) == 403
    assert status("person", "division_leader") == 403
    assert status("client", "integration", units=(another,)) == 403
    assert status("client", "coach", units=(another,)) == 403
    assert status("client", "training") == 403


def test_a_correction_changes_the_current_drawing_and_the_same_again_changes_nothing(
    site: Site, api: StreamsApi, unit: str
) -> None:
    made = api.draw(unit)
    steps = [*made["steps"][:2], {**made["steps"][2], "process_minutes": 90}]
    edited = api.edit(made, {"steps": steps, "name": "Leaving hospital"})
    assert edited.headers["ETag"] == '"2"'
    body = edited.get_json()
    assert (body["name"], body["metrics"]["process_minutes"], kinds(body)) == (
        "Leaving hospital",
        120,
        [(1, "current")],
    )
    assert api.get(name="leaving  HOSPITAL", unit=unit).get_json()["items"][0]["id"] == made["id"]
    again = api.edit(body, {"steps": steps})
    assert (again.status_code, again.get_json()["version"]) == (200, 2)
    assert [event["verb"] for event in told(site, made)] == ["drawn", "edited"]
    assert api.edit(body, {"demand": {"quantity": 3, "per": "day"}}).get_json()["demand"]["quantity"] == 3


def test_a_step_of_a_correction_is_whole(api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    assert api.edit(made, {"steps": [{"name": "Only a name"}]}).get_json()["steps"][0]["systems"] == []
    assert list(errors_of(api.edit(made, {"steps": [{"process_minutes": 1}]}))) == ["steps.0.name"]


def test_a_lost_update_is_refused_and_a_change_says_what_it_is_based_on(api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    assert api.edit(made, {"name": "One"}).status_code == 200
    assert api.edit(made, {"name": "Two"}).status_code == 412
    assert api.redraw(made, "future").status_code == 412
    assert api.post({"kind": "future", "steps": LINE}, f"/{made['id']}/drawings").status_code == 428
    assert api.send("PATCH", "/0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70", {"If-Match": "*"}, json={}).status_code == 404


def test_a_new_current_drawing_makes_the_old_one_past(site: Site, api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    answer = api.redraw(made, "current", steps=[step("Only", 5, 5)], note="After the summer")
    body = answer.get_json()
    assert (answer.status_code, kinds(body)) == (201, [(1, "past"), (2, "current")])
    assert body["steps"] == body["versions"][1]["steps"]
    assert (body["versions"][1]["note"], body["versions"][1]["by"]) == ("After the summer", "Robin Ek")
    event = told(site, made)[-1]
    assert (event["verb"], event["metrics"]["lead_minutes"]) == ("redrawn", 10)
    assert [each["metrics"]["lead_minutes"] for each in event["versions"]] == [210, 10]


def test_a_plan_takes_the_place_of_the_earlier_plan_and_may_come_true(api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    planned = api.redraw(made, "future", steps=[step("Faster", 5, 5)]).get_json()
    assert kinds(planned) == [(1, "current"), (2, "future")]
    assert planned["metrics"]["lead_minutes"] == 210
    answer = api.redraw(planned, "future", steps=[step("Fastest", 1, 1)])
    again = answer.get_json()
    assert (answer.status_code, kinds(again)) == (200, [(1, "current"), (2, "future")])
    assert again["versions"][1]["steps"][0]["name"] == "Fastest"
    true = api.make_current(again, 2).get_json()
    assert kinds(true) == [(1, "past"), (2, "current")]
    assert true["metrics"]["lead_minutes"] == 2
    assert api.make_current(true, 1).status_code == 409
    assert api.make_current(true, 7).status_code == 404


def test_time_is_counted_as_it_was_once_there_are_drawings_to_compare(api: StreamsApi, unit: str) -> None:
    made = api.draw(unit)
    working = api.edit(made, {"time_basis": "working"}).get_json()
    assert working["time_basis"] == "working"
    planned = api.redraw(working, "future").get_json()
    assert list(errors_of(api.edit(planned, {"time_basis": "clock"}))) == ["time_basis"]


def test_a_repeated_request_draws_once(site: Site, api: StreamsApi, unit: str) -> None:
    first = api.post({**WHOLE, "unit": unit}, Idempotency_Key="once")
    again = api.post({**WHOLE, "unit": unit}, Idempotency_Key="once")
    assert first.get_json() == again.get_json()
    assert len(rows(site, "SELECT 1 FROM value_stream WHERE unit = :unit", unit=unit)) == 1
    assert api.post({**WHOLE, "unit": unit, "name": "Other"}, Idempotency_Key="once").status_code == 422


def test_the_list_is_filtered_and_comes_in_pieces(api: StreamsApi, unit: str, another: str) -> None:
    made = [api.draw(unit, name=f"Stream of {unit}")["id"] for _ in range(3)]
    other = api.draw(another, name=f"stream of  {unit}")["id"]
    assert api.pieces(unit=unit, limit="2") == [[made[2], made[1]], [made[0]]]
    assert api.pieces(name=f"STREAM OF {unit}") == [[other, *reversed(made)]]
    assert made[0] in api.pieces(division=api_division(unit), limit="500")[0]
    assert api.pieces(division="NOWHERE") == [[]]
    assert list(errors_of(api.get(unit="..", cursor="x"))) == ["unit"]
    assert list(errors_of(api.get(cursor="x"))) == ["cursor"]
