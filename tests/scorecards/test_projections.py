"""Whatever order and however often events come, the tables are what a plain fold over all of them gives."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

import scorecards
from schemas.events import type_of
from schemas.vocabulary import WASTES
from scorecards.measures import changes, month_of
from scorecards.model import LIVE
from scorecards.projections import Improvements
from scorecards.projections.places import Look
from scorecards.projections.things import packed, unpacked
from services.improvements import model
from services.kernel.projection import Read
from services.kernel.reading import Poison, read
from services.kernel.service import Runtime
from tests.conftest import Region
from tests.services.kernel import life

Told = dict[str, Any]
START = datetime(2026, 1, 10, 8, tzinfo=UTC)


@pytest.fixture
def runtime(region: Region) -> Runtime:
    return region.runtime(scorecards.SERVICE)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The scorecards of many examples, one after the other."""
    region = Region("embedded", {"LEANSTREAM_DATA": str(tmp_path_factory.mktemp("lives"))}, Path(), None)
    yield region.runtime(scorecards.SERVICE)
    region.close()


def fold(runtime: Runtime, *batches: Sequence[Told]) -> None:
    """Fold batches of events as the consumer does."""
    projection = Improvements(runtime.settings.zone, Look())
    with runtime.database.writing() as connection:
        for batch in batches:
            reads: list[Read] = []
            for told in batch:
                record = life.record(told)
                event = read(record)
                assert event is not None
                assert not isinstance(event, Poison), event.reason
                reads.append(Read(event, record))
            projection.apply(connection, reads)


