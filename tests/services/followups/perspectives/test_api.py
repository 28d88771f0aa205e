"""Perspectives as the region words them: by year, in three languages, with what they were called before."""

from typing import Any

import pytest

from tests.services.followups.goals.client import GoalsApi, api_as, told
from tests.services.improvements.client import errors_of
from tests.services.kernel.web.site import Site


@pytest.fixture(scope="module")
def leader(site: Site) -> GoalsApi:
    """A leader of the whole region."""
    return api_as(site, site.principal("division_leader"))


def named(*codes: str) -> dict[str, Any]:
    return {
        "perspectives": [
            {"code": code, "name": {"sv": f"{code} sv", "fi": f"{code} fi", "en": f"{code} en"}} for code in codes
        ]
    }


def held(leader: GoalsApi, year: int) -> tuple[int, int | None, list[str]]:
    body = leader.get(f"/perspectives/{year}").get_json()
    return body["version"], body["taken_from"], [each["code"] for each in body["perspectives"]]


def test_a_year_has_its_own_else_those_of_a_year_before_else_the_example(site: Site, leader: GoalsApi) -> None:
    assert held(leader, 2031) == (0, None, ["customer", "economy", "process", "staff"])
    answer = leader.put("/perspectives/2031", named("b", "a"), 0)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
    assert held(leader, 2031) == (1, 2031, ["b", "a"])
    assert held(leader, 2035) == (0, 2031, ["b", "a"])
    assert held(leader, 2030)[1] is None
    (event,) = told(site, "2031")
    assert (event["verb"], event["version"], event["year"]) == ("worded", 1, "2031")
    assert event["perspectives"] == named("b", "a")["perspectives"]


def test_a_lost_update_is_refused_and_the_same_again_changes_nothing(site: Site, leader: GoalsApi) -> None:
    path = "/perspectives/2041"
    assert leader.put(path, named("a"), 0).status_code == 200
    assert leader.put(path, named("b"), 0).status_code == 412
    assert leader.put(path, named("a"), 1).get_json()["version"] == 1
    assert leader.put(path, named("a", "b"), 1).get_json()["version"] == 2
    assert leader.send("PUT", path, {"If-Match": "*"}, json=named("b", "a")).get_json()["version"] == 3
    assert leader.send("PUT", path, json=named("a")).status_code == 428
    assert [each["version"] for each in told(site, "2041")] == [1, 2, 3]


def test_a_perspective_that_a_goal_has_cannot_be_taken_away(leader: GoalsApi, unit: str) -> None:
    assert leader.put("/perspectives/2051", named("a", "b"), 0).status_code == 200
    leader.set(unit, period="2053", perspective="b fi")
    refused = leader.put("/perspectives/2051", named("a"), 1)
    text = (
        "Goals use perspectives that fall away (how many in parentheses): b (1). "
        "Keep these perspectives, or say which takes the place of each."
    )
    assert errors_of(refused) == {"perspectives": [text]}
    # Once the years after have their own, the goal is none of its business.
    assert leader.put("/perspectives/2052", named("b"), 0).status_code == 200
    assert leader.put("/perspectives/2051", named("a"), 1).status_code == 200


def test_goals_go_along_to_the_perspective_that_takes_the_place_of_theirs(
    site: Site, leader: GoalsApi, unit: str
) -> None:
    path = "/perspectives/2055"
    assert leader.put(path, named("a", "b", "c"), 0).status_code == 200
    goals = [leader.set(unit, period=year, perspective=code) for year, code in (("2055", "a"), ("2056", "b"))]
    assert leader.put("/perspectives/2057", named("b"), 0).status_code == 200
    later = leader.set(unit, period="2057", perspective="b")
    anew = named("c", "d")
    assert list(errors_of(leader.put(path, {**anew, "replaced_by": {"a": "d", "b": "e"}}, 1))) == ["replaced_by.b"]
    assert list(errors_of(leader.put(path, {**anew, "replaced_by": {"a": "d"}}, 1))) == ["perspectives"]
    moved = {**anew, "replaced_by": {"a": "d", "b": "c"}}
    assert leader.put(path, moved, 1).get_json()["version"] == 2
    assert [leader.one(goal)["perspective"] for goal in goals] == ["d", "c"]
    assert leader.one(later)["perspective"] == "b"
    assert [(each["verb"], each["perspective"]) for each in told(site, goals[0]["id"])] == [
        ("set", "a"),
        ("edited", "d"),
    ]
    assert leader.put(path, moved, 2).get_json()["version"] == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({**named("a"), "replaced_by": "b"}, "replaced_by"),
        (named("a", "A"), "perspectives.1.code"),
        (named("a", "a fi"), "perspectives.1.code"),
        (named(), "perspectives"),
        ({"perspectives": [{"code": "a", "name": {"sv": "A", "fi": "A"}}]}, "perspectives.0.name.en"),
        ({"perspectives": [{"code": "..", "name": {"sv": "A", "fi": "A", "en": "A"}}]}, "perspectives.0.code"),
    ],
    ids=str,
)
def test_words_that_cannot_be_told_apart_are_refused(leader: GoalsApi, wrong: dict[str, Any], field: str) -> None:
    assert list(errors_of(leader.put("/perspectives/2061", wrong, 0))) == [field]
    assert list(errors_of(leader.put("/perspectives/99999", wrong, 0))) == ["year"]


def test_only_who_leads_the_region_words_them(site: Site) -> None:
    for principal in (site.principal("coach"), site.principal("division_leader", divisions=("SURG",))):
        assert api_as(site, principal).put("/perspectives/2071", named("a"), 0).status_code == 403
    assert api_as(site, site.principal("admin")).put("/perspectives/2071", named("a"), 0).status_code == 200
