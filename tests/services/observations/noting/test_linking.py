"""Observations come to name the first improvement that came of them, and tell the others so."""

import json
from typing import Any

from sqlalchemy import select

from services.kernel import tables
from services.kernel.service import Runtime
from services.observations.noting import linking, queries
from services.observations.noting.model import Observation
from tests.services.kernel import life
from tests.services.observations.noting import lives


def named(runtime: Runtime, identifier: str) -> tuple[str | None, int]:
    """The improvement an observation names, and its version."""
    with runtime.database.reading() as session:
        found, _ = queries.one(session, identifier)
    return found.improvement, found.version


def linked(runtime: Runtime) -> list[dict[str, Any]]:
    """What the events told of links, in order."""
    with runtime.database.reading() as session:
        told = [json.loads(text) for text in session.scalars(select(tables.outbox.c.envelope).order_by("id"))]
    return [event["data"] for event in told if event["type"] == "org.leanstream.observation.linked.v1"]


def test_each_is_linked_once_and_the_others_stay(runtime: Runtime) -> None:
    first, second, untouched = (lives.note(runtime) for _ in range(3))
    lives.tell(runtime, lives.raised("a", [first, second, "an id that is nobody's"]))
    for _ in range(2):
        linking.link(runtime)
    assert [named(runtime, each) for each in (first, second, untouched)] == [("a", 2), ("a", 2), (None, 1)]
    told = linked(runtime)
    assert [(each["improvement"], each["improved_at"]) for each in told] == [("a", "2026-01-10T08:00:00Z")] * 2
    assert told[0]["actor"] == lives.SOMEBODY.id


def test_more_than_a_batch_are_all_linked(runtime: Runtime) -> None:
    noted = [lives.note(runtime) for _ in range(5)]
    lives.tell(runtime, lives.raised("a", noted))
    with runtime.database.reading() as session:
        assert linking.unlinked(session, most=2) == sorted(noted)[:2]
    linking.link(runtime)
    with runtime.database.reading() as session:
        assert linking.unlinked(session) == []
        assert set(session.scalars(select(Observation.improvement))) == {"a"}


def test_the_first_proposed_holds_even_when_it_is_told_last(runtime: Runtime) -> None:
    noted = lives.note(runtime)
    lives.tell(runtime, lives.raised("b", [noted], proposed_at="2026-03-01T00:00:00Z"))
    linking.link(runtime)
    lives.tell(runtime, lives.raised("c", [noted], proposed_at="2026-04-01T00:00:00Z"))
    linking.link(runtime)
    assert named(runtime, noted) == ("b", 2)
    lives.tell(runtime, lives.raised("a", [noted], proposed_at="2026-02-01T00:00:00Z"))
    linking.link(runtime)
    assert named(runtime, noted) == ("a", 3)


def test_where_it_is_withdrawn_the_next_or_none_takes_its_place(runtime: Runtime) -> None:
    noted = lives.note(runtime)
    lives.tell(runtime, lives.raised("a", [noted]))
    lives.tell(runtime, lives.raised("b", [noted], proposed_at="2026-03-01T00:00:00Z"))
    linking.link(runtime)
    for gone, next_one in (("a", "b"), ("b", None)):
        lives.tell(runtime, lives.withdrawn(gone))
        linking.link(runtime)
        assert named(runtime, noted)[0] == next_one
    assert [each["improvement"] for each in linked(runtime)] == ["a", "b", None]
    assert linked(runtime)[-1]["improved_at"] is None


def test_what_becomes_of_an_improvement_later_links_nothing_anew(runtime: Runtime) -> None:
    noted = lives.note(runtime)
    lives.tell(runtime, lives.raised("a", [noted]))
    linking.link(runtime)
    lives.tell(runtime, life.event("a", 2, ("proposed", "accepted"), data={"observations": [noted]}))
    linking.link(runtime)
    assert named(runtime, noted) == ("a", 2)