@st.composite
def lives(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[Told]:
    """Every event of some improvements that went through allowed states, moved, were edited, merged, stated anew."""
    events: list[Told] = []
    for number in range(draw(st.integers(1, 4))):
        periods = [("proposed", START)]
        version = epoch = 0
        shown: Told = {"unit": "W1"}
        for _ in range(draw(st.integers(1, 8))):
            version += 1
            if version > 1 and draw(st.booleans()) and (following := model.FOLLOWING[periods[-1][0]]):
                later = periods[-1][1] + timedelta(days=draw(st.integers(0, 80)))
                periods.append((draw(st.sampled_from(following)), later))
            if draw(st.integers(0, 9)) == 0:
                epoch, version = epoch + 1, 1
            shown = shown | {
                "unit": draw(st.sampled_from([shown["unit"], "W2"])),
                "waste": draw(st.sampled_from([None, *WASTES[:2]])),
                "value_stream": draw(st.sampled_from([None, "Stroke"])),
            }
            told = [{"state": state, "from": moment.isoformat()} for state, moment in periods]
            data = shown | {"state": periods[-1][0], "periods": told}
            events.append(life.event(f"idea-{number}", version, epoch=epoch, data=data))
    return events


@st.composite
def deliveries(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[list[Told], list[list[Told]]]:
    """All events, and how they came: some twice, out of order, in batches of any size."""
    events = draw(lives())
    again = draw(st.lists(st.sampled_from(events), max_size=6))
    order = draw(st.permutations(events + again)) if draw(st.booleans()) else events + again
    batches: list[list[Told]] = []
    while order:
        size = draw(st.integers(1, 6))
        batches.append(order[:size])
        order = order[size:]
    return events, batches


def expected(runtime: Runtime, events: Sequence[Told]) -> tuple[Counter[Any], Counter[Any], dict[str, str]]:
    """The counts and states of a plain fold: each thing as its newest event has it."""
    newest: dict[str, Told] = {}
    for each in sorted(events, key=lambda each: each["sequence"]):
        newest[each["subject"]] = each
    tally: Counter[Any] = Counter()
    change: Counter[Any] = Counter()
    states: dict[str, str] = {}
    for subject, each in newest.items():
        data = each["data"]
        if data["state"] == "merged":
            continue
        states[subject] = data["state"]
        tally[data["unit"], "all", "", data["state"]] += 1
        for dimension in ("waste", "value_stream"):
            if data[dimension]:
                tally[data["unit"], dimension, data[dimension], data["state"]] += 1
        months = [
            (month_of(datetime.fromisoformat(period["from"]), runtime.settings.zone), period["state"])
            for period in data["periods"]
        ]
        for (month, state), number in changes(months).items():
            change[data["unit"], month, state] += number
    return nonzero(tally), nonzero(change), states


def nonzero(counts: Counter[Any]) -> Counter[Any]:
    return Counter({key: number for key, number in counts.items() if number})


def kept(runtime: Runtime) -> tuple[Counter[Any], Counter[Any], dict[str, str]]:
    """The same from the tables."""
    with runtime.database.engine.connect() as connection:
        tally = {tuple(row[:4]): row.number for row in connection.execute(select(LIVE.tally))}
        change = {tuple(row[:3]): row.number for row in connection.execute(select(LIVE.change))}
        improvement = LIVE.improvement.c
        states = connection.execute(select(improvement.id, improvement.state).where(improvement.counted))
        return nonzero(Counter(tally)), nonzero(Counter(change)), {row[0]: row[1] for row in states}


def places(runtime: Runtime) -> set[tuple[str, str]]:
    """Subject and sequence of every event that is kept as evidence."""
    with runtime.database.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(select(LIVE.event.c.subject, LIVE.event.c.sequence))}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(came=deliveries())
def test_the_tables_equal_a_plain_fold_over_all_events(
    table: Runtime, came: tuple[list[Told], list[list[Told]]]
) -> None:
    events, batches = came
    with table.database.writing() as connection:
        for each in LIVE.each():
            connection.execute(each.delete())
    fold(table, *batches)
    assert kept(table) == expected(table, events)
    assert places(table) == {(each["subject"], each["sequence"]) for each in events}


def test_a_large_batch_is_counted_like_single_events(runtime: Runtime) -> None:
    states = ("proposed", "accepted", "testing")
    events = [
        life.event(
            f"idea-{number}",
            version,
            states[:version],
            data={"unit": f"W{number % 3}", "waste": "motion", "value_stream": None},
        )
        for number in range(300)
        for version in range(1, 1 + number % 3 + 1)
    ]
    fold(runtime, events, events[::-1], events[::7])
    assert kept(runtime) == expected(runtime, events)
    assert len(places(runtime)) == len(events)


@pytest.fixture
def gone() -> Told:
    """What a restore says of an improvement that its database lacks."""
    told = life.event("idea", 1, epoch=1, type=type_of("improvement", "withdrawn"))
    return told | {"data": {"reason": "restored"}}


def test_what_was_withdrawn_is_in_no_count(runtime: Runtime, gone: Told) -> None:
    fold(runtime, [life.event("idea", 3)], [gone, gone], [gone, life.event("idea", 4)])
    assert kept(runtime) == (Counter(), Counter(), {})


@pytest.mark.parametrize("with_it", [False, True])
def test_what_was_withdrawn_stays_out_though_it_is_new_here(runtime: Runtime, gone: Told, with_it: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    first = [life.event("idea", 2), gone] if with_it else [gone]
    fold(runtime, first, [gone], [life.event("idea", 3)])
    assert kept(runtime) == (Counter(), Counter(), {})


def test_a_month_is_that_of_the_regions_time_zone(runtime: Runtime) -> None:
    late = [{"state": "proposed", "from": "2026-01-31T23:30:00+00:00"}]
    fold(runtime, [life.event("idea", 1, data={"periods": late})])
    with runtime.database.engine.connect() as connection:
        assert list(connection.execute(select(LIVE.change.c.month)).scalars()) == [2026 * 12 + 1]


def test_poison_without_a_sequence_makes_incomplete_until_a_newer_event(runtime: Runtime) -> None:
    fold(runtime, [life.event("idea", 1), life.event("other", 1)])
    poison = [
        Poison(life.record(b"?"), "broken", None, "improvement", "idea", None),
        Poison(life.record(b"?"), "older", None, "improvement", "other", "000000-000000000001"),
        Poison(life.record(b"?"), "another thing", None, "unit", "other", None),
    ]
    with runtime.database.writing() as connection:
        Improvements(runtime.settings.zone, Look()).spoil(connection, poison)
    improvement = LIVE.improvement.c
    with runtime.database.engine.connect() as connection:
        assert list(connection.execute(select(improvement.id).where(improvement.incomplete)).scalars()) == ["idea"]
    fold(runtime, [life.event("idea", 2)])
    with runtime.database.writing() as connection:
        assert connection.execute(update(LIVE.improvement).where(improvement.incomplete).values(title="")).rowcount == 0


def test_periods_are_unpacked_as_they_were_packed() -> None:
    periods = ((24310, "proposed"), (24311, "accepted"))
    assert unpacked(packed(periods)) == periods
