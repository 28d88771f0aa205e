"""Goals through the API: setting, editing, closing, breaking down, and going on in the next period."""

import uuid

import pytest

from services.followups.goals import queries
from services.kernel.clock import now
from tests.services.followups.goals.client import GOAL, GoalsApi, api_as, know_improvement, measure, told
from tests.services.improvements.client import errors_of
from tests.services.kernel.web.site import UNITS, Site

NOBODY = "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"


@pytest.fixture(scope="module")
def leader(site: Site) -> GoalsApi:
    """A leader of the whole region."""
    return api_as(site, site.principal("division_leader", name="Robin Ek"))


def division_of(unit: str) -> str:
    return UNITS[unit[0]]


def test_the_least_goal_is_taken_and_told(site: Site, leader: GoalsApi, unit: str) -> None:
    answer = leader.post({**GOAL, "unit": unit})
    body = answer.get_json()
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert answer.headers["Location"] == f"/api/v1/goals/{body['id']}"
    assert (body["level"], body["division"], body["state"]) == ("unit", division_of(unit), "open")
    assert (body["perspective_name"], body["follow_up_every"], body["set_by"]) == ("Process", "third", "Robin Ek")
    assert leader.one(body) == body
    (event,) = told(site, body["id"])
    assert (event["verb"], event["unit"], event["year"], event["thread"]) == ("set", unit, "2026", body["id"])
    assert event["due"] == body["due"]


def test_a_perspective_is_named_by_code_or_in_any_language(leader: GoalsApi, unit: str) -> None:
    found = [leader.set(unit, perspective=text)["perspective"] for text in ("STAFF", "Henkilöstö", "medarbetare")]
    assert found == ["staff"] * 3
    errors = errors_of(leader.post({**GOAL, "unit": unit, "perspective": "shareholders"}))
    assert errors == {
        "perspective": ["The perspectives of 2026 are: customer, economy, process, staff. Choose one of these."]
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"unit": "NOWHERE"}, "unit"),
        ({"division": "NOWHERE"}, "division"),
        ({"unit": "E01", "division": "SURG"}, "division"),
        ({"period": "2026-13"}, "period"),
        ({"title": " "}, "title"),
        ({"part_of": NOBODY}, "part_of"),
        ({"follow_up_every": "week"}, "follow_up_every"),
        ({"owner": "me"}, "owner"),
    ],
    ids=str,
)
def test_what_cannot_be_a_goal_is_refused_by_field(leader: GoalsApi, wrong: dict[str, str], field: str) -> None:
    assert list(errors_of(leader.post({**GOAL, **wrong}))) == [field]


def test_who_decides_sets_goals_and_nobody_else(site: Site, unit: str) -> None:
    division = division_of(unit)
    places = [{"unit": unit}, {"division": division}, {}]
    asked = {
        "lead": site.principal("unit_lead", units=(unit,)),
        "head": site.principal("division_leader", divisions=(division,)),
        "coach": site.principal("coach"),
        "member": site.principal("member", home_unit=unit),
        "client": site.principal("integration", kind="client", divisions=(division,)),
    }
    statuses = {
        name: [api_as(site, principal).post({**GOAL, **place}).status_code for place in places]
        for name, principal in asked.items()
    }
    assert statuses == {
        "lead": [201, 403, 403],
        "head": [201, 201, 403],
        "coach": [201, 403, 403],
        "member": [403, 403, 403],
        "client": [201, 201, 403],
    }


def test_an_edit_names_its_version_and_the_same_again_changes_nothing(site: Site, leader: GoalsApi, unit: str) -> None:
    goal = leader.set(unit)
    edited = leader.edit(goal, {"title": "Shorter", "improvements": [NOBODY], "perspective": "Kund"})
    body = edited.get_json()
    assert (edited.status_code, body["version"], body["improvements"]) == (200, 2, [NOBODY])
    assert (body["title"], body["perspective"]) == ("Shorter", "customer")
    assert leader.edit(body, {"title": "Shorter"}).get_json()["version"] == 2
    assert leader.edit(goal, {"title": "Lost"}).status_code == 412
    assert leader.send("PATCH", f"/{goal['id']}", json={"title": "X"}).status_code == 428
    assert leader.edit(body, {"improvements": []}).get_json()["improvements"] == []
    assert [each["verb"] for each in told(site, goal["id"])] == ["set", "edited", "edited"]
    assert leader.send("PATCH", f"/{NOBODY}", {"If-Match": "*"}, json={}).status_code == 404


