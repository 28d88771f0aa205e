"""Whatever was told in whatever order, each number of follow-ups opens exactly as many things as it says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

import scorecards
from scorecards import lists
from scorecards.following import queries, reports
from scorecards.following.measures import Followed, counted
from scorecards.following.reports import Report
from scorecards.following.views import asking
from scorecards.reader import Reader
from scorecards.views import asking as plain_asking
from services.kernel import units
from services.kernel.errors import Invalid
from services.kernel.service import Runtime
from services.kernel.web.application import create_app
from tests.conftest import Region
from tests.scorecards.following.following import followed, goal, indicator, perspectives
from tests.scorecards.projections.lives import Batch, deliveries, gone, improvement, unit
from tests.scorecards.projections.worker import empty, worker

TODAY = date(2026, 8, 15)
PIECE = 2
LONG_AGO, MAY = "2015-01-01", "2026-05-10T08:00:00+00:00"
Asked = dict[str, str]
SOLVED, RUNS = ("proposed", "implemented"), ("proposed", "accepted")


@contextmanager
def scorecards_in(folder: Path) -> Iterator[Runtime]:
    """The scorecards by themselves."""
    region = Region("embedded", {"LEANSTREAM_DATA": str(folder)}, Path(), None)
    yield region.runtime(scorecards.SERVICE)
    region.close()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The scorecards of many examples, one after the other."""
    with scorecards_in(tmp_path_factory.mktemp("following")) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def app(table: Runtime) -> Flask:
    return create_app(table)


@contextmanager
def reading(runtime: Runtime) -> Iterator[Reader]:
    """A reader of what was counted so far."""
    with runtime.database.reading() as session:
        yield Reader(session, units.directory(session), "en", TODAY, runtime.settings.zone, island_days=90)


def told(runtime: Runtime, *batches: Batch) -> None:
    """Count these from the beginning."""
    empty(runtime)
    with worker(runtime) as counting:
        for batch in batches:
            counting.count(batch)


def opened(app: Flask, reader: Reader, thing: str, asked: Asked) -> tuple[int, list[str]]:
    """What a number says and the ids of what is behind it, read piece by piece."""
    with app.test_request_context(f"/?{urlencode(asked)}"):
        if thing == "improvements":
            counted = plain_asking.improvements(reader)
            rows, _ = lists.piece(reader.session, counted.rows, 500)
            return counted.number or 0, [row.id for row in rows]
        behind = getattr(asking, thing)(reader)
    found: list[str] = []
    after = None
    while True:
        pieces, after = behind.rows.piece(reader.session, PIECE, after)
        found += [row.id for row in pieces]
        if after is None:
            return behind.number, found


def compare(app: Flask, reader: Reader, it: Followed, place: Asked) -> None:
    """Open every number of one row."""
    asked = [("goals", place | {name: value}, number) for (name, value), number in it.goals.items()]
    asked += [("indicators", place | {name: value}, number) for (name, value), number in it.indicators.items()]
    if "own" not in place:
        asked += [
            ("improvements", place | {"state": state, "serving": "1"}, it.improvements[f"{state}_serving"])
            for state in ("running", "solved")
        ]
    for thing, query, number in asked:
        said, found = opened(app, reader, thing, query)
        assert (said, len(found), len(set(found))) == (number, number, number), (thing, query)


