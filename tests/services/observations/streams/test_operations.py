"""Value streams on both kinds of databases: the history they come with, and stated anew after a restore."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from services.kernel import migration
from services.kernel.errors import Conflict, Invalid
from services.kernel.service import Runtime
from services.kernel.settings import Settings
from services.observations import SERVICE
from services.observations.streams import operations, queries
from services.observations.streams.model import KEY_LENGTH, MOST_DRAWINGS
from services.observations.streams.operations import Earlier
from services.observations.streams.queries import Filter
from tests.services.observations.streams.drawn import COACH, WHOLE, directory, step

UNITS = directory("W1", "W2")
BLANK = {
    "complete_accurate_percent": None,
    "value": None,
    "done_by": None,
    "systems": [],
    "after": [],
    "dead_end": False,
}


def whole(name: str, process: float) -> list[dict[str, Any]]:
    return [{**step(name, process), **BLANK}]


def recorded(runtime: Runtime, unit: str = "W1", history: list[Earlier] | None = None, **more: Any) -> str:  # noqa: ANN401 (fields)
    fields = {**WHOLE, "unit": unit, "steps": whole("A", 10), **more}
    with runtime.work() as work:
        made, _ = operations.record_value_stream(work, COACH, UNITS, fields, history)
        identifier = made.id
        work.commit()
    return identifier


def events(runtime: Runtime) -> list[dict[str, Any]]:
    with runtime.database.reading() as session:
        rows = session.execute(text("SELECT envelope FROM outbox ORDER BY id")).scalars()
        return [msgspec.json.decode(each) for each in rows]


def test_a_value_stream_comes_with_its_history(runtime: Runtime) -> None:
    days = [datetime(2025, month, 1, tzinfo=UTC) for month in (1, 6, 9)]
    history = [
        Earlier(kind, whole("A", process), day)
        for kind, process, day in zip(("past", "current", "future"), (30, 20, 10), days, strict=True)
    ]
    identifier = recorded(runtime, history=history)
    with runtime.database.reading() as session:
        stream, drawings = queries.one(session, identifier)
        assert stream.created_at == days[0]
        assert [(each.kind, each.number, each.drawn_at) for each in drawings] == [
            ("past", 1, days[0]),
            ("current", 2, days[1]),
            ("future", 3, days[2]),
        ]
    (event,) = events(runtime)
    assert event["data"]["steps"][0]["process_minutes"] == 20


def test_a_history_is_as_sound_as_a_form(runtime: Runtime) -> None:
    twice = [*whole("A", 1), *whole("a", 1)]
    with runtime.work() as work, pytest.raises(Invalid):
        operations.record_value_stream(
            work, COACH, UNITS, {**WHOLE, "unit": "W1"}, [Earlier("current", twice, work.now)]
        )


def test_everything_is_stated_anew_with_a_newer_version(runtime: Runtime) -> None:
    identifiers = {recorded(runtime), recorded(runtime, "W2")}
    with runtime.work() as work:
        assert operations.restate(work) == identifiers
        work.commit()
    restated = [each for each in events(runtime) if each["type"] == "org.leanstream.value_stream.restated.v1"]
    assert {each["subject"] for each in restated} == identifiers
    assert runtime.service.recorded
    with runtime.database.reading() as session:
        assert runtime.service.recorded(session)["value_stream"] == 2
        assert {queries.one(session, each)[0].version for each in identifiers} == {2}


def test_names_are_grouped_whatever_their_case_and_come_in_pieces(runtime: Runtime) -> None:
    for unit, name in (
        ("W1", "Discharge"),
        ("W2", "DISCHARGE  "),
        ("W2", "Discharge"),
        ("W1", "Referral"),
        ("W1", "Åka hem"),
    ):
        recorded(runtime, unit, name=name)
    with runtime.database.reading() as session:
        first, last = queries.by_name(session, Filter(), 2)
        assert last
        rest, end = queries.by_name(session, Filter(), 2, last[0])
        found = {group.name: (group.units, len(group.streams)) for group in (*first, *rest)}
        assert found == {"Discharge": (2, 3), "Referral": (1, 1), "Åka hem": (1, 1)}
        assert end is None
        ours, _ = queries.by_name(session, Filter(units=["W2"]), 9)
        assert [(group.name, group.units) for group in ours] == [("DISCHARGE  ", 1)]


def test_a_name_whose_key_grows_still_fits(runtime: Runtime) -> None:
    name = "\N{GREEK SMALL LETTER IOTA WITH DIALYTIKA AND TONOS}" * 120
    identifier = recorded(runtime, name=name)
    with runtime.database.reading() as session:
        ((stream, _),) = queries.named(session, name)
    assert stream.id == identifier
    assert len(stream.name_key) == KEY_LENGTH


def test_the_longest_map_drawn_as_often_as_may_be_still_fits_an_event(tmp_path: Path) -> None:
    long = [
        {
            **step(f"{number:02}" + "\N{CJK UNIFIED IDEOGRAPH-4E00}" * 78, 1.2345678912345678, 3.9876543212345678),
            **BLANK,
        }
        for number in range(60)
    ]
    long = [{**each, "value": "nnva", "complete_accurate_percent": 98.7654321} for each in long]
    needs = {"demand": {"quantity": 7.77, "per": "week"}, "available_minutes": 1234.5, "person_minutes": 987.6}
    settings = Settings.read({"LEANSTREAM_SECRET_KEY": "a key of the tests"}, data=tmp_path)
    runtime = Runtime(SERVICE, settings)
    migration.migrate(runtime)
    day = datetime(2025, 1, 1, 1, 1, 1, 123456, tzinfo=UTC)
    history = [Earlier("past", long, day)] * (MOST_DRAWINGS - 1) + [Earlier("current", long, day)]
    identifier = recorded(runtime, history=history, name="\N{CJK UNIFIED IDEOGRAPH-4E00}" * 120, **needs)
    fields = {"kind": "current", "steps": long, "note": None}
    with runtime.work() as work, pytest.raises(Conflict):
        operations.redraw(work, COACH, UNITS, identifier, None, fields)
    runtime.database.close()