def test_an_improvement_that_came_to_nothing_serves_no_goal_anew(site: Site, leader: GoalsApi, unit: str) -> None:
    declined, served = str(uuid.uuid4()), str(uuid.uuid4())
    goal = leader.set(unit, improvements=[served])
    know_improvement(site, declined, unit, "declined", "A second <trolley>")
    know_improvement(site, served, unit, "stopped")
    follow_ups = GoalsApi(site, leader.headers, "follow-ups")
    said = {"goal": goal["id"], "period": "2026-T1", "status": "reached", "improvements": [served]}
    written = follow_ups.post(said).get_json()
    goal = leader.edit(leader.one(goal), {"improvements": [served], "title": "Still served"}).get_json()
    assert goal["improvements"] == [served]
    named = {"improvements": [served, declined]}
    refused = (
        leader.post({**GOAL, "unit": unit, "improvements": [NOBODY, declined]}),
        leader.edit(goal, named),
        follow_ups.post({**said, "period": "2026-T2", **named}),
        follow_ups.edit(written, named),
    )
    text = "This was declined, stopped or merged into another: A second <trolley>. Name one that runs or is solved."
    assert [errors_of(each) for each in refused] == [{"improvements.1": [text]}] * 4


def test_a_goal_is_closed_with_how_it_ended_and_opened_again(site: Site, leader: GoalsApi, unit: str) -> None:
    goal = leader.set(unit)
    closed = leader.act(goal, "closings", {"state": "reached", "reason": "Since June"}).get_json()
    assert (closed["state"], closed["reason"], closed["due"]) == ("reached", "Since June", None)
    assert leader.edit(closed, {"title": "Too late"}).status_code == 409
    assert leader.act(closed, "closings", {"state": "not_reached"}).status_code == 409
    opened = leader.act(closed, "reopenings").get_json()
    assert (opened["state"], opened["reason"], opened["due"]) == ("open", None, goal["due"])
    assert leader.act(opened, "reopenings").status_code == 409
    assert list(errors_of(leader.act(opened, "closings", {"state": "open"}))) == ["state"]
    assert list(errors_of(leader.act(opened, "closings", {"state": "dropped"}))) == ["reason"]
    assert [each["verb"] for each in told(site, goal["id"])] == ["set", "closed", "reopened"]


def test_a_goal_is_part_of_one_of_a_larger_place_that_holds_it(leader: GoalsApi, unit: str) -> None:
    region, division = leader.set(), leader.set(division=division_of(unit))
    elsewhere = leader.set(division=next(code for code in UNITS.values() if code != division_of(unit)))
    of_unit = leader.set(unit, part_of=division["id"])
    assert leader.one(division)["parts"] == [of_unit["id"]]
    assert leader.set(unit, part_of=region["id"])["part_of"] == region["id"]
    assert leader.set(division=division_of(unit), part_of=region["id"])["part_of"] == region["id"]
    for parent in (elsewhere, of_unit):
        assert list(errors_of(leader.post({**GOAL, "unit": unit, "part_of": parent["id"]}))) == ["part_of"]
    assert list(errors_of(leader.post({**GOAL, "part_of": region["id"]}))) == ["part_of"]


def test_a_goal_is_broken_down_once_to_each_unit_with_what_measures_it(site: Site, leader: GoalsApi) -> None:
    mine = [unit for unit in (site.free_unit() for _ in range(5)) if division_of(unit) == "SURG"]
    goal = leader.set(division="SURG", description="All of us")
    measure(site, goal, "Waits")
    answer = leader.post({"units": mine}, f"/{goal['id']}/parts")
    parts = answer.get_json()["items"]
    assert (answer.status_code, [each["unit"] for each in parts]) == (201, mine)
    assert {(each["title"], each["part_of"], each["description"]) for each in parts} == {
        (goal["title"], goal["id"], "All of us")
    }
    with site.runtimes["followups"].database.reading() as session:
        (copies,) = queries.indicators(session, [parts[0]["id"]]).values()
    assert [(each.name, each.unit, each.number) for each in copies] == [("Waits", mine[0], 0)]
    again = leader.post({"units": mine}, f"/{goal['id']}/parts")
    assert (again.status_code, again.get_json()) == (200, {"items": []})
    other = next(unit for unit in iter(site.free_unit, None) if division_of(unit) != "SURG")
    assert list(errors_of(leader.post({"units": [other]}, f"/{goal['id']}/parts"))) == ["units"]
    assert leader.post({"units": mine}, f"/{parts[0]['id']}/parts").status_code == 409
    lead = api_as(site, site.principal("unit_lead", units=(mine[0],)))
    assert lead.post({"units": [mine[1]]}, f"/{goal['id']}/parts").status_code == 403


