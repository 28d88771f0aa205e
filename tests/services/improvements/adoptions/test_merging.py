"""A merge: adoptions and taps go to the other improvement, each unit's once."""

from typing import Any

import pytest

from tests.services.improvements.client import ApiClient, told
from tests.services.kernel.web.site import Site

Thing = dict[str, Any]


@pytest.fixture
def merged(coach: ApiClient, unit: str) -> Thing:
    return coach.propose(unit, title="The one that goes")


@pytest.fixture
def target(site: Site, coach: ApiClient) -> Thing:
    return coach.propose(site.free_unit(), title="The one that stays")


def merge(coach: ApiClient, merged: Thing, target: Thing) -> Thing:
    answer = coach.move(coach.get(f"/{merged['id']}").get_json(), "merged", into=target["id"])
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json())


def test_an_adoption_goes_along_with_its_whole_past(
    site: Site, coach: ApiClient, merged: Thing, target: Thing, another: str
) -> None:
    coach.adopted(merged, another, "known")
    before = coach.adopted(merged, another, "implemented", learned_from=merged["unit"], adapted="Smaller")
    merge(coach, merged, target)
    (there,) = coach.adoptions(target)
    for name in ("unit", "stage", "since", "stages", "adapted", "learned_from"):
        assert there[name] == before[name]
    assert there["improvement"] == target["id"]
    assert coach.adoptions(merged) == []
    ended = told(site, merged, "adoption")[-1]
    assert (ended["verb"], ended["subject"], ended["version"]) == ("moved", before["id"], 3)
    assert ended["moved_to"] == there["id"]
    (begun,) = told(site, target, "adoption")
    assert (begun["verb"], begun["subject"], begun["version"]) == ("implemented", there["id"], 1)
    assert [each["stage"] for each in begun["periods"]] == ["known", "implemented"]


@pytest.mark.parametrize(
    ("here", "there", "stands"),
    [
        ("implemented", "testing", "implemented"),
        ("testing", "sustained", "sustained"),
        ("known", "stopped", "known"),
        ("stopped", "known", "known"),
    ],
)
def test_of_two_adoptions_of_a_unit_the_further_stands(
    site: Site, coach: ApiClient, merged: Thing, target: Thing, another: str, here: str, there: str, stands: str
) -> None:
    leaving = coach.adopted(merged, another, here, adapted="As here", reason="So it is")
    staying = coach.adopted(target, another, there, adapted="As there", reason="So it is")
    merge(coach, merged, target)
    (kept,) = coach.adoptions(target)
    assert (kept["id"], kept["stage"]) == (staying["id"], stands)
    moves = stands == here
    assert kept["adapted"] == ("As here" if moves else "As there")
    assert kept["version"] == (2 if moves else 1)
    assert len(told(site, target, "adoption")) == (2 if moves else 1)
    ended = told(site, merged, "adoption")[-1]
    assert (ended["verb"], ended["subject"], ended["moved_to"]) == ("moved", leaving["id"], staying["id"])


def test_the_adoption_of_the_others_own_unit_just_ends(
    site: Site, coach: ApiClient, merged: Thing, target: Thing
) -> None:
    coach.adopted(merged, target["unit"], "implemented")
    merge(coach, merged, target)
    assert coach.adoptions(target) == []
    assert told(site, merged, "adoption")[-1]["moved_to"] == target["id"]


def test_a_merge_closes_no_circle(site: Site, coach: ApiClient, merged: Thing, target: Thing, another: str) -> None:
    third = site.free_unit()
    coach.adopted(merged, third, "known")
    coach.adopted(merged, another, "implemented", learned_from=third)
    coach.adopted(target, another, "known")
    coach.adopted(target, third, "sustained", learned_from=another)
    merge(coach, merged, target)
    sources = {each["unit"]: each["learned_from"] for each in coach.adoptions(target)}
    assert sources == {another: None, third: another}


def test_a_moved_adoption_goes_on_at_the_other(coach: ApiClient, merged: Thing, target: Thing, another: str) -> None:
    coach.adopted(merged, another, "implemented")
    merge(coach, merged, target)
    answer = coach.adopt(target, another, "sustained")
    assert (answer.status_code, answer.get_json()["version"]) == (200, 2)


def test_taps_go_along_and_count_once(site: Site, coach: ApiClient, merged: Thing, target: Thing, another: str) -> None:
    both, back, own = site.free_unit(), site.free_unit(), target["unit"]
    for code in (another, both, back, own):
        coach.tap(merged, code)
    coach.untap(merged, back)
    for code in (both, another):
        coach.tap(target, code)
    coach.untap(target, another)
    assert merge(coach, merged, target)["same_problem"] == 0
    assert coach.get(f"/{merged['id']}/same-problem").get_json() == {"count": 0, "units": []}
    assert coach.get(f"/{target['id']}/same-problem").get_json() == {"count": 2, "units": sorted([another, both])}
    assert coach.get(f"/{target['id']}").get_json()["same_problem"] == 2
    ended = [each for each in told(site, merged, "same_problem") if each["verb"] == "taken_back"]
    assert sorted(each["unit"] for each in ended) == sorted([another, both, back, own])
    again = told(site, target, "same_problem")[-1]
    assert (again["verb"], again["unit"], again["version"]) == ("told", another, 3)
    assert again["since"] == told(site, merged, "same_problem")[0]["since"]
    assert coach.tap(merged, another).status_code == 409
    assert coach.untap(merged, another).status_code == 409


def test_units_whose_tap_goes_to_a_solved_one_are_told(
    site: Site, coach: ApiClient, merged: Thing, target: Thing, another: str
) -> None:
    coach.tap(merged, another)
    coach.implemented(target)
    merge(coach, merged, target)
    (notice,) = told(site, target, "notice")
    assert (notice["kind"], notice["units"], notice["by_unit"]) == ("solved", [another], target["unit"])


def test_two_things_merged_one_after_the_other_leave_one_adoption_a_unit(
    coach: ApiClient, merged: Thing, target: Thing, another: str
) -> None:
    last = coach.propose(merged["unit"])
    coach.adopted(merged, another, "testing")
    merge(coach, merged, target)
    merge(coach, target, last)
    (kept,) = coach.adoptions(last)
    assert (kept["unit"], kept["stage"]) == (another, "testing")
