"""An adoption over the API: its stages, who may move it, and what is told of it."""

from datetime import datetime
from typing import Any

import pytest

from services.kernel.clock import now
from services.kernel.identity import Principal
from tests.services.improvements.client import API, ApiClient, api_as, at_once, errors_of, told
from tests.services.kernel.web.site import START, Site, until

VERBS = {
    "known": "noted",
    "interested": "interest_shown",
    "testing": "testing_started",
    "implemented": "implemented",
    "sustained": "sustained",
    "stopped": "stopped",
}
BENEFIT = {"kind": "time", "amount": 12, "unit": "hours", "per": "year", "note": "At night"}


def stages(adoption: dict[str, Any]) -> list[str]:
    return [each["stage"] for each in adoption["stages"]]


def test_taking_over_makes_an_adoption_with_its_unit_and_story(coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    answer = coach.adopt(thing, another, "testing", learned_from=unit, adapted="In the evening", effect=[BENEFIT])
    made = answer.get_json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{API}/{thing['id']}/adoptions"
    assert (made["improvement"], made["unit"], made["unit_name"]) == (thing["id"], another, f"Ward {another}")
    assert made["division"] in {"SURG", "MED"}
    assert (made["version"], made["stage"], made["learned_from"]) == (1, "testing", unit)
    assert (made["adapted"], made["reason"], made["effect"]) == ("In the evening", None, [BENEFIT])
    assert [(each["stage"], each["by"]) for each in made["stages"]] == [("testing", "Robin Ek")]
    assert datetime.fromisoformat(made["since"]) == datetime.fromisoformat(made["stages"][0]["at"])
    assert coach.adoptions(thing) == [made]


def test_the_same_unit_again_moves_its_stage_and_keeps_what_is_left_out(
    site: Site, coach: ApiClient, unit: str, another: str
) -> None:
    thing = coach.propose(unit)
    made = coach.adopted(thing, another, "known", adapted="Smaller", effect=[BENEFIT])
    answer = coach.adopt(thing, another, "implemented")
    moved = answer.get_json()
    assert answer.status_code == 200
    assert (moved["id"], moved["version"], moved["adapted"], moved["effect"]) == (made["id"], 2, "Smaller", [BENEFIT])
    assert stages(moved) == ["known", "implemented"]
    emptied = coach.adopted(thing, another, "implemented", adapted=None, effect=[])
    assert (emptied["version"], emptied["adapted"], emptied["effect"]) == (3, None, [])
    assert emptied["since"] == moved["since"]
    events = told(site, thing, "adoption")
    assert [(each["verb"], each["version"]) for each in events] == [("noted", 1), ("implemented", 2), ("edited", 3)]
    assert {each["subject"] for each in events} == {made["id"]}


def test_every_stage_has_its_event_with_all_stages_before(
    site: Site, coach: ApiClient, unit: str, another: str
) -> None:
    thing = coach.propose(unit)
    for number, (stage, verb) in enumerate(VERBS.items(), start=1):
        coach.adopted(thing, another, stage, reason="No staff for it")
        event = told(site, thing, "adoption")[-1]
        assert (event["verb"], event["stage"], event["unit"]) == (verb, stage, another)
        assert [each["stage"] for each in event["periods"]] == list(VERBS)[:number]


def test_the_same_once_more_changes_nothing(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    first = coach.adopted(thing, another, "testing", learned_from=unit)
    answer = coach.adopt(thing, another, "testing", learned_from=unit)
    assert (answer.status_code, answer.get_json()) == (200, first)
    assert len(told(site, thing, "adoption")) == 1


def test_an_adoption_does_not_change_the_improvements_version(coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    coach.adopted(thing, another, "implemented")
    assert coach.get(f"/{thing['id']}").headers["ETag"] == '"1"'


def test_stopping_needs_a_reason_which_goes_when_the_unit_begins_anew(
    coach: ApiClient, unit: str, another: str
) -> None:
    thing = coach.propose(unit)
    for told_reason in ({}, {"reason": " "}, {"reason": None}):
        answer = coach.adopt(thing, another, "stopped", **told_reason)
        assert (answer.status_code, list(errors_of(answer))) == (422, ["reason"])
    assert coach.adoptions(thing) == []
    assert coach.adopted(thing, another, "stopped", reason="Too few nurses")["reason"] == "Too few nurses"
    assert coach.adopted(thing, another, "stopped", adapted="Mornings only")["reason"] == "Too few nurses"
    assert coach.adopted(thing, another, "testing")["reason"] is None
    assert coach.adopt(thing, another, "stopped").status_code == 422


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"stage": "testing"}, "unit"),
        ({"unit": "NOWHERE", "stage": "testing"}, "unit"),
        ({"unit": "E01"}, "stage"),
        ({"unit": "E01", "stage": "adopted"}, "stage"),
        ({"unit": "E01", "stage": "testing", "adapted": "a" * 1001}, "adapted"),
        ({"unit": "E01", "stage": "testing", "adapted": "Ask 19121212-1212"}, "adapted"),
        ({"unit": "E01", "stage": "stopped", "reason": "Ask 19121212-1212"}, "reason"),
        ({"unit": "E01", "stage": "testing", "effect": [{"kind": "luck", "per": "year"}]}, "effect.0.kind"),
        ({"unit": "E01", "stage": "testing", "learned_from": "NOWHERE"}, "learned_from"),
        ({"unit": "E01", "stage": "testing", "colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_taken_is_named_and_nothing_is_kept(
    site: Site, coach: ApiClient, unit: str, body: dict[str, Any], named: str
) -> None:
    thing = coach.propose(unit)
    answer = coach.post(body, f"/{thing['id']}/adoptions")
    assert (answer.status_code, list(errors_of(answer))) == (422, [named])
    assert (coach.adoptions(thing), told(site, thing, "adoption")) == ([], [])


def test_where_it_comes_from_does_not_take_it_over(coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit, origins=[another])
    for home in (unit, another):
        answer = coach.adopt(thing, home, "implemented")
        assert (answer.status_code, list(errors_of(answer))) == (422, ["unit"])


def test_an_improvement_that_is_not_there_is_not_taken_over(coach: ApiClient, unit: str) -> None:
    nothing = {"id": "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"}
    assert coach.adopt(nothing, unit, "known").status_code == 404
    assert coach.get(f"/{nothing['id']}/adoptions").status_code == 404


def test_once_merged_the_other_is_named(coach: ApiClient, unit: str, another: str) -> None:
    thing, target = coach.propose(unit), coach.propose(unit)
    coach.move(thing, "merged", into=target["id"])
    answer = coach.adopt(thing, another, "known")
    assert answer.status_code == 409
    assert target["id"] in answer.get_json()["detail"]


LEADS = {"lead of the unit", "coach", "administrator", "client of the unit"}


def somebody(site: Site, who: str, unit: str, elsewhere: str) -> Principal:
    return {
        "member": site.principal("member", home_unit=unit),
        "lead of the unit": site.principal("unit_lead", units=(unit,)),
        "lead of another unit": site.principal("unit_lead", home_unit=elsewhere),
        "division leader": site.principal("division_leader", divisions=("SURG", "MED")),
        "coach": site.principal("coach"),
        "administrator": site.principal("admin"),
        "client of the unit": site.principal("integration", kind="client", units=(unit,)),
        "client of another unit": site.principal("integration", "coach", kind="client", units=(elsewhere,)),
        "training client": site.principal("training", kind="client"),
    }[who]


@pytest.mark.parametrize(
    "who",
    [
        *sorted(LEADS),
        "member",
        "lead of another unit",
        "division leader",
        "client of another unit",
        "training client",
    ],
)
def test_who_may_bring_a_unit_into_which_stage(site: Site, coach: ApiClient, unit: str, another: str, who: str) -> None:
    asker = api_as(site, somebody(site, who, another, unit))
    nothing = who in {"client of another unit", "training client"}
    for stage in VERBS:
        allowed = who in LEADS or (stage in {"known", "interested"} and not nothing)
        answer = asker.adopt(coach.propose(unit), another, stage, reason="So it is")
        assert answer.status_code == (201 if allowed else 403), stage


def test_what_a_lead_has_decided_a_member_does_not_take_back(
    site: Site, coach: ApiClient, unit: str, another: str
) -> None:
    thing, member = coach.propose(unit), api_as(site, site.principal("member", home_unit=another))
    member.adopted(thing, another, "interested")
    coach.adopted(thing, another, "implemented")
    assert member.adopt(thing, another, "known").status_code == 403
    assert member.adopt(thing, another, "implemented", adapted="Mine").status_code == 403
    assert coach.adoptions(thing)[0]["stage"] == "implemented"


def test_the_same_key_answers_as_the_first_time(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    path, body = f"/{thing['id']}/adoptions", {"unit": another, "stage": "testing"}
    first, second = (coach.post(body, path, Idempotency_Key=f"a-{unit}") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.text, first.headers["Location"]) == (second.text, second.headers["Location"])
    assert len(told(site, thing, "adoption")) == 1


def test_eight_at_once_make_one_adoption_a_unit(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    clients = [ApiClient(site, coach.headers) for _ in range(8)]
    answers = at_once([lambda client=client: client.adopt(thing, another, "testing") for client in clients])
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.get_json()["id"] for answer in answers}) == 1
    assert len(told(site, thing, "adoption")) == 1


def end(site: Site, unit: str) -> None:
    """The unit is no more from today on."""
    known = site.runtime.known.directory().units[unit]
    period = {"division": known.periods[0].division, "from": START, "until": now().date().isoformat()}
    site.tell(("unit.changed", unit, {"code": unit, "name": known.name, "periods": [period]}))
    until(lambda: site.runtime.known.directory().division_on(unit, now().date()) is None)


def test_an_adoption_of_a_unit_that_has_ended_stays_and_may_be_stopped(
    site: Site, coach: ApiClient, unit: str, another: str
) -> None:
    thing = coach.propose(unit)
    coach.adopted(thing, another, "implemented")
    end(site, another)
    (kept,) = coach.adoptions(thing)
    assert (kept["unit"], kept["division"], kept["stage"]) == (another, None, "implemented")
    assert coach.adopt(coach.propose(unit), another, "known").status_code == 422
    assert coach.adopted(thing, another, "stopped", reason="The unit was closed")["stage"] == "stopped"
