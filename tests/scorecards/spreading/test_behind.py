"""Whatever was told in whatever order, each number of a scorecard opens exactly as many rows as it says."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import update

import scorecards
from scorecards import behind, lists, reports
from scorecards.model import BORDERS
from scorecards.places import UNKNOWN
from scorecards.reader import Reader
from scorecards.reports import Line, Report
from scorecards.spreading import reports as spreading
from scorecards.views import asking
from services.kernel import tables, units
from services.kernel.service import Runtime
from services.kernel.web.application import create_app
from tests.conftest import Region
from tests.scorecards.projections.lives import Batch, adoption, deliveries, improvement, tap, unit
from tests.scorecards.projections.worker import empty, worker

TODAY = date(2026, 11, 22)
PIECE = 2
Number = tuple[str, dict[str, str], int]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The scorecards of many examples, one after the other."""
    region = Region("embedded", {"LEANSTREAM_DATA": str(tmp_path_factory.mktemp("lives"))}, Path(), None)
    yield region.runtime(scorecards.SERVICE)
    region.close()


@contextmanager
def reading(runtime: Runtime) -> Iterator[Reader]:
    """A reader of what was counted so far, on TODAY: made-up events say nothing of how far the log was read."""
    with runtime.database.writing() as connection:
        connection.execute(update(tables.offset).values(as_of=None))
    with runtime.database.reading() as session:
        yield Reader(session, units.directory(session), "en", TODAY, runtime.settings.zone, island_days=90)


def opened(app: Flask, reader: Reader, what: str, asked: Mapping[str, str]) -> tuple[int | None, list[str]]:
    """What a number says and the ids behind it, read piece by piece."""
    ask = {"improvements": asking.improvements, "adoptions": asking.adoptions}[what]
    with app.test_request_context(f"/?{urlencode(asked)}"):
        behind = ask(reader)
    found: list[str] = []
    after = None
    while True:
        rows, after = lists.piece(reader.session, behind.rows, PIECE, lists.Order(after))
        found += [row.id for row in rows]
        if after is None:
            return behind.number, found


def figures(it: Report | Line, place: dict[str, str]) -> Iterator[Number]:
    """Every number of a region, a division or a unit: what it opens, how, and what it says."""
    for state, number in it.figures.items():
        yield "improvements", {"state": state, **place}, number
    told = it.spread.figures
    yield "improvements", {"spread": "relevant", **place}, told["relevant_solved"]
    yield "improvements", {"spread": "spread", **place}, told["relevant_spread"]
    yield "improvements", {"spread": "island", **place}, it.spread.islands
    for demand in ("unanswered", "answered"):
        yield "improvements", {"spread": demand, **place}, told[demand]
    for border in BORDERS:
        yield "improvements", {"state": "solved", "spread": border, **place}, it.spread.solved[border]
        yield "improvements", {"state": "running", "spread": border, **place}, it.spread.running[border]
    where = {name: code for name, code in place.items() if name == "unit"}
    for side in ("given", "received"):
        whose = {f"{side}_by": place["division"]} if place else {}
        yield "adoptions", whose | where, told[side]
        yield "adoptions", whose | where | {"across": "1"}, told[f"{side}_across"]


def numbers(reader: Reader) -> Iterator[Number]:
    """Every number of every scorecard."""
    region = reports.region(reader, "?")
    yield from figures(region, {})
    for line in region.lines:
        yield from figures(line, {"division": line.code})
        division = reports.division(reader, line.code, "?")
        assert (division.figures, division.spread) == (line.figures, line.spread)
        for each in division.lines:
            yield from figures(each, {"division": line.code, "unit": each.code})
            alone = reports.unit(reader, each.code)
            assert (alone.figures, alone.spread) == (each.figures, each.spread)
    matrix = spreading.matrix(reader, "?")
    assert (matrix.total, matrix.across) == (
        region.spread.figures["given"],
        region.spread.figures["given_across"],
    )
    for giver, _ in matrix.divisions:
        yield "adoptions", {"origin_division": giver}, matrix.given(giver)
        yield "adoptions", {"division": giver}, matrix.received(giver)
        for receiver, _ in matrix.divisions:
            yield "adoptions", {"origin_division": giver, "division": receiver}, matrix.number(giver, receiver)


def compare(runtime: Runtime) -> None:
    """Open every number."""
    app = create_app(runtime)
    with reading(runtime) as reader:
        for what, asked, number in numbers(reader):
            said, found = opened(app, reader, what, asked)
            assert (said, len(found), len(set(found))) == (number, number, number), (what, asked)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(came=deliveries())
def test_every_number_opens_exactly_what_it_counts(table: Runtime, came: tuple[Batch, list[Batch]]) -> None:
    empty(table)
    with worker(table) as counting:
        for batch in came[1]:
            counting.count(batch)
    compare(table)


@pytest.fixture
def runtime(region: Region) -> Runtime:
    """The scorecards in each mode."""
    return region.runtime(scorecards.SERVICE)


