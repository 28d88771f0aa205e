"""Goals, follow-ups and perspectives written and read by the operations themselves, on each kind of database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from schemas.periods import parse
from schemas.perspectives import EXAMPLES
from services.followups import restating
from services.followups.following import operations as following
from services.followups.following import queries as followed
from services.followups.following import timing
from services.followups.goals import breaking, loading, model, opening, operations, queries
from services.followups.goals.loading import Told
from services.followups.goals.queries import Filter
from services.followups.perspectives import operations as perspectives
from services.followups.perspectives import queries as worded
from services.followups.replica import queries as replica
from services.followups.replica.projection import Improvements
from services.kernel import reading
from services.kernel.errors import Stale
from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.kernel.units import Directory, Division
from tests.services.kernel import life

LEADER = Principal("person", "p-leader", "Robin Ek", ("division_leader",))
DIRECTORY = Directory(life.DIRECTORY.units, {"medicine": Division("medicine", life.NAMES, date(2015, 1, 1), None)})
SERVES = "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"


def record(runtime: Runtime, set_at: datetime | None = None, **more: Any) -> str:  # noqa: ANN401 (any field)
    fields: Mapping[str, Any] = {"title": "Shorter waits", "perspective": "process", "period": parse("2025")}
    with runtime.work() as work:
        told = operations.record_goal(work, LEADER, DIRECTORY, {**fields, **more}, set_at=set_at)
        work.commit(told)
    return told.goal.id


def test_a_goal_lives_from_setting_to_the_next_period(alone: Runtime) -> None:
    began = datetime(2025, 1, 7, tzinfo=UTC)
    region = record(alone, began, improvements=[SERVES])
    division = record(alone, began, division="medicine", part_of=region)
    with alone.database.reading() as session:
        assert queries.one(session, region).due == date(2025, 5, 14)
    with alone.work() as work:
        said = {"goal": division, "period": parse("2025-T1"), "status": "on_track", "comment": "Fine"}
        written = following.record_follow_up(work, LEADER, DIRECTORY, said, written_at=datetime(2025, 5, 9, tzinfo=UTC))
        work.commit(written)
    with alone.work() as work:
        following.edit_follow_up(work, LEADER, DIRECTORY, written.id, 1, {"status": "at_risk"})
    with alone.work() as work:
        parts = breaking.break_down(work, LEADER, DIRECTORY, division, ["W1", "W2"], measured=True)
    with alone.work() as work:
        asked = {"period": parse("2025"), "into": parse("2026"), "unit": None, "division": "medicine"}
        (going_on,) = opening.open_coming(work, LEADER, DIRECTORY, asked)
    with alone.database.reading() as session:
        (told,) = loading.told_of(session, [queries.one(session, division)])
        assert (told.goal.version, told.goal.due) == (3, date(2025, 9, 14))
        assert [(each.status, each.updated_at.year) for each in told.follow_ups] == [
            ("at_risk", datetime.now(UTC).year)
        ]
        assert [each.status for each in followed.earlier(session, written.id)] == ["on_track"]
        assert {each.id for each in queries.parts(session, division)} == {each.goal.id for each in parts}
        assert queries.next_of(session, division) == queries.one(session, going_on.goal.id)
        assert going_on.goal.thread == division
        # The region has not gone on yet: what goes on before it stays with the goal that it has.
        assert going_on.goal.part_of == region
        assert queries.count(session, Filter(units=["W1"], division="medicine")) == 3
        assert queries.count(session, Filter(improvement=SERVES, level="region")) == 1
        assert queries.most_pressing(session, Filter(), 1)[0].due == date(2025, 5, 14)
        assert [each.id for each in followed.newest(session, followed.Filter(units=[], division="medicine"), 5)[0]] == [
            written.id
        ]


def test_a_year_followed_up_before_its_end_does_not_silence_the_rest_of_it(alone: Runtime) -> None:
    goal = record(alone, datetime(2025, 1, 7, tzinfo=UTC), follow_up_every="quarter")

    def follow_up(period: str, status: str, written_at: datetime) -> Told:
        said = {"goal": goal, "period": parse(period), "status": status, "comment": "As it is"}
        with alone.work() as work:
            work.commit(following.record_follow_up(work, LEADER, DIRECTORY, said, written_at=written_at))
        with alone.database.reading() as session:
            return loading.told_of(session, [queries.one(session, goal)])[0]

    told = follow_up("2025", "on_track", datetime(2025, 5, 9, tzinfo=UTC))
    assert (told.goal.due, told.newest and told.newest.status) == (date(2025, 7, 14), "on_track")
    told = follow_up("2025-Q2", "off_track", datetime(2025, 7, 2, tzinfo=UTC))
    assert (told.goal.due, told.newest and told.newest.status) == (date(2025, 10, 14), "off_track")
    told = follow_up("2025-Q1", "reached", datetime(2025, 7, 2, tzinfo=UTC))
    assert told.newest
    assert told.newest.status == "off_track"
    state = model.public_state(told.goal, told.follow_ups, [], "p")
    assert [each["period"] for each in state["followed_up"]] == ["2025-Q1", "2025", "2025-Q2"]
    assert [each.text for each in timing.to_write(told.goal, [], date(2025, 8, 1))] == ["2025-Q1", "2025-Q2", "2025-Q3"]
    assert [each.text for each in timing.to_write(told.goal, [], date(2026, 1, 1))][-1] == "2025"
    # What is said of the whole year once it has ended is said of its last day.
    with alone.work() as work:
        whole = next(each.id for each in told.follow_ups if each.period == "2025")
        following.edit_follow_up(work, LEADER, DIRECTORY, whole, None, {"status": "reached"})
    with alone.database.reading() as session:
        (told,) = loading.told_of(session, [queries.one(session, goal)])
        assert (told.goal.due, told.newest and told.newest.period) == (None, "2025")


# Where writers queue at one lock, as on SQLite, the second sees what the first wrote.
@pytest.mark.parametrize("alone", ["postgresql"], indirect=True)
def test_of_two_who_word_a_year_first_the_second_is_told(alone: Runtime) -> None:
    # Somebody else: whose name is not kept yet, it is locked until the one who writes it commits.
    faster = replace(LEADER, id="p-faster")

    def first(*_: object) -> None:
        with alone.work() as work:
            perspectives.word_perspectives(work, faster, 2045, 0, EXAMPLES["goals"], {})

    with alone.work() as second:
        event.listen(second.session, "before_flush", first, once=True)
        with pytest.raises(Stale) as told:
            perspectives.word_perspectives(second, LEADER, 2045, 0, EXAMPLES["balanced"], {})
        assert told.value.present == 1


def test_everything_is_stated_anew_and_counted(alone: Runtime) -> None:
    goal = record(alone)
    with alone.work() as work:
        perspectives.word_perspectives(work, LEADER, 2040, 0, EXAMPLES["goals"], {})
    with alone.work() as work:
        seen = restating.restate(work)
        work.commit()
    with alone.database.reading() as session:
        counted = restating.recorded(session)
        assert {thing: len(subjects) for thing, subjects in seen.items()} == counted
        assert queries.one(session, goal).version == 2
        held = worded.worded(session).of(2041)
        assert (held.taken_from, held.codes) == (2040, ["health", "care", "work", "economy"])
        assert [each.version for each in worded.wordings(session, 2040)] == [1]
    assert (goal in seen["goal"], "2040" in seen["perspectives"]) == (True, True)


def test_improvements_are_known_by_their_events(alone: Runtime) -> None:
    told = [
        life.event("a", 2, ("proposed", "accepted")),
        life.event("b", 2, ("proposed", "declined")),
        life.event("c", 1),
    ]
    gone = life.event("d", 1) | {"type": "org.leanstream.improvement.withdrawn.v1", "data": {"reason": "restored"}}
    records = [life.record(each, offset) for offset, each in enumerate([*told, gone])]
    with alone.database.writing() as connection:
        Improvements().fold(connection, [(each, reading.read(each)) for each in records])
    with alone.database.reading() as session:
        assert replica.known(session, ["a", "b", "d", "x"]).keys() == {"a", "b"}
        assert [each.id for each in replica.alive(session, ["W1"], 9)] == ["a"]
        assert replica.alive(session, ["W2"], 9) == []
