"""Same problem here: counted once a unit, taken back as easily, and no part of the improvement's version."""

from typing import Any

import pytest

from services.improvements.taps import queries
from tests.services.improvements.client import ApiClient, api_as, at_once, errors_of, told
from tests.services.kernel.web.site import Site


def test_a_tap_counts_each_unit_once(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing, third = coach.propose(unit), site.free_unit()
    assert coach.tap(thing, another).get_json() == {"count": 1, "units": [another]}
    assert coach.tap(thing, another).get_json() == {"count": 1, "units": [another]}
    both = {"count": 2, "units": sorted([another, third])}
    assert coach.tap(thing, third).get_json() == both
    assert coach.get(f"/{thing['id']}/same-problem").get_json() == both
    read = coach.get(f"/{thing['id']}")
    assert (read.get_json()["same_problem"], read.headers["ETag"]) == (2, '"1"')
    assert [each["same_problem"] for piece in coach.walk(unit=unit) for each in piece] == [2]
    assert [(each["verb"], each["unit"], each["version"]) for each in told(site, thing, "same_problem")] == [
        ("told", another, 1),
        ("told", third, 1),
    ]


def test_it_is_taken_back_and_told_again_as_the_same_tap(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    coach.tap(thing, another)
    for _ in range(2):
        answer = coach.untap(thing, another)
        assert (answer.status_code, answer.get_json()) == (200, {"count": 0, "units": []})
    assert coach.get(f"/{thing['id']}").get_json()["same_problem"] == 0
    coach.tap(thing, another)
    events = told(site, thing, "same_problem")
    assert [(each["verb"], each["version"]) for each in events] == [("told", 1), ("taken_back", 2), ("told", 3)]
    assert len({each["subject"] for each in events}) == 1
    assert [each["taken_back_at"] is None for each in events] == [True, False, True]
    assert events[2]["since"] > events[0]["since"]


def test_the_unit_may_stand_in_the_address_of_a_delete(coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    coach.tap(thing, another)
    answer = coach.send("DELETE", f"/{thing['id']}/same-problem", query_string={"unit": another})
    assert (answer.status_code, answer.get_json()["count"]) == (200, 0)
    answer = coach.send("DELETE", f"/{thing['id']}/same-problem")
    assert (answer.status_code, list(errors_of(answer))) == (422, ["unit"])


def test_taking_back_what_was_never_told_changes_nothing(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    assert coach.untap(thing, another).get_json() == {"count": 0, "units": []}
    assert told(site, thing, "same_problem") == []


@pytest.mark.parametrize(
    "body", [{}, {"unit": "NOWHERE"}, {"unit": None}, {"unit": ["E01"]}, {"unit": "19121212-1212"}]
)
def test_a_unit_that_is_none_is_refused(coach: ApiClient, unit: str, body: dict[str, Any]) -> None:
    answer = coach.post(body, f"/{coach.propose(unit)['id']}/same-problem")
    assert (answer.status_code, list(errors_of(answer))) == (422, ["unit"])


def test_where_it_comes_from_has_the_problem_anyway(coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit, origins=[another])
    for home in (unit, another):
        answer = coach.tap(thing, home)
        assert (answer.status_code, list(errors_of(answer))) == (422, ["unit"])


def test_an_improvement_that_is_not_there_has_no_taps(coach: ApiClient, unit: str) -> None:
    nothing = {"id": "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"}
    assert coach.tap(nothing, unit).status_code == 404
    assert coach.untap(nothing, unit).status_code == 404
    assert coach.get(f"/{nothing['id']}/same-problem").status_code == 404


def test_people_tap_for_any_unit_and_clients_for_theirs(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    member = api_as(site, site.principal("member", home_unit=unit))
    assert (member.tap(thing, another).status_code, member.untap(thing, another).status_code) == (200, 200)
    own = ApiClient(site, site.bearer("integration", units=(another,)))
    assert (own.tap(thing, another).status_code, own.untap(thing, another).status_code) == (200, 200)
    foreign = ApiClient(site, site.bearer("integration", units=("E60",)))
    assert (foreign.tap(thing, another).status_code, foreign.untap(thing, another).status_code) == (403, 403)
    training = ApiClient(site, site.bearer("training"))
    assert training.tap(thing, another).status_code == 403


def test_eight_taps_at_once_count_once(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    clients = [ApiClient(site, coach.headers) for _ in range(8)]
    answers = at_once([lambda client=client: client.tap(thing, another) for client in clients])
    assert [answer.get_json() for answer in answers] == [{"count": 1, "units": [another]}] * 8
    assert coach.get(f"/{thing['id']}").get_json()["same_problem"] == 1
    assert len(told(site, thing, "same_problem")) == 1


def test_eight_units_at_once_are_eight(site: Site, coach: ApiClient, unit: str) -> None:
    thing, codes = coach.propose(unit), [site.free_unit() for _ in range(8)]
    clients = [ApiClient(site, coach.headers) for _ in codes]
    at_once(
        [lambda client=client, code=code: client.tap(thing, code) for client, code in zip(clients, codes, strict=True)]
    )
    assert coach.get(f"/{thing['id']}/same-problem").get_json() == {"count": 8, "units": sorted(codes)}
    assert coach.get(f"/{thing['id']}").get_json()["same_problem"] == 8


def test_the_same_key_answers_as_the_first_time(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    thing = coach.propose(unit)
    path, key = f"/{thing['id']}/same-problem", {"Idempotency_Key": f"t-{unit}"}
    first = coach.post({"unit": another}, path, **key)
    coach.tap(thing, site.free_unit())
    assert coach.post({"unit": another}, path, **key).get_json() == first.get_json() == {"count": 1, "units": [another]}


def test_many_are_counted_in_one_look(site: Site, coach: ApiClient, unit: str, another: str) -> None:
    tapped, untapped = coach.propose(unit), coach.propose(unit)
    coach.tap(tapped, another)
    with site.runtime.database.reading() as session:
        assert queries.counts(session, [tapped["id"], untapped["id"]]) == {tapped["id"]: 1, untapped["id"]: 0}
