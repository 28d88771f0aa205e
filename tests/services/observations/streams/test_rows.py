"""Steps in a form: typed, added, moved, removed, and what follows what."""

from typing import Any

import pytest
from hypothesis import given, settings

from services.observations.arithmetic import Step, predecessors
from services.observations.streams.model import measures_of
from services.observations.streams.views import rows
from tests.services.observations.arithmetic.maps import maps

Row = dict[str, str]


def typed(*names: str) -> dict[str, str]:
    return rows.named([{"name": name} for name in names])


def names(found: list[Row]) -> list[str]:
    return [row.get("name", "") for row in found]


def steps_of(found: list[Row]) -> list[dict[str, Any]]:
    return [{"name": row["name"], "after": [], "dead_end": bool(row.get("dead_end"))} for row in found]


@pytest.mark.parametrize(
    ("do", "after", "at"),
    [
        ("add", ["A", "B", "C", ""], 3),
        ("up.1", ["B", "A", "C"], 0),
        ("up.0", ["A", "B", "C"], 0),
        ("down.1", ["A", "C", "B"], 2),
        ("down.2", ["A", "B", "C"], 2),
        ("remove.1", ["A", "C"], 0),
        ("remove.7", ["A", "B", "C"], 0),
        ("dance.1", ["A", "B", "C"], 1),
        ("up.x", ["A", "B", "C"], 0),
    ],
)
def test_a_button_changes_the_rows_and_nothing_else(do: str, after: list[str], at: int) -> None:
    found, place = rows.changed(rows.rows_of(typed("A", "B", "C")), do)
    assert (names(found), place) == (after, at)


def test_the_last_row_leaves_a_blank_one() -> None:
    assert rows.changed([{"name": "A"}], "remove.0")[0] == [{}]


@pytest.mark.parametrize(
    ("order", "names_then"),
    [
        ("", ["A", "B", "C"]),
        ("2,0,1", ["C", "A", "B"]),
        ("2", ["C", "A", "B"]),
        ("2,2,9,x,-1,0", ["C", "A", "B"]),
    ],
)
def test_dragged_rows_come_in_the_order_they_were_left_in(order: str, names_then: list[str]) -> None:
    assert names(rows.rows_of(typed("A", "B", "C") | {"order": order})) == names_then


def test_fields_of_no_row_are_no_rows() -> None:
    assert rows.rows_of({"steps.x.name": "A", "steps.1.secret": "B", "steps.99999.name": "C", "name": "D"}) == []


def test_nobody_sends_a_thousand_rows() -> None:
    assert len(rows.rows_of(typed(*("A" for _ in range(1000))))) == 61


def test_empty_follows_the_one_before_and_dead_ends_hang_on_it() -> None:
    found = [{"name": "A"}, {"name": "Copy", "dead_end": "1"}, {"name": "B"}, {"name": "C", "after": "A; B"}]
    steps = steps_of(found)
    assert rows.with_after(found, steps) is None
    assert [step["after"] for step in steps] == [[], ["A"], ["A"], ["A", "B"]]


def test_a_dash_says_that_work_starts_here() -> None:
    found = [{"name": "A"}, {"name": "B", "after": "\N{EN DASH}"}, {"name": "C", "after": "A; B"}]
    steps = steps_of(found)
    assert rows.with_after(found, steps) is None
    assert [step["after"] for step in steps] == [[], [], ["A", "B"]]


def test_without_anything_said_the_steps_stay_a_line() -> None:
    found = [{"name": "A"}, {"name": "B"}]
    steps = steps_of(found)
    assert rows.with_after(found, steps) is None
    assert [step["after"] for step in steps] == [[], []]


def test_a_map_of_nothing_but_starts_is_told() -> None:
    found = [{"name": "A"}, {"name": "B", "after": "-"}]
    assert rows.with_after(found, steps_of(found)) == 1


def test_a_name_with_a_semicolon_stays_whole() -> None:
    assert rows.names("Round; Letter; copy;", {"letter; copy"}) == ["Round", "Letter; copy"]


@settings(max_examples=40)
@given(maps(gaps=True))
def test_what_a_form_shows_of_a_map_is_the_same_map_when_it_is_sent(steps: list[Step]) -> None:
    told = [
        {
            "name": each.name,
            "process_minutes": each.process_minutes,
            "wait_before_minutes": each.wait_before_minutes,
            "complete_accurate_percent": each.complete_accurate_percent,
            "value": each.value,
            "done_by": None,
            "systems": [],
            "after": list(each.after),
            "dead_end": each.dead_end,
        }
        for each in steps
    ]
    found = rows.rows_of(rows.named(rows.rows_from(told, ",")))
    back = [step | {"after": []} for step in told]
    assert rows.with_after(found, back) is None
    assert predecessors(measures_of(back)) == predecessors(steps)
