"""Follow-ups through the API: where a goal stands, period by period, and what was said before."""

from datetime import timedelta
from typing import Any

import pytest

from services.kernel.clock import now
from tests.services.followups.goals.client import GoalsApi, api_as, told
from tests.services.improvements.client import errors_of
from tests.services.kernel.web.site import Site

NOBODY = "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"
ACTION = {"what": "A second nurse at the door", "who": "Anna", "due": "2026-12-01"}


@pytest.fixture(scope="module")
def goals(site: Site) -> GoalsApi:
    """The goals, for a leader of the whole region."""
    return api_as(site, site.principal("division_leader", name="Robin Ek"))


@pytest.fixture(scope="module")
def api(site: Site, goals: GoalsApi) -> GoalsApi:
    """The follow-ups, for the same."""
    return GoalsApi(site, goals.headers, "follow-ups")


def said(goal: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 (any field)
    return {"goal": goal["id"], "period": "2026-T1", "status": "on_track", "comment": "As planned", **more}


def test_a_follow_up_tells_the_whole_goal_and_moves_its_due_day(
    site: Site, goals: GoalsApi, api: GoalsApi, unit: str
) -> None:
    goal = goals.set(unit, period="2025")
    assert (goal["due"], goal["overdue"]) == ("2026-01-14", True)
    answer = api.post(said(goal, period="2025", status="off_track", actions=[ACTION], improvements=[NOBODY]))
    body = answer.get_json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/follow-ups/{body['id']}")
    assert (body["by"], body["actions"], body["improvements"]) == ("Robin Ek", [ACTION], [NOBODY])
    assert api.one(body) == body
    now_it_is = goals.one(goal)
    assert (now_it_is["version"], now_it_is["due"], now_it_is["overdue"]) == (2, None, False)
    assert (now_it_is["follow_ups"], now_it_is["improvements"]) == ([body], [NOBODY])
    event = told(site, goal["id"])[-1]
    assert (event["verb"], event["version"], event["improvements"], event["due"]) == ("followed_up", 2, [NOBODY], None)
    assert [(each["period"], each["status"]) for each in event["followed_up"]] == [("2025", "off_track")]
    assert "comment" not in str(event)


def test_a_period_is_followed_up_once(goals: GoalsApi, api: GoalsApi, unit: str) -> None:
    goal = goals.set(unit)
    first = api.post(said(goal)).get_json()
    again = api.post(said(goal, status="reached"))
    assert again.status_code == 409
    assert f"/follow-ups/{first['id']}" in again.get_json()["detail"]
    assert api.post(said(goal, period="2026-T2")).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"period": "2024"}, "period"),
        ({"period": f"{now() + timedelta(days=40):%Y-%m}"}, "period"),
        ({"period": "soon"}, "period"),
        ({"status": "green"}, "status"),
        ({"status": "at_risk", "comment": " "}, "comment"),
        ({"goal": NOBODY}, "goal"),
        ({"improvements": ["x"]}, "improvements.0"),
        ({"actions": [{"who": "Anna"}]}, "actions.0.what"),
    ],
    ids=str,
)
def test_what_cannot_be_said_is_refused_by_field(
    goals: GoalsApi, api: GoalsApi, unit: str, wrong: dict[str, Any], field: str
) -> None:
    goal = goals.set(unit, period=f"{now():%Y}")
    assert list(errors_of(api.post(said(goal, period=f"{now():%Y}-T1") | wrong))) == [field]


def test_a_period_may_cover_the_goals_and_silence_is_enough_where_all_is_well(
    goals: GoalsApi, api: GoalsApi, unit: str
) -> None:
    goal = goals.set(unit, period="2026-Q1")
    answer = api.post({"goal": goal["id"], "period": "2026", "status": "reached"})
    assert (answer.status_code, answer.get_json()["comment"]) == (201, None)
    acted = {"goal": goal["id"], "period": "2026-01", "status": "at_risk", "actions": [{"what": "Ask for help"}]}
    assert api.post(acted).get_json()["actions"] == [{"what": "Ask for help", "who": None, "due": None}]


def test_a_closed_goal_is_not_followed_up_and_neither_is_one_of_others(
    site: Site, goals: GoalsApi, api: GoalsApi, unit: str
) -> None:
    goal = goals.set(unit)
    member = api_as(site, site.principal("member", home_unit=unit), "follow-ups")
    assert member.post(said(goal)).status_code == 403
    written = api.post(said(goal)).get_json()
    goals.act(goals.one(goal), "closings", {"state": "reached"})
    refused = api.post(said(goal, period="2026-T2"))
    assert (refused.status_code, refused.get_json()["detail"]) == (409, "This goal is closed. Open it again first.")
    assert api.edit(written, {"comment": "Late"}).status_code == 409


def test_a_change_names_its_version_and_what_was_said_stays(
    site: Site, goals: GoalsApi, api: GoalsApi, unit: str
) -> None:
    goal = goals.set(unit)
    written = api.post(said(goal, actions=[ACTION])).get_json()
    changed = api.edit(written, {"status": "reached", "comment": None}).get_json()
    assert (changed["version"], changed["status"], changed["comment"]) == (2, "reached", None)
    assert changed["actions"] == [ACTION]
    assert api.edit(changed, {"status": "reached", "actions": [ACTION]}).get_json()["version"] == 2
    assert api.edit(written, {"status": "at_risk"}).status_code == 412
    assert list(errors_of(api.edit(changed, {"actions": [{"who": "Anna"}]}))) == ["actions.0.what"]
    assert list(errors_of(api.edit(changed, {"status": "off_track", "actions": []}))) == ["comment"]
    assert api.send("PATCH", f"/{NOBODY}", {"If-Match": "*"}, json={}).status_code == 404
    assert [each["verb"] for each in told(site, goal["id"])] == ["set", "followed_up", "followed_up"]
    page = site.browser(site.principal("member"), "followups").get(f"/follow-ups/{written['id']}").text
    assert "As planned" in page


def test_the_list_is_filtered_and_comes_in_pieces(goals: GoalsApi, api: GoalsApi, unit: str) -> None:
    goal, other = goals.set(unit), goals.set(unit)
    first, second = (api.post(said(goal, period=period)).get_json()["id"] for period in ("2026-T1", "2026-T2"))
    third = api.post(said(other, status="reached")).get_json()["id"]
    assert api.ids(unit=unit, limit="2") == [third, second, first]
    assert api.ids(goal=goal["id"]) == [second, first]
    assert api.ids(unit=unit, status="reached") == [third]
    assert api.ids(unit=unit, division="NOWHERE") == []
    assert third in api.ids(division=goal["division"], limit="500")
    assert api.ids(unit=unit, updated_since=f"{now():%Y-%m-%dT%H:%M:%S}.999999Z") == []
    assert list(errors_of(api.get(status="green"))) == ["status"]
