"""Notes that a browser kept, groups, and what is stated anew, on each kind of database."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from services.kernel.errors import Conflict
from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.observations import restating
from services.observations.noting import groups, operations, queries
from services.observations.noting.groups import Kind, Place
from services.observations.noting.queries import Filter
from services.observations.walks.operations import plan_walk
from tests.services.kernel import life
from tests.services.observations.noting import lives

NOTE = "0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70"
FIELDS = {"unit": "W1", "waste": "waiting", "description": "The patient waits."}


def hand_in(runtime: Runtime, principal: Principal, fields: dict[str, Any]) -> tuple[str, str, int]:
    with runtime.work() as work:
        made, codings = operations.note_observation(work, principal, life.DIRECTORY, fields, identifier=NOTE)
    return made.id, made.description, len(codings)


def test_a_kept_note_is_taken_once_and_answered_unchanged_for_ever(runtime: Runtime) -> None:
    first = hand_in(runtime, lives.SOMEBODY, FIELDS)
    assert first == (NOTE, "The patient waits.", 1)
    assert hand_in(runtime, lives.SOMEBODY, FIELDS | {"description": "Another"}) == first
    with runtime.database.reading() as session:
        assert queries.number(session) == 1
    assert len(life.outbox(runtime)) == 1


def test_a_kept_note_of_somebody_else_is_refused(runtime: Runtime) -> None:
    hand_in(runtime, lives.SOMEBODY, FIELDS)
    with pytest.raises(Conflict):
        hand_in(runtime, replace(lives.SOMEBODY, id="p-other"), FIELDS)


def test_groups_are_of_one_waste_in_one_unit_wherever_in_the_work_without_an_improvement(runtime: Runtime) -> None:
    led = lives.note(runtime, minutes_lost=1000.0)
    lives.tell(runtime, lives.raised("a", [led]))
    for times in (2.0, 3.0):
        lives.note(runtime, minutes_lost=10.0, times_per_week=times)
    first, last = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 5))
    lives.note(runtime, minutes_lost=7.0, seen_at=first)
    lives.note(runtime, times_per_week=5.0, value_stream="Discharge", step="Letter")
    member = lives.note(runtime, waste="motion", seen_at=last)
    lives.note(runtime, unit="W2")
    with runtime.database.reading() as session:
        found = groups.groups(session, Filter())
        by_kind = {each.kind: (each.places, each.minutes_a_week, each.minutes_once) for each in found}
        nowhere, letter = Place(None, None), Place("Discharge", "Letter")
        assert by_kind == {
            Kind("W1", "motion"): ({nowhere: 1}, 0, 0),
            Kind("W1", "waiting"): ({nowhere: 3, letter: 1}, 50, 7),
            Kind("W2", "waiting"): ({nowhere: 1}, 0, 0),
        }
        days = {each.kind: (each.first, each.last) for each in found}
        assert days[Kind("W1", "motion")] == (last, last)
        assert days[Kind("W1", "waiting")][0] == first < days[Kind("W1", "waiting")][1]
        assert [each.id for each in groups.members(session, Filter(), Kind("W1", "motion"), 9)] == [member]
        assert len(groups.members(session, Filter(), Kind("W1", "waiting"), 3)) == 3
        assert groups.groups(session, Filter(units=["W2"], waste="motion")) == []
        counted = [queries.count(session, each) for each in (Filter(), Filter().unimproved(), Filter(improved=True))]
    assert counted == [7, 6, 1]


def test_everything_is_stated_anew_and_counted(runtime: Runtime) -> None:
    noted = lives.note(runtime)
    with runtime.work() as work:
        fields = {"date": work.now.date(), "place": "Ward", "units": ["W1"], "people": ["Anna"]}
        walk = plan_walk(work, lives.SOMEBODY, life.DIRECTORY, fields)
    with runtime.work() as work:
        assert restating.restate(work) | {"value_stream": set()} == {
            "observation": {noted},
            "walk": {walk.id},
            "value_stream": set(),
        }
        work.commit()
    with runtime.database.reading() as session:
        assert restating.recorded(session) | {"value_stream": 0} == {"observation": 1, "walk": 1, "value_stream": 0}
        assert queries.one(session, noted)[0].version == 2
    kinds = [each.envelope.partition('"type":"org.leanstream.')[2].partition(".v1")[0] for each in life.outbox(runtime)]
    assert sorted(kinds) == ["observation.noted", "observation.restated", "walk.planned", "walk.restated"]