def compare_lines(app: Flask, reader: Reader, report: Report, place: Asked, row: str) -> None:
    """Open every number of a report; its rows come to the whole."""
    compare(app, reader, report.whole, place)
    for line in report.lines:
        compare(app, reader, line.followed, {row: line.code} if line.code else place | {"own": "1"})
    assert reports.total(line.followed for line in report.lines) == report.whole
    assert sum(each.number for each in report.perspectives) == report.whole.open


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(came=deliveries(followed()))
def test_every_number_opens_exactly_what_it_counts(table: Runtime, app: Flask, came: tuple[Batch, list[Batch]]) -> None:
    told(table, *came[1])
    with reading(table) as reader:
        region = reports.region(reader, "?", "own")
        compare_lines(app, reader, region, {}, "division")
        assert reports.answer(reader) == region.whole
        for line in region.lines:
            if line.code:
                division = reports.division(reader, line.code, "?", "own")
                assert division.whole == line.followed
                assert reports.answer(reader, division=line.code) == line.followed
                compare_lines(app, reader, division, {"division": line.code}, "unit")
                for each in division.lines:
                    if each.code:
                        assert reports.unit(reader, each.code).whole == each.followed


# A goal of the unit that continued an earlier one, whose indicators go on; one of the division; one of the region.
TOLD: Batch = [
    unit("U1", 1, ("A", LONG_AGO)),
    unit("U2", 1, ("A", LONG_AGO), ("B", "2026-07-01")),
    perspectives("2025", name="Flow"),
    perspectives("2026", name="Process"),
    goal("old", state="reached", unit="U1", year="2025"),
    goal("new", 2, ("at_risk",), unit="U1", thread="old", due="2026-08-14", improvements=["runs", "solved", "later"]),
    goal("plain", unit="U2", due="2026-08-15", perspective="staff"),
    goal("shared", division="A", due="2026-09-15", improvements=["runs"]),
    goal("ours", year="2024", improvements=["declined", "merged"]),
    goal("next", unit="U1", thread="old", period="2026-Q4", due="2026-08-14", improvements=["other"]),
    goal("gone", unit="U1"),
    gone(goal("gone", unit="U1")),
    indicator("missed", goal="old", unit="U1", values=24, variation="common_cause", assurance="fails"),
    indicator("better", goal="new", unit="U2", values=24, variation="improving", assurance="passes"),
    indicator("early", goal="shared", division="A", values=3, variation="too_early", assurance="too_early"),
    indicator("empty", goal="old", unit="U1", due="2026-08-14"),
    indicator("alone", unit="U2", values=24, variation="concerning", due="2026-08-15"),
    improvement("runs", 1, *((state, MAY) for state in RUNS), unit="U1"),
    improvement("other", 1, *((state, MAY) for state in RUNS), unit="U1"),
    improvement("solved", 1, *((state, MAY) for state in SOLVED), unit="U2"),
    *(improvement(state, 1, ("proposed", MAY), (state, MAY), unit="U1") for state in ("declined", "merged")),
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Reader]]:
    """A region in which each thing happened once."""
    with scorecards_in(tmp_path_factory.mktemp("followed")) as runtime:
        told(runtime, TOLD)
        with reading(runtime) as reader:
            yield create_app(runtime), reader


def test_the_region_is_its_divisions_and_its_own(seen: tuple[Flask, Reader]) -> None:
    region = reports.region(seen[1], "?", "own")
    assert {line.code: line.followed.open for line in region.lines} == {"A": 2, "B": 1, "": 1}
    assert [line.code for line in region.lines] == ["A", "B", ""]
    whole = region.whole
    assert (whole.open, whole.overdue, whole.serving) == (4, 1, 2)
    assert (whole.later, whole.goals["counted", "due_soon"]) == (1, 1)
    assert dict(whole.improvements) == {"running": 2, "running_serving": 1, "solved": 1, "solved_serving": 1}


def test_a_unit_that_moved_takes_its_goals_along(seen: tuple[Flask, Reader]) -> None:
    division = reports.division(seen[1], "A", "?", "own")
    assert {line.code: line.followed.open for line in division.lines} == {"U1": 1, "": 1}
    assert {line.code: line.followed.open for line in reports.division(seen[1], "B", "?", "own").lines} == {"U2": 1}


