"""What a service knows of the organisation follows its events, in whatever order they come."""

import itertools
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from schemas.events import type_of
from services.kernel import tables, units
from services.kernel.clock import now
from services.kernel.database import Database
from services.kernel.identity import Pass, Principal
from services.kernel.known import Known
from services.kernel.projection import Read
from services.kernel.reading import Poison, read
from services.kernel.replicas import Organisation
from services.kernel.units import Directory, Division, Period
from tests.conftest import Region
from tests.services.kernel import life

NAMES = {"sv": "Avdelning", "fi": "Osasto", "en": "Ward"}
MOVED = [{"division": "A", "from": "2015-01-01"}, {"division": "B", "from": "2026-01-01"}]
LATER = "2030-01-01T00:00:00Z"


def told(thing: str, verb: str, subject: str, version: int, data: dict[str, Any], epoch: int = 0) -> Read:
    event = life.event(subject, version, epoch=epoch, type=type_of(thing, verb)) | {"data": data}
    record = life.record(event, topic="organisation")
    found = read(record)
    assert not isinstance(found, Poison), found
    assert found is not None
    return Read(found, record)


def unit(code: str, version: int, periods: Sequence[dict[str, Any]], **more: Any) -> Read:  # noqa: ANN401 (an event's)
    return told("unit", "changed", code, version, {"code": code, "name": NAMES, "periods": list(periods)} | more)


def division(code: str, version: int = 1) -> Read:
    return told("division", "created", code, version, {"code": code, "name": NAMES, "valid_from": "2015-01-01"})


def gone(thing: str, subject: str, version: int = 1, epoch: int = 1) -> Read:
    return told(thing, "withdrawn", subject, version, {"reason": "restored"}, epoch)


@pytest.fixture
def database(region: Region) -> Database:
    return region.runtime(life.SERVICE).database


def fold(database: Database, *batches: Sequence[Read]) -> Directory:
    for batch in batches:
        with database.writing() as connection:
            Organisation().apply(connection, batch)
    with database.reading() as session:
        return units.directory(session)


def test_a_unit_that_moves_leaves_its_past_where_it_was(database: Database) -> None:
    directory = fold(database, [division("A"), division("B"), unit("W1", 1, MOVED[:1])], [unit("W1", 2, MOVED)])
    assert directory.division_on("W1", date(2025, 12, 31)) == "A"
    assert directory.division_on("W1", date(2026, 1, 1)) == "B"
    assert directory.division_on("W1", date(2014, 12, 31)) is None
    assert [each.code for each in directory.in_division("B", date(2026, 2, 1))] == ["W1"]
    assert directory.in_division("A", date(2026, 2, 1)) == []
    assert directory.units["W1"].periods == (
        Period("A", date(2015, 1, 1), date(2026, 1, 1)),
        Period("B", date(2026, 1, 1), None),
    )
    assert directory.divisions["A"] == Division("A", NAMES, date(2015, 1, 1), None)


def test_duplicates_and_reordering_leave_the_newest(database: Database) -> None:
    reads = [unit("W1", 1, MOVED[:1]), unit("W1", 2, MOVED), gone("unit", "W2"), unit("W2", 1, MOVED), division("A")]
    expected = fold(database, reads)
    for order in itertools.islice(itertools.permutations(reads * 2), 0, 3_000_000, 600_000):
        assert fold(database, *[[each] for each in order]) == expected
    shuffled = reads * 3
    random.Random(3).shuffle(shuffled)  # noqa: S311 (an order, not a secret)
    assert fold(database, shuffled) == expected
    assert list(expected.units) == ["W1"]


def test_what_was_withdrawn_stays_out_though_it_comes_late(database: Database) -> None:
    directory = fold(database, [gone("unit", "W1"), gone("division", "A")], [unit("W1", 3, MOVED), division("A")])
    assert directory == Directory()


def test_a_withdrawn_unit_comes_back_with_a_newer_event(database: Database) -> None:
    directory = fold(database, [unit("W1", 1, MOVED)], [gone("unit", "W1")])
    assert directory == Directory()
    back = told("unit", "changed", "W1", 2, {"code": "W1", "name": NAMES, "periods": MOVED}, epoch=1)
    assert fold(database, [back]).division_on("W1", date(2026, 2, 1)) == "B"