SOLVED = (("proposed", "2026-01-31T11:00:00+00:00"), ("implemented", "2026-03-15T11:00:00+00:00"))
TOLD = [
    unit("U1", 1, ("A", "2015-01-01")),
    unit("U2", 1, ("A", "2015-01-01")),
    unit("U3", 1, ("B", "2015-01-01")),
    improvement("spread", 1, *SOLVED, relevant_units=["U3"], value_stream="Stroke"),
    improvement("island", 1, *SOLVED, relevant_units=["U2"]),
    improvement("plain", 1, *SOLVED, unit="U2", value_stream="Stroke"),
    improvement("wanted", 1, SOLVED[0], unit="U3", value_stream="Stroke"),
    adoption("spread", "U3", 1, ("implemented", "2026-06-30T11:00:00+00:00"), learned_from="U1"),
    adoption("spread", "U2", 1, ("known", "2026-06-30T11:00:00+00:00")),
    tap("wanted", "U1", 1),
    tap("plain", "U3", 1),
]


@pytest.fixture
def told(runtime: Runtime) -> Runtime:
    """A region in which little has spread, and all that there is to see has happened once."""
    with worker(runtime) as counting:
        counting.count(TOLD)
    return runtime


def test_every_number_opens_what_it_counts_in_each_mode(told: Runtime) -> None:
    compare(told)


def test_what_has_stood_longest_comes_in_the_opposite_order(told: Runtime) -> None:
    with reading(told) as reader:
        rows = behind.improvements(["U1", "U2"], ["implemented"])
        newest, _ = lists.piece(reader.session, rows, 5)
        longest: list[str] = []
        order = lists.Order(oldest_first=True)
        while True:
            piece, after = lists.piece(reader.session, rows, 1, order)
            longest += [row.id for row in piece]
            if after is None:
                break
            order = lists.Order(after, oldest_first=True)
    assert longest == [row.id for row in newest][::-1] == ["island", "plain", "spread"]


def test_an_island_is_one_on_the_day_that_everything_is_counted_to(told: Runtime) -> None:
    with reading(told) as reader:
        assert reader.island_since == date(2026, 8, 24)
    with told.database.writing() as connection:
        connection.execute(update(tables.offset).values(as_of=datetime(2026, 6, 12, 22, 30, tzinfo=UTC)))
    with told.database.reading() as session:
        counted = Reader(session, units.directory(session), "en", TODAY, told.settings.zone, island_days=90)
        # Half past midnight in the region: ninety days after the fifteenth of March.
        assert counted.island_since == date(2026, 3, 15)
        assert reports.region(counted, "?").spread.islands == 1


def test_islands_spread_and_demand_are_counted_where_they_belong(told: Runtime) -> None:
    with reading(told) as reader:
        lines = {line.code: line.spread.public() | {"islands": line.spread.islands} for line in _lines(reader)}
    seen = ("islands", "relevant_solved", "spread", "rate_percent", "given_across", "received", "unanswered")
    assert {code: [line.get(name) for name in seen] for code, line in lines.items()} == {
        "A": [1, 2, 1, 50.0, 1, 0, 1],
        "B": [0, 0, 0, None, 0, 1, 0],
    }
    assert lines["B"]["answered"] == 1


def _lines(reader: Reader) -> list[Line]:
    return reports.region(reader, "?").lines


def test_a_unit_sees_answers_to_its_problems_then_what_is_useful_then_its_value_streams(told: Runtime) -> None:
    with reading(told) as reader:
        offers = {code: [(each.id, each.because) for each in spreading.offers(reader, code)] for code in ("U2", "U3")}
        some = spreading.offers(reader, "U3", most=1)
    # What a unit has taken over, or knows and has not tried, is not the same: it still may.
    assert offers["U2"] == [("island", "relevant"), ("spread", "value_stream")]
    assert offers["U3"] == [("plain", "same_problem")]
    assert [each.id for each in some] == ["plain"]


def test_adoptions_stand_in_their_month(told: Runtime) -> None:
    june = 2026 * 12 + 5
    with reading(told) as reader:
        given_by = spreading.monthly(reader, spreading.GIVEN, [june - 1, june])
        received_by = spreading.monthly(reader, spreading.RECEIVED, [june - 1, june], "B")
    assert (given_by, received_by) == ({"A": [0, 1]}, {"B": [0, 1]})


def test_what_nobody_has_told_a_division_of_is_in_the_matrix_as_unknown(runtime: Runtime) -> None:
    with worker(runtime) as counting:
        counting.count([each for each in TOLD if each["subject"] not in {"U1", "U2", "U3"}])
    with reading(runtime) as reader:
        matrix = spreading.matrix(reader, "Unknown")
        app = create_app(runtime)
        assert opened(app, reader, "adoptions", {"origin_division": UNKNOWN}) == (1, ["spread-U3"])
    assert (matrix.divisions, matrix.numbers) == ([(UNKNOWN, "Unknown")], {(UNKNOWN, UNKNOWN): 1})


@pytest.mark.parametrize(
    ("what", "asked", "field"),
    [
        ("improvements", {"spread": "island", "state": "implemented"}, "spread"),
        ("improvements", {"spread": "region", "state": "testing"}, "state"),
        ("improvements", {"spread": "region", "benefit": "time"}, "spread"),
        ("improvements", {"benefit": "time", "state": "declined"}, "state"),
        ("adoptions", {"given_by": "A", "received_by": "B"}, "received_by"),
        ("adoptions", {"unit": "U1"}, "unit"),
        ("adoptions", {"division": "A", "across": "1"}, "division"),
    ],
)
def test_a_number_that_no_scorecard_shows_is_refused(
    table: Runtime, what: str, asked: dict[str, Any], field: str
) -> None:
    with reading(table) as reader, pytest.raises(asking.Invalid) as refused:
        opened(create_app(table), reader, what, asked)
    assert list(refused.value.errors) == [field]