def test_open_goals_go_on_once_in_the_coming_period(site: Site, leader: GoalsApi, unit: str) -> None:
    running, solved, unheard = (str(uuid.uuid4()) for _ in range(3))
    know_improvement(site, running, unit)
    know_improvement(site, solved, unit, "implemented")
    parent = leader.set(division=division_of(unit), period="2026-H1")
    kept = leader.set(unit, period="2026-H1", part_of=parent["id"], improvements=[running, solved, unheard])
    ended = leader.set(unit, period="2026-H1")
    leader.act(ended, "closings", {"state": "dropped", "reason": "Nobody asked for it"})
    opening = {"period": "2026-H1", "into": "2026-H2", "unit": unit}
    (made,) = leader.post(opening, "/coming").get_json()["items"]
    assert (made["continues"], made["period"], made["part_of"]) == (kept["id"], "2026-H2", parent["id"])
    assert set(made["improvements"]) == {running, unheard}
    assert told(site, made["id"])[0]["thread"] == kept["id"]
    nothing_new = leader.post(opening, "/coming")
    assert (nothing_new.status_code, nothing_new.get_json()) == (200, {"items": []})
    # The division goes on later: what went on before it is hung under its new goal.
    answer = leader.post({**opening, "unit": None, "division": division_of(unit)}, "/coming")
    assert answer.status_code == 201, answer.text
    (larger,) = (each for each in answer.get_json()["items"] if each["continues"] == parent["id"])
    assert leader.one(made)["part_of"] == larger["id"]
    assert leader.one(kept)["part_of"] == parent["id"]
    assert list(errors_of(leader.post({**opening, "into": "2026-H1"}, "/coming"))) == ["into"]


def test_a_part_that_goes_on_after_its_parent_hangs_under_the_new_one(leader: GoalsApi, unit: str) -> None:
    parent = leader.set(division=division_of(unit), period="2025-Q1")
    leader.set(unit, period="2025-Q1", part_of=parent["id"])
    opening = {"period": "2025-Q1", "into": "2025-Q2"}
    goals = leader.post({**opening, "division": division_of(unit)}, "/coming").get_json()["items"]
    (larger,) = (each for each in goals if each["continues"] == parent["id"])
    (made,) = leader.post({**opening, "unit": unit}, "/coming").get_json()["items"]
    assert made["part_of"] == larger["id"]


def test_the_list_is_filtered_and_comes_in_pieces(leader: GoalsApi, unit: str) -> None:
    serving = str(uuid.uuid4())
    old = leader.set(unit, period="2024", perspective="staff")
    new = leader.set(unit, improvements=[serving])
    last = leader.set(unit, period="2027")
    closed = leader.act(leader.set(unit), "closings", {"state": "reached"}).get_json()
    everything = [each["id"] for each in (closed, last, new, old)]
    assert leader.ids(unit=unit, limit="3") == everything
    assert set(everything) <= set(leader.ids(division=division_of(unit), level="unit", limit="500"))
    assert leader.ids(unit=unit, division="NOWHERE") == []
    assert leader.ids(unit=unit, perspective="staff") == [old["id"]]
    assert leader.ids(unit=unit, year="2027") == [last["id"]]
    assert leader.ids(unit=unit, state="reached") == [closed["id"]]
    assert leader.ids(improvement=serving) == [new["id"]]
    # It was set after its only period: its follow-up of that is due two weeks after the end of 2024.
    assert (old["due"], old["overdue"]) == ("2025-01-14", True)
    assert leader.ids(unit=unit, overdue="yes") == [old["id"]]
    assert leader.ids(unit=unit, overdue="no") == everything[:-1]
    assert leader.ids(unit=unit, updated_since=f"{now():%Y-%m-%dT%H:%M:%S}.999999Z") == []
    assert list(errors_of(leader.get(state="broken"))) == ["state"]
    assert list(errors_of(leader.get(cursor="x"))) == ["cursor"]
    of_division = leader.set(division=division_of(unit))
    assert of_division["id"] in leader.ids(division=division_of(unit), limit="500")
    assert of_division["id"] not in leader.ids(unit=unit)


def test_a_repeated_request_sets_once(leader: GoalsApi, unit: str) -> None:
    first, again = (leader.post({**GOAL, "unit": unit}, Idempotency_Key=f"once {unit}") for _ in range(2))
    assert first.get_json() == again.get_json()
    assert leader.ids(unit=unit) == [first.get_json()["id"]]