def test_two_entries_that_begin_on_one_day_are_no_fault(database: Database) -> None:
    twice = [MOVED[0], MOVED[1], MOVED[1] | {"division": "C"}]
    assert fold(database, [unit("W1", 1, twice)]).division_on("W1", date(2026, 1, 1)) == "C"


def test_a_code_as_long_as_a_subject_may_be_is_no_fault(database: Database) -> None:
    code = "w" * 64
    assert fold(database, [unit(code, 1, MOVED)]).division_on(code, date(2026, 1, 1)) == "B"


def test_a_unit_ends_on_its_last_day(database: Database) -> None:
    directory = fold(database, [unit("W1", 1, [MOVED[0] | {"until": "2020-01-01"}], merged_into="W2")])
    assert directory.division_on("W1", date(2019, 12, 31)) == "A"
    assert directory.division_on("W1", date(2020, 1, 1)) is None
    assert directory.valid_on(date(2020, 1, 1)) == []
    assert directory.units["W1"].merged_into == "W2"


def test_names_fall_back_on_the_code() -> None:
    directory = Directory({}, {"A": Division("A", NAMES, date(2015, 1, 1), None)})
    assert (directory.unit_name("W9", "en"), directory.division_name("A", "fi")) == ("W9", "Osasto")


def held(kind: str, identifier: str, principal: str, issued: datetime) -> Pass:
    who = Principal(kind, principal, "Kim", ("member",))  # type: ignore[arg-type] # person or client
    return Pass(who, identifier, issued, issued, issued + timedelta(hours=10))


def test_sessions_and_tokens_that_were_ended_are_denied(database: Database) -> None:
    known = Known(database, 6)
    moment = datetime(2026, 6, 1, 12, tzinfo=UTC)
    before, after = moment - timedelta(minutes=1), moment + timedelta(minutes=1)
    changed = {"changed_at": moment.isoformat(), "until": LATER}
    token = {"roles": ["integration"], "units": [], "divisions": [], "expires_at": LATER}
    passes = {
        "signed out": held("person", "s1", "kim", after),
        "old role": held("person", "s2", "lee", before),
        "new role": held("person", "s3", "lee", after),
        "revoked": held("client", "c1", "c1", before),
        "in use": held("client", "c2", "c2", before),
    }
    assert not any(known.denied(each) for each in passes.values())
    fold(
        database,
        [
            told("session", "ended", "s1", 1, {"until": LATER}),
            told("person", "changed", "lee", 2, changed),
            told("client", "created", "c2", 1, token),
            told("client", "revoked", "c1", 2, token | {"revoked_at": moment.isoformat()}),
            told("client", "created", "c1", 1, token),
        ],
    )
    known.forget()
    assert {name for name, each in passes.items() if known.denied(each)} == {"signed out", "old role", "revoked"}


def test_a_denial_is_forgotten_when_all_it_denies_has_expired(database: Database) -> None:
    fold(database, [told("session", "ended", "s1", 1, {"until": (now() - timedelta(seconds=1)).isoformat()})])
    assert not Known(database, 6).denied(held("person", "s1", "kim", now()))


def test_the_replica_is_ready_once_every_partition_was_read_to_its_end(database: Database) -> None:
    known = Known(database, 3)
    rows = [{"topic": "organisation", "partition": number, "position": 0} for number in range(3)]
    with database.writing() as connection:
        connection.execute(tables.offset.insert(), rows)
        connection.execute(update(tables.offset).where(tables.offset.c.partition < 2).values(caught_up_at=now()))
        connection.execute(
            tables.offset.insert().values(topic="improvements", partition=0, position=0, caught_up_at=now())
        )
    assert not known.ready()
    with database.writing() as connection:
        connection.execute(update(tables.offset).values(caught_up_at=now()))
    known.forget()
    assert known.ready()


def test_a_unit_that_has_just_come_is_found_at_once(database: Database) -> None:
    known = Known(database, 6)
    assert known.directory() == Directory()
    fold(database, [unit("W1", 1, MOVED)])
    with database.writing() as connection:
        # As the consumer does in the same transaction.
        connection.execute(tables.offset.insert().values(topic="organisation", partition=0, position=1))
    assert known.directory() == Directory()
    assert "W1" in known.directory_with({"W1"}).units
    with database.engine.connect() as connection:
        assert len(connection.execute(select(tables.unit)).all()) == 1
