"""Opening a review, writing on in it, and what happens to its actions."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.scorecards.reviews.leaders import API, WHOLE, Division, Leader
from tests.services.kernel.web.site import Site

NUMBER = "19121212-1212"


def test_a_review_keeps_what_the_scorecard_says_at_that_moment(division: Division, leader: Leader) -> None:
    division.running(2)
    answer = leader.send("POST", division.path, {"period": "2026-q4", **WHOLE})
    assert answer.status_code == 201
    review = answer.json
    assert answer.headers["Location"] == f"{API}/reviews/{review['id']}"
    assert answer.headers["ETag"] == '"1"'
    assert (review["division"], review["period"], review["question"]) == (division.code, "2026-Q4", WHOLE["question"])
    assert review["opened_by"] == "Kim Berg"
    now, seen = division.scorecard(), review["seen"]
    assert seen["figures"]["running"] == now["running"] == 2
    assert seen["figures"].items() >= now["by_state"].items()
    assert seen["events"].keys() == now["events"].keys()
    assert seen["as_of"]
    assert [row["code"] for row in seen["units"]] == division.units
    for row, unit in zip(seen["units"], now["units"], strict=True):
        told = unit | {name: told for name, told in unit["spread"].items() if not isinstance(told, dict)}
        shared = row["figures"].keys() & told.keys()
        assert {"running", "accepted", "islands", "given", "unanswered"} <= shared
        assert {name: row["figures"][name] for name in shared} == {name: told[name] for name in shared}
    (action,) = review["actions"]
    assert (action["what"], action["who"], action["due"]) == tuple(WHOLE["actions"][0].values())
    assert (action["done_at"], action["carried_from"]) == (None, None)


def test_what_is_counted_later_changes_nothing_that_was_seen(division: Division, leader: Leader) -> None:
    division.running(1)
    before = leader.open(division, "2026-10")
    division.running(2)
    assert leader.get(before) == before
    assert leader.open(division, "2026-11")["seen"]["figures"]["running"] == 3


def test_a_period_has_one_review_and_the_second_is_told_where_the_first_is(division: Division, leader: Leader) -> None:
    first = leader.open(division)
    answer = leader.send("POST", division.path, {"period": "2026-11"})
    assert answer.status_code == 409
    assert first["id"] in answer.json["detail"]
    assert len(leader.send("GET", division.path).json["items"]) == 1


def test_open_actions_follow_and_the_review_before_stays_as_it_was(division: Division, leader: Leader) -> None:
    first = leader.open(division, "2026-09", actions=[{"what": "One"}, {"what": "Two"}])
    assert leader.mark(first, 0).status_code == 200
    first = leader.get(first)
    second = leader.open(division, "2026-10", actions=[{"what": "Three"}])
    assert [action["what"] for action in second["actions"]] == ["Two", "Three"]
    assert second["actions"][0] == first["actions"][1] | {"carried_from": first["id"]}
    assert leader.mark(second, 0).json["actions"][0]["done_at"]
    assert leader.get(first) == first
    third = leader.open(division, "2026-11")
    assert [(each["what"], each["carried_from"]) for each in third["actions"]] == [("Three", second["id"])]


def test_a_region_and_its_divisions_review_apart(site: Site, division: Division, leader: Leader) -> None:
    leader.open(division, actions=[{"what": "For the division"}])
    head = Leader(site, "division_leader")
    known = {each["period"] for each in head.send("GET", f"{API}/region/reviews").json["items"]}
    period = next(f"20{year}" for year in range(30, 90) if f"20{year}" not in known)
    review = head.send("POST", f"{API}/region/reviews", {"period": period}).json
    assert review["division"] is None
    assert "For the division" not in {action["what"] for action in review["actions"]}
    assert division.code in {row["code"] for row in review["seen"]["divisions"]}
    assert head.send("GET", f"{API}/region/reviews?limit=1").json["items"][0]["id"] == review["id"]


def test_marking_an_action_twice_changes_nothing_more_and_can_be_taken_back(division: Division, leader: Leader) -> None:
    review = leader.open(division, **WHOLE)
    first, again = leader.mark(review, 0), leader.mark(review, 0)
    assert (first.headers["ETag"], again.headers["ETag"]) == ('"2"', '"2"')
    assert again.json == first.json
    back = leader.mark(review, 0, "undone")
    assert back.headers["ETag"] == '"3"'
    assert back.json["actions"] == review["actions"]


def test_in_an_older_review_no_action_is_marked_or_added_but_texts_can_be_mended(
    division: Division, leader: Leader
) -> None:
    older = leader.open(division, "2026-10", **WHOLE)
    newer = leader.open(division, "2026-11")
    for answer in (
        leader.mark(older, 0),
        leader.mark(older, 0, "undone"),
        leader.change(older, {"actions": [{"what": "x"}]}),
    ):
        assert answer.status_code == 409
        assert newer["id"] in answer.json["detail"]
    mended = leader.change(older, {"decision": "Each unit looks at two."})
    assert mended.json["decision"] == "Each unit looks at two."
    assert mended.json["actions"] == older["actions"]


def test_texts_change_and_actions_are_added_on_the_version_read(division: Division, leader: Leader) -> None:
    review = leader.open(division, **WHOLE)
    changed = leader.change(review, {"question": " ", "actions": [{"what": "Another", "due": "2027-01-31"}]})
    assert changed.headers["ETag"] == '"2"'
    assert changed.json["question"] is None
    assert changed.json["decision"] == WHOLE["decision"]
    assert [action["what"] for action in changed.json["actions"]] == ["Invite the ward next door", "Another"]
    assert changed.json["seen"] == review["seen"]
    same = leader.change(changed.json, {"decision": WHOLE["decision"]})
    assert (same.status_code, same.headers["ETag"]) == (200, '"2"')
    assert leader.change(review, {"decision": "Too late"}).status_code == 412
    path = f"{API}/reviews/{review['id']}"
    assert leader.send("PATCH", path, {"decision": "Based on nothing"}).status_code == 428
    assert leader.get(review)["decision"] == WHOLE["decision"]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("period", {}),
        ("period", {"period": "2026-13"}),
        ("period", {"period": "november"}),
        ("period", {"period": 2026}),
        ("question", {"period": "2026", "question": f"What of {NUMBER}?"}),
        ("decision", {"period": "2026", "decision": "x" * 2001}),
        ("actions.0.what", {"period": "2026", "actions": [{"who": "Head nurse"}]}),
        ("actions.1.due", {"period": "2026", "actions": [{"what": "a"}, {"what": "b", "due": "soon"}]}),
        ("actions.0.who", {"period": "2026", "actions": [{"what": "a", "who": NUMBER}]}),
        ("actions", {"period": "2026", "actions": [{"what": "a"}] * 41}),
        ("mood", {"period": "2026", "mood": "good"}),
    ],
)
def test_what_cannot_be_taken_is_named_and_nothing_is_opened(
    division: Division, leader: Leader, field: str, body: dict[str, Any]
) -> None:
    answer = leader.send("POST", division.path, body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert NUMBER not in answer.text
    assert leader.send("GET", division.path).json["items"] == []


def test_carried_and_new_actions_together_are_as_many_as_a_review_holds(division: Division, leader: Leader) -> None:
    leader.open(division, "2026-10", actions=[{"what": f"Action {number}"} for number in range(30)])
    eleven = [{"what": f"More {number}"} for number in range(11)]
    assert list(leader.send("POST", division.path, {"period": "2026-11", "actions": eleven}).json["errors"]) == [
        "actions"
    ]
    assert len(leader.open(division, "2026-11", actions=eleven[1:])["actions"]) == 40


def test_texts_that_no_event_could_carry_are_refused_as_too_long(division: Division, leader: Leader) -> None:
    body = {"period": "2026-11", "actions": [{"what": "\N{HOSPITAL}" * 200}] * 40}
    assert list(leader.send("POST", division.path, body).json["errors"]) == ["actions"]


def test_only_who_leads_the_division_the_region_or_everything_writes(site: Site, division: Division) -> None:
    other = Division(site, f"{division.code}X")
    writing = [
        (Leader(site, "coach"), 403),
        (Leader(site, "unit_lead", units=tuple(division.units)), 403),
        (Leader(site, "member"), 403),
        (Leader(site, "division_leader", divisions=(other.code,)), 403),
        (Leader(site, "division_leader", units=tuple(division.units)), 403),
        (Leader(site, "admin", divisions=(other.code,)), 403),
        (Leader(site, "division_leader", divisions=(other.code, division.code)), 201),
        (Leader(site, "division_leader"), 201),
        (Leader(site, "admin"), 201),
    ]
    for number, (who, status) in enumerate(writing, start=1):
        assert who.send("POST", division.path, {"period": f"2026-{number:02}"}).status_code == status, number
    review = division.leader().open(division, "2025", **WHOLE)
    stranger = Leader(site, "division_leader", divisions=(other.code,))
    assert stranger.mark(review, 0).status_code == 403
    assert stranger.change(review, {"decision": "Mine"}).status_code == 403
    assert stranger.send("POST", f"{API}/region/reviews", {"period": "2025"}).status_code == 403
    assert Leader(site, "member").get(review) == review
    assert Leader(site, "training").send("GET", f"{API}/reviews/{review['id']}").status_code == 403


def test_what_is_not_there_is_not_found(site: Site, division: Division, leader: Leader) -> None:
    admin, nowhere = Leader(site, "admin"), "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"
    review = leader.open(division)
    assert admin.send("POST", f"{API}/divisions/NONE/reviews", {"period": "2026"}).status_code == 404
    assert admin.send("GET", f"{API}/divisions/NONE/reviews").status_code == 404
    assert admin.send("GET", f"{API}/reviews/{nowhere}").status_code == 404
    assert leader.send("POST", f"{API}/reviews/{review['id']}/actions/{nowhere}/done").status_code == 404


def test_a_list_comes_newest_first_in_pieces_without_repeating(division: Division, leader: Leader) -> None:
    made = [leader.open(division, f"2026-{month:02}")["id"] for month in range(1, 6)]
    path, seen = f"{division.path}?limit=2", []
    while path:
        answer = leader.send("GET", path)
        seen += [each["id"] for each in answer.json["items"]]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert seen == made[::-1]


@pytest.mark.parametrize("cursor", ["x", "WyJhIiwgImIiXQ", "WyIyMDI2LTAxLTAxIiwgImIiXQ"])
def test_a_cursor_of_another_is_refused(division: Division, leader: Leader, cursor: str) -> None:
    answer = leader.send("GET", f"{division.path}?cursor={cursor}")
    assert list(answer.json["errors"]) == ["cursor"]


def at_once(*acts: Callable[[], int]) -> list[int]:
    """Do several things at the same moment; answers their statuses, lowest first."""
    statuses: list[int] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], int]) -> None:
        start.wait()
        statuses.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_of_two_who_open_at_once_one_does_and_the_other_is_told(division: Division) -> None:
    leaders = [division.leader() for _ in range(4)]
    opened = [
        lambda each=each: each.send("POST", division.path, {"period": "2026-11"}).status_code  # type: ignore[misc] # bound at once
        for each in leaders
    ]
    assert at_once(*opened) == [201, 409, 409, 409]


def test_an_open_action_follows_once_however_many_open_at_once(division: Division, leader: Leader) -> None:
    first = leader.open(division, "2025", actions=[{"what": "Once"}])
    leaders = [division.leader() for _ in range(3)]
    opened = [
        lambda each=each, month=month: each.send("POST", division.path, {"period": f"2026-0{month}"}).status_code  # type: ignore[misc] # as above
        for month, each in enumerate(leaders, start=1)
    ]
    assert at_once(*opened) == [201, 201, 201]
    items = leader.send("GET", division.path).json["items"][::-1]
    assert [each["actions"][0]["carried_from"] for each in items] == [None, *(each["id"] for each in items[:-1])]
    assert {each["actions"][0]["id"] for each in items} == {first["actions"][0]["id"]}


def test_of_two_who_change_the_same_version_one_is_told_to_read_again(division: Division, leader: Leader) -> None:
    review = leader.open(division)
    leaders = [division.leader() for _ in range(3)]
    changed = [
        lambda each=each, text=text: each.change(review, {"decision": f"Decision {text}"}).status_code  # type: ignore[misc] # as above
        for text, each in enumerate(leaders)
    ]
    assert at_once(*changed) == [200, 412, 412]
    assert leader.get(review)["version"] == 2