def test_goals_of_one_thread_share_their_indicators_and_the_gravest_speaks(seen: tuple[Flask, Reader]) -> None:
    app, reader = seen
    assert opened(app, reader, "goals", {"assurance": "fails"}) == (1, ["new"])
    assert opened(app, reader, "goals", {"variation": "improving"}) == (0, [])
    assert opened(app, reader, "goals", {"derived": "red"})[1] == ["new"]
    assert opened(app, reader, "goals", {"counted": "without_indicator"})[1] == ["ours", "plain"]
    assert opened(app, reader, "indicators", {"counted": "of_open_goal"})[1] == ["better", "early", "empty", "missed"]


def test_an_indicator_counts_where_it_is_measured(seen: tuple[Flask, Reader]) -> None:
    app, reader = seen
    assert opened(app, reader, "indicators", {"unit": "U2"})[1] == ["alone", "better"]
    assert opened(app, reader, "indicators", {"counted": "without_data"})[1] == ["empty"]
    assert opened(app, reader, "indicators", {"counted": "late"})[1] == ["empty"]
    assert opened(app, reader, "indicators", {"division": "A", "own": "1"})[1] == ["early"]


def test_a_day_is_in_time_to_its_end(seen: tuple[Flask, Reader]) -> None:
    app, reader = seen
    assert opened(app, reader, "goals", {"counted": "overdue"})[1] == ["new"]
    assert opened(app, reader, "goals", {"counted": "due_soon"})[1] == ["plain"]


def test_a_goal_that_begins_later_is_counted_apart_until_its_period_begins(seen: tuple[Flask, Reader]) -> None:
    app, reader = seen
    assert opened(app, reader, "goals", {"counted": "later"}) == (1, ["next"])
    assert opened(app, reader, "goals", {"unit": "U1"})[1] == ["new"]
    begun = queries.goals(reader.session, date(2026, 10, 1), {("U1", "")})
    assert (Followed(counted(begun["U1", ""])).open, Followed(counted(begun["U1", ""])).later) == (2, 0)


def test_an_improvement_that_nobody_told_of_serves_and_one_that_was_given_up_does_not(
    seen: tuple[Flask, Reader],
) -> None:
    app, reader = seen
    assert opened(app, reader, "improvements", {"serving": "1", "state": "solved"})[1] == ["solved"]
    assert opened(app, reader, "goals", {"counted": "without_improvement"})[1] == ["ours", "plain"]


def test_a_perspective_has_the_name_of_its_year_or_of_the_nearest(seen: tuple[Flask, Reader]) -> None:
    names = queries.perspectives(seen[1].session)
    told_of = [names.name("process", "en", year) for year in ("2024", "2025", "2026", "2027", None)]
    assert told_of == ["Flow", "Flow", "Process", "Process", "Process"]
    assert (names.name("process", "fi"), names.name("staff", "en")) == ("Prosessi", "Staff")
    assert names.name("of another region", "en") == "of another region"


@pytest.mark.parametrize(
    ("thing", "asked", "field"),
    [
        ("goals", {"counted": "late"}, "counted"),
        ("goals", {"derived": "blue"}, "derived"),
        ("indicators", {"variation": "no_indicator"}, "variation"),
        ("improvements", {"serving": "1", "state": "proposed"}, "state"),
        ("improvements", {"serving": "1", "spread": "island"}, "serving"),
    ],
)
def test_a_number_that_no_scorecard_shows_is_refused(
    seen: tuple[Flask, Reader], thing: str, asked: Asked, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        opened(*seen, thing, asked)
    assert list(refused.value.errors) == [field]


def test_every_number_opens_what_it_counts_in_each_mode(region: Region) -> None:
    runtime = region.runtime(scorecards.SERVICE)
    told(runtime, TOLD)
    app = create_app(runtime)
    with reading(runtime) as reader:
        compare_lines(app, reader, reports.region(reader, "?", "own"), {}, "division")
        compare_lines(app, reader, reports.division(reader, "A", "?", "own"), {"division": "A"}, "unit")
