"""The list of observations by the API: filters, pieces, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from services.kernel.clock import now
from tests.services.improvements.client import errors_of
from tests.services.kernel.web.site import Site
from tests.services.observations.client import ObservationsApi, api_as, draw, rows


def ids(coach: ObservationsApi, **query: str) -> list[str]:
    return [each for piece in coach.pieces(**query) for each in piece]


def test_everything_is_met_once_last_seen_first(coach: ObservationsApi, unit: str) -> None:
    same = (now() - timedelta(days=3)).isoformat()
    made = [coach.note(unit, seen_at=same)["id"] for _ in range(4)]
    late = coach.note(unit)["id"]
    early = coach.note(unit, seen_at=(now() - timedelta(days=9)).isoformat())["id"]
    pieces = coach.pieces(unit=unit, limit="2")
    assert [len(piece) for piece in pieces] == [2, 2, 2]
    assert [each for piece in pieces for each in piece] == [late, *sorted(made, reverse=True), early]


def test_each_filter_holds(site: Site, coach: ObservationsApi, unit: str, another: str) -> None:
    walk = coach.plan(unit, another)["id"]
    moved = coach.note(unit, waste="motion", value_stream=f"Care of {unit}", walk=walk)
    here, there = coach.note(unit), coach.note(another, waste="motion", walk=walk)
    assert ids(coach, unit=unit) == [here["id"], moved["id"]]
    assert ids(coach, unit=unit, waste="motion") == [moved["id"]]
    assert ids(coach, walk=walk) == [there["id"], moved["id"]]
    assert ids(coach, value_stream=f"Care of {unit}") == [moved["id"]]
    assert ids(coach, unit=unit, division=here["division"]) == [here["id"], moved["id"]]
    assert ids(coach, unit=unit, division=there["division"]) == []
    assert ids(coach, unit=unit, mine="1") == [here["id"], moved["id"]]
    assert ids(api_as(site, site.principal("member")), unit=unit, mine="1") == []
    assert ids(coach, unit=unit, updated_since=here["updated_at"]) == [here["id"]]


def test_a_value_stream_is_found_by_its_id_and_by_its_name_however_it_was_told(
    site: Site, coach: ObservationsApi, unit: str
) -> None:
    name, stream = f"Hip flow {unit}", draw(site, unit, f"Hip flow {unit}")
    by_name, by_id, other_case = (
        coach.note(unit, value_stream=each)["id"] for each in (name, stream, "something else")
    )
    assert sorted(ids(coach, value_stream=name)) == sorted(ids(coach, value_stream=stream)) == sorted([by_name, by_id])
    assert other_case not in ids(coach, value_stream=name.upper())
    assert sorted(ids(coach, value_stream=name.upper())) == sorted([by_name, by_id])


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"waste": "sloth"}, "waste"),
        ({"unit": ".."}, "unit"),
        ({"walk": "first"}, "walk"),
        ({"improvement": "perhaps"}, "improvement"),
        ({"updated_since": "yesterday"}, "updated_since"),
        ({"limit": "0"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "WyJhIiwiYiJd"}, "cursor"),  # ["a","b"]
        ({"value_stream": "19121212-1212"}, "value_stream"),
        ({"state": "proposed"}, "state"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_named(coach: ObservationsApi, query: dict[str, Any], named: str) -> None:
    answer = coach.get(**query)
    assert answer.status_code == 422
    assert list(errors_of(answer)) == [named]


def test_those_that_led_to_an_improvement_and_the_others(site: Site, coach: ObservationsApi, unit: str) -> None:
    led, waiting = coach.note(unit)["id"], coach.note(unit)["id"]
    with site.runtimes["observations"].database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO improvement VALUES ('i-list', '000000-000000000001', 'T', 'E01', 'proposed', '2026-01-01')"
        )
        connection.exec_driver_sql("INSERT INTO raised VALUES (?, 'i-list')", (led,))
    assert ids(coach, unit=unit, improvement="yes") == [led]
    assert ids(coach, unit=unit, improvement="no") == [waiting]
    assert rows(site, "SELECT count(*) FROM raised WHERE improvement = 'i-list'") == [(1,)]
