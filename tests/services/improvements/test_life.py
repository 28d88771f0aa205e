"""The life of an improvement: every pair of states, and who may take which step."""

from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.kernel.identity import Principal
from tests.services.improvements.client import ApiClient, api_as, errors_of
from tests.services.kernel.web.site import Site

# design.md §7, written down a second time on purpose.
ALLOWED = {
    "proposed": {"accepted", "declined", "merged"},
    "accepted": {"testing", "implementing", "stopped", "merged"},
    "testing": {"accepted", "implementing", "stopped"},
    "implementing": {"testing", "implemented", "stopped"},
    "implemented": {"sustained", "stopped"},
    "sustained": {"stopped"},
    "declined": {"proposed"},
    "stopped": {"proposed"},
    "merged": set(),
}
WAY_TO = {
    "proposed": [],
    "accepted": ["accepted"],
    "testing": ["accepted", "testing"],
    "implementing": ["accepted", "implementing"],
    "implemented": ["accepted", "implementing", "implemented"],
    "sustained": ["accepted", "implementing", "implemented", "sustained"],
    "declined": ["declined"],
    "stopped": ["accepted", "stopped"],
    "merged": ["merged"],
}
REASONED = {"declined", "stopped", "proposed"}
Thing = dict[str, Any]


@pytest.fixture
def coach(site: Site) -> ApiClient:
    return ApiClient(site, site.bearer("coach"))


@pytest.fixture
def other(coach: ApiClient, unit: str) -> Thing:
    return coach.propose(unit, title="The one that others go into")


def step(client: ApiClient, thing: Thing, to: str, into: str) -> TestResponse:
    return client.move(thing, to, "Because it is so.", **({"into": into} if to == "merged" else {}))


def brought_to(client: ApiClient, unit: str, state: str, into: str) -> Thing:
    thing = client.propose(unit)
    for to in WAY_TO[state]:
        answer = step(client, thing, to, into)
        assert answer.status_code == 200, answer.text
        thing = answer.get_json()
    return thing


@pytest.mark.parametrize("state", ALLOWED)
def test_from_each_state_it_becomes_what_the_table_allows_and_nothing_else(
    coach: ApiClient, unit: str, other: Thing, state: str
) -> None:
    for to in ALLOWED:
        thing = brought_to(coach, unit, state, other["id"])
        answer = step(coach, thing, to, other["id"])
        if to in ALLOWED[state]:
            moved = answer.get_json()
            assert answer.status_code == 200, f"{state} to {to}: {answer.text}"
            assert (moved["state"], moved["version"]) == (to, thing["version"] + 1)
            assert answer.headers["ETag"] == f'"{moved["version"]}"'
            assert moved["steps"][-1]["state"] == to
        else:
            assert answer.status_code == 409, f"{state} to {to}: {answer.text}"
            assert coach.get(f"/{thing['id']}").get_json()["version"] == thing["version"]


@pytest.mark.parametrize(("state", "to"), [("proposed", "declined"), ("accepted", "stopped"), ("declined", "proposed")])
def test_a_step_back_or_out_needs_a_reason(coach: ApiClient, unit: str, other: Thing, state: str, to: str) -> None:
    thing = brought_to(coach, unit, state, other["id"])
    for reason in (None, "  ", "\u200b"):
        answer = coach.move(thing, to, reason)
        assert answer.status_code == 422
        assert list(errors_of(answer)) == ["reason"]
    moved = coach.move(thing, to, "We have tried it.").get_json()
    assert moved["steps"][-1]["reason"] == "We have tried it."


def test_a_merge_names_another_that_stands_for_itself(coach: ApiClient, unit: str, other: Thing) -> None:
    thing = coach.propose(unit)
    merged = brought_to(coach, unit, "merged", other["id"])
    for into in (None, thing["id"], merged["id"], "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70", "nonsense"):
        answer = coach.move(thing, "merged", **({"into": into} if into else {}))
        assert answer.status_code == 422, into
        assert list(errors_of(answer)) == ["into"]
    assert coach.move(thing, "merged", into=other["id"]).get_json()["merged_into"] == other["id"]


