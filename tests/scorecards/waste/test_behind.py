"""Whatever was told in whatever order, each number of waste opens exactly as many observations as it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

import scorecards
from scorecards import lists
from scorecards import reports as scorecard
from scorecards.reader import Reader
from scorecards.reports import month_text
from scorecards.waste import reports
from scorecards.waste.measures import Waste
from scorecards.waste.reports import Report
from scorecards.waste.views import asking
from services.kernel import units
from services.kernel.service import Runtime
from services.kernel.web.application import create_app
from tests.conftest import Region
from tests.scorecards.projections.lives import Batch, deliveries, unit
from tests.scorecards.projections.worker import empty, worker
from tests.scorecards.waste.observing import observation, observed, value_stream

TODAY = date(2026, 8, 15)
PIECE = 2
LONG_AGO = "2015-01-01"
Asked = dict[str, str]


@contextmanager
def scorecards_in(folder: Path) -> Iterator[Runtime]:
    """The scorecards by themselves."""
    region = Region("embedded", {"LEANSTREAM_DATA": str(folder)}, Path(), None)
    yield region.runtime(scorecards.SERVICE)
    region.close()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The scorecards of many examples, one after the other."""
    with scorecards_in(tmp_path_factory.mktemp("waste")) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def app(table: Runtime) -> Flask:
    return create_app(table)


@contextmanager
def reading(runtime: Runtime, today: date = TODAY) -> Iterator[Reader]:
    """A reader of what was counted so far."""
    with runtime.database.reading() as session:
        yield Reader(session, units.directory(session), "en", today, runtime.settings.zone, island_days=90)


def told(runtime: Runtime, *batches: Batch) -> None:
    """Count these from the beginning."""
    empty(runtime)
    with worker(runtime) as counting:
        for batch in batches:
            counting.count(batch)


def opened(app: Flask, reader: Reader, asked: Asked) -> tuple[int, list[dict[str, Any]]]:
    """What a number says and the observations behind it, read piece by piece."""
    with app.test_request_context(f"/?{urlencode(asked)}"):
        behind = asking.observations(reader)
    found: list[dict[str, Any]] = []
    after = None
    while True:
        rows, after = lists.piece(reader.session, behind.rows, PIECE, lists.Order(after))
        found += asking.shown(reader, rows)
        if after is None:
            return behind.number, found


def figures(it: Waste, asked: Asked) -> Iterator[tuple[Asked, int, float | None]]:
    """Every number of some observations: what it opens, how many there are, and what they come to."""
    yield asked, it.number, None
    yield asked | {"counted": "told"}, it.told, it.minutes
    yield asked | {"counted": "weekly_told"}, it.weekly_told, it.weekly
    yield asked | {"counted": "led"}, it.led, None


def numbers(report: Report, place: Asked, row: str) -> Iterator[tuple[Asked, int, float | None]]:
    """Every number of one scorecard of waste."""
    for asked, it in ((place, report.whole), *((place | {row: line.code}, line.waste) for line in report.lines)):
        yield from figures(it, asked)
        yield asked | {"counted": "days"}, it.dated, None
    for line in report.kinds:
        yield from figures(line.waste, place | {"waste": line.code})
    for month, waste in report.history:
        yield from figures(waste, place | {"month": month_text(month)})
    for step in report.steps:
        blank = [name for name in ("value_stream", "step") if not getattr(step, name)]
        names = {"value_stream": step.value_stream, "step": step.step}
        names |= {"unnamed": "both" if len(blank) > 1 else blank[0]} if blank else {}
        yield from figures(step.waste, place | {name: value for name, value in names.items() if value})


def compare(app: Flask, reader: Reader, report: Report, place: Asked, row: str = "unit") -> None:
    """Open every number of one scorecard; its parts come to the whole, each way of dividing it."""
    for asked, number, minutes in numbers(report, place, row):
        if not number and asked:
            # Nothing opens behind zero.
            continue
        said, found = opened(app, reader, asked)
        assert (said, len(found), len({each["id"] for each in found})) == (number, number, number), asked
        if minutes is not None:
            name = "minutes_lost" if asked["counted"] == "told" else "minutes_a_week"
            assert sum(each[name] for each in found) == pytest.approx(minutes), asked
    # A unit has no rows.
    for parts in filter(None, (report.kinds, report.steps, report.lines)):
        assert sum(each.waste.number for each in parts) == report.whole.number
    assert sum(waste.number for _, waste in report.history) == report.whole.number


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(came=deliveries(observed()))
def test_every_number_opens_exactly_what_it_counts(table: Runtime, app: Flask, came: tuple[Batch, list[Batch]]) -> None:
    told(table, *came[1])
    with reading(table) as reader:
        region = reports.region(reader, "?")
        compare(app, reader, region, {}, "division")
        assert scorecard.region(reader, "?").waste == region.whole
        seen = set()
        for line in region.lines:
            division = reports.division(reader, line.code, "?")
            assert (division.whole, division.drawn) == (line.waste, line.maps)
            compare(app, reader, division, {"division": line.code})
            seen |= {each.code for each in division.lines}
        for code in sorted(seen):
            compare(app, reader, reports.unit(reader, code), {"unit": code})


