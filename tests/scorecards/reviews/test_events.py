"""Reviews are told to others, survive a rebuild, and come back from the log when the database has lost them."""

import json
from typing import Any

from sqlalchemy import delete, select

from schemas import events
from scorecards.rebuilding import rebuild
from scorecards.reviews.model import Review
from scorecards.reviews.operations import restate
from scorecards.reviews.regaining import regain
from services.kernel.eventlog.abstract import Message
from tests.scorecards.reviews.leaders import WHOLE, Division, Leader
from tests.services.kernel.web.site import Site, until

TOPIC = "scorecards"


def told(site: Site, identifier: str) -> list[dict[str, Any]]:
    """Every event about a review, as it lies in the log."""
    lying = [json.loads(record.value) for records in site.log.replay([TOPIC]) for record in records]
    return [each for each in lying if each["subject"] == identifier]


def verbs(site: Site, identifier: str) -> list[str]:
    return [each["type"].split(".")[3] for each in told(site, identifier)]


def lived(site: Site, division: Division) -> list[dict[str, Any]]:
    """Two reviews of a division that have been through everything, the older first; all is in the log."""
    leader = division.leader()
    division.running(1)
    first = leader.open(division, "2026-Q3", **WHOLE)
    leader.change(first, {"question": "And why here?", "actions": [{"what": "Ask the patients"}]})
    leader.mark(first, 0)
    second = leader.open(division, "2026-Q4")
    leader.mark(second, 0)
    leader.mark(second, 0, "undone")
    until(lambda: len(told(site, first["id"])) == 3 and len(told(site, second["id"])) == 3)
    return [leader.get(first), leader.get(second)]


def forget(site: Site, *reviews: dict[str, Any]) -> None:
    """Take reviews out of the database, as an older backup would."""
    with site.runtimes[TOPIC].database.writing() as connection:
        connection.execute(delete(Review).where(Review.id.in_([each["id"] for each in reviews])))


def kept(site: Site, review: dict[str, Any]) -> dict[str, Any]:
    """Every column of a review."""
    with site.runtimes[TOPIC].database.engine.connect() as connection:
        row = connection.execute(select(Review.__table__).where(Review.id == review["id"])).one()
    return row._asdict()


def test_each_change_is_told_once_with_the_whole_state(site: Site, division: Division) -> None:
    first, second = lived(site, division)
    assert verbs(site, first["id"]) == ["opened", "changed", "action_done"]
    assert verbs(site, second["id"]) == ["opened", "action_done", "action_undone"]
    newest = told(site, first["id"])[-1]
    assert newest["partitionkey"] == first["id"]
    assert newest["sequence"].endswith("000003")
    data = newest["data"]
    assert (data["division"], data["period"], data["question"]) == (division.code, "2026-Q3", "And why here?")
    assert data["actions"] == first["actions"]
    assert {"row": "", "figure": "running", "number": 1} in data["seen"]
    assert {"row": division.units[0], "figure": "accepted", "number": 1} in data["seen"]
    assert "Kim" not in json.dumps(newest)


def test_what_changes_nothing_is_not_told(site: Site, division: Division, leader: Leader) -> None:
    review = leader.open(division, **WHOLE)
    leader.change(review, {"decision": WHOLE["decision"]})
    leader.mark(review, 0, "undone")
    leader.mark(review, 0)
    until(lambda: len(told(site, review["id"])) == 2)
    assert verbs(site, review["id"]) == ["opened", "action_done"]


def test_a_repeated_request_opens_one_review_and_tells_it_once(site: Site, division: Division, leader: Leader) -> None:
    sent = [leader.send("POST", division.path, {"period": "2026-11"}, Idempotency_Key="once") for _ in range(2)]
    assert [each.status_code for each in sent] == [201, 201]
    assert sent[0].json == sent[1].json
    review = sent[0].json
    leader.mark(leader.open(division, "2026-12", **WHOLE), 0)
    until(lambda: verbs(site, review["id"]))
    assert verbs(site, review["id"]) == ["opened"]


def test_a_rebuild_changes_no_review(site: Site, division: Division) -> None:
    reviews = lived(site, division)
    before = [kept(site, each) for each in reviews]
    assert rebuild(site.runtimes[TOPIC], site.log) == []
    assert [kept(site, each) for each in reviews] == before


def test_reviews_that_the_database_lacks_are_regained_whole(site: Site, division: Division) -> None:
    reviews = lived(site, division)
    before = [kept(site, each) for each in reviews]
    forget(site, *reviews)
    assert regain(site.runtimes[TOPIC], site.log) == 2
    after = [kept(site, each) for each in reviews]
    for old, new in zip(before, after, strict=True):
        # When it was recorded, not the moment before in which it began.
        assert abs((old.pop("changed_at") - new.pop("changed_at")).total_seconds()) < 60
        assert new == old
    assert regain(site.runtimes[TOPIC], site.log) == 0


def test_regaining_leaves_those_that_are_there_as_they_are(site: Site, division: Division, leader: Leader) -> None:
    first, second = lived(site, division)
    forget(site, first, second)
    there = leader.open(division, second["period"], decision="Opened since")
    assert regain(site.runtimes[TOPIC], site.log) == 1
    assert leader.get(there) == there
    assert leader.get(first)["question"] == "And why here?"
    assert [each["id"] for each in leader.send("GET", division.path).json["items"]] == [there["id"], first["id"]]


def test_what_was_withdrawn_is_not_regained(site: Site, division: Division, leader: Leader) -> None:
    review = leader.open(division)
    until(lambda: told(site, review["id"]))
    (opened,) = told(site, review["id"])
    withdrawn = opened | {
        "type": events.type_of("review", "withdrawn"),
        "sequence": "000001-000000000001",
        "data": {"reason": "restored"},
    }
    with site.log.publisher() as publisher:
        assert publisher.publish([Message(TOPIC, review["id"], json.dumps(withdrawn).encode())]) == [None]
    forget(site, review)
    assert regain(site.runtimes[TOPIC], site.log) == 0


def test_after_a_restore_every_review_is_stated_anew(site: Site, division: Division) -> None:
    reviews = lived(site, division)
    with site.runtimes[TOPIC].work() as work:
        present = restate(work)
        work.commit()
    assert {each["id"] for each in reviews} <= present["review"]
    until(lambda: all("restated" in verbs(site, each["id"]) for each in reviews))
    newest = told(site, reviews[0]["id"])[-1]
    assert newest["data"]["actions"] == reviews[0]["actions"]
    assert division.leader().get(reviews[0])["version"] == 4