def test_a_merged_one_cannot_be_edited_any_more(coach: ApiClient, unit: str, other: Thing) -> None:
    merged = brought_to(coach, unit, "merged", other["id"])
    assert coach.edit(merged, {"title": "Another"}).status_code == 409


WHO: dict[str, tuple[str, dict[str, Any]]] = {
    "member": ("member", {}),
    "lead of the unit": ("unit_lead", {"units": ("UNIT",)}),
    "lead whose home it is": ("unit_lead", {"home_unit": "UNIT"}),
    "lead of another unit": ("unit_lead", {"home_unit": "E60", "units": ("M60",)}),
    "division leader": ("division_leader", {"divisions": ("SURG", "MED")}),
    "coach": ("coach", {}),
    "administrator": ("admin", {}),
    "client": ("integration", {"kind": "client"}),
}
DECIDES = {"lead of the unit", "lead whose home it is", "coach", "administrator"}


def somebody(site: Site, who: str, unit: str) -> Principal:
    role, told = WHO[who]
    filled = {
        name: tuple(unit if code == "UNIT" else code for code in value) if isinstance(value, tuple) else value
        for name, value in told.items()
    }
    filled |= {"home_unit": unit} if filled.get("home_unit") == "UNIT" else {}
    return site.principal(role, **filled)


@pytest.mark.parametrize("who", WHO)
def test_who_decides_about_what_somebody_else_proposed(site: Site, coach: ApiClient, unit: str, who: str) -> None:
    asker = api_as(site, somebody(site, who, unit))
    allowed = 200 if who in DECIDES else 403
    assert asker.move(coach.propose(unit), "accepted").status_code == allowed
    assert asker.move(coach.propose(unit), "declined", "Not now.").status_code == allowed
    accepted = coach.move(coach.propose(unit), "accepted").get_json()
    assert asker.move(accepted, "testing").status_code == allowed
    assert asker.edit(accepted, {"title": "Mine now"}).status_code == (412 if who in DECIDES else 403)


@pytest.mark.parametrize("who", WHO)
def test_who_proposed_it_carries_the_work_on_but_decides_only_as_a_program(
    site: Site, coach: ApiClient, unit: str, who: str
) -> None:
    asker = api_as(site, somebody(site, who, unit))
    own = asker.propose(unit)
    assert asker.edit(own, {"title": "Better said"}).status_code == 200
    own = asker.get(f"/{own['id']}").get_json()
    decides = who in DECIDES or who == "client"
    assert asker.move(own, "accepted").status_code == (200 if decides else 403)
    own = own if decides else coach.move(own, "accepted").get_json()
    own = asker.get(f"/{own['id']}").get_json()
    for to in ("testing", "implementing", "implemented"):
        answer = asker.move(own, to)
        assert answer.status_code == 200, answer.text
        own = answer.get_json()
    assert asker.move(own, "sustained").status_code == (200 if decides else 403)


def test_a_client_writes_only_for_the_units_it_was_made_for(site: Site, unit: str) -> None:
    division = site.runtime.known.directory().units[unit].periods[0].division
    elsewhere = "MED" if division == "SURG" else "SURG"
    body = {"title": "T", "problem": "P", "proposal": "Q", "unit": unit}
    for given, status in (
        ({"units": (unit,)}, 201),
        ({"divisions": (division,)}, 201),
        ({}, 201),
        ({"units": ("E60",)}, 403),
        ({"divisions": (elsewhere,)}, 403),
    ):
        client = ApiClient(site, site.bearer("integration", **given))
        assert client.post(body).status_code == status, given


def test_a_training_client_reads_and_writes_nothing_here(site: Site, coach: ApiClient, unit: str) -> None:
    thing = coach.propose(unit)
    training = ApiClient(site, site.bearer("training"))
    assert training.get().status_code == 403
    assert training.get(f"/{thing['id']}").status_code == 403
    assert training.get("/similar", title="T").status_code == 403
    assert training.post({}).status_code == 403
    assert training.move(thing, "accepted").status_code == 403


def test_who_may_not_is_told_before_what_they_forgot(site: Site, coach: ApiClient, unit: str) -> None:
    member = api_as(site, site.principal("member"))
    assert member.move(coach.propose(unit), "declined").status_code == 403