SEEN: Batch = [
    unit("U1", 1, ("A", LONG_AGO), ("B", "2026-04-01")),
    unit("U2", 1, ("A", LONG_AGO)),
    value_stream("map-1", unit="U1", name="Stroke care"),
    value_stream("map-2", unit="U2", name="Hip", kinds=("future",)),
    observation("one", value_stream="map-1", step="Triage", minutes_lost=10, times_per_week=5),
    observation("two", value_stream=" stroke CARE", step="triage", minutes_lost=5, waste="motion"),
    observation("three", unit="U2", value_stream="Stroke care", improvement="x", improved_at="2026-02-14T11:00:00Z"),
    observation("four", unit="U1", seen_at="2026-05-01T11:00:00Z", step="Triage"),
    observation("old", unit="U2", seen_at="2025-08-31T21:00:00Z"),
    observation("young", unit="U2", seen_at="2025-08-31T22:30:00Z"),
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Reader]]:
    """A region in which each thing happened once."""
    with scorecards_in(tmp_path_factory.mktemp("seen")) as runtime:
        told(runtime, SEEN)
        with reading(runtime) as reader:
            yield create_app(runtime), reader


def test_names_and_ids_of_one_value_stream_are_one_under_the_name_of_its_map(seen: tuple[Flask, Reader]) -> None:
    steps = [(each.value_stream, each.step, each.waste.number) for each in reports.region(seen[1], "?").steps]
    assert steps == [("Stroke care", "Triage", 2), ("Stroke care", "", 1), ("", "Triage", 1), ("", "", 1)]


def test_what_was_seen_stays_in_the_division_of_that_day(seen: tuple[Flask, Reader]) -> None:
    _, reader = seen
    lines = {line.code: line.waste.number for line in reports.region(reader, "?").lines}
    assert lines == {"A": 4, "B": 1}
    in_a = {line.code: line.waste.number for line in reports.division(reader, "A", "?").lines}
    assert in_a == {"U1": 2, "U2": 2}
    assert reports.unit(reader, "U1").whole.number == 3
    assert scorecard.division(reader, "B", "?").waste.number == 1


def test_twelve_months_begin_with_their_first_day_in_the_region(seen: tuple[Flask, Reader]) -> None:
    app, reader = seen
    _, found = opened(app, reader, {"unit": "U2"})
    assert [each["id"] for each in found] == ["three", "young"]
    assert opened(app, reader, {"unit": "U2", "month": "2025-08"})[0] == 1


def test_a_step_opens_every_spelling_of_it(seen: tuple[Flask, Reader]) -> None:
    app, reader = seen
    number, found = opened(app, reader, {"value_stream": "STROKE care", "step": "Triage"})
    assert (number, [each["id"] for each in found]) == (2, ["two", "one"])
    assert {each["value_stream"].casefold() for each in found} == {"stroke care"}
    assert opened(app, reader, {"unnamed": "value_stream", "step": "Triage"})[0] == 1


def test_only_maps_with_a_current_drawing_are_drawn(seen: tuple[Flask, Reader]) -> None:
    _, reader = seen
    (drawn,) = reports.division(reader, "B", "?").maps
    assert (drawn.id, drawn.lead_minutes, drawn.activity_ratio_percent) == ("map-1", 3200.5, 12.5)
    assert reports.division(reader, "A", "?").maps == []
    assert {line.code: line.maps for line in reports.region(reader, "?").lines} == {"A": 0, "B": 1}


def test_the_days_until_an_improvement_stand_with_how_many_they_are_of(seen: tuple[Flask, Reader]) -> None:
    whole = reports.region(seen[1], "?").whole
    assert (whole.led, whole.dated, whole.median_days) == (1, 1, 4)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"month": "2026-13"}, "month"),
        ({"month": "9999-12"}, "month"),
        ({"waste": "boredom"}, "waste"),
        ({"waste": "motion", "step": "Triage"}, "step"),
        ({"waste": "motion", "counted": "days"}, "waste"),
        ({"unnamed": "step", "counted": "days"}, "step"),
        ({"counted": "minutes"}, "counted"),
    ],
)
def test_a_number_that_no_scorecard_shows_is_refused(seen: tuple[Flask, Reader], asked: Asked, field: str) -> None:
    with pytest.raises(asking.Invalid) as refused:
        opened(*seen, asked)
    assert list(refused.value.errors) == [field]


def test_a_unit_that_saw_nothing_opens_an_empty_list(seen: tuple[Flask, Reader]) -> None:
    assert opened(*seen, {"unit": "U1", "month": "2026-07"}) == (0, [])


def test_every_number_opens_what_it_counts_in_each_mode(region: Region) -> None:
    runtime = region.runtime(scorecards.SERVICE)
    told(runtime, SEEN)
    app = create_app(runtime)
    with reading(runtime) as reader:
        compare(app, reader, reports.region(reader, "?"), {}, "division")
        compare(app, reader, reports.division(reader, "A", "?"), {"division": "A"})
        compare(app, reader, reports.unit(reader, "U1"), {"unit": "U1"})
