"""What becomes of each step between two drawings."""

from typing import Any

from services.observations.streams.changes import changes


def told(name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 (a step's fields)
    blank = {"wait_before_minutes": None, "process_minutes": None, "complete_accurate_percent": None}
    return {"name": name, **blank, "value": None, "done_by": None, "systems": [], "dead_end": False, **more}


def outcome(earlier: str, later: str) -> list[tuple[str, str]]:
    found = changes([told(name) for name in earlier], [told(name) for name in later])
    return [(each.name, each.kind) for each in found]


def test_a_new_step_stands_after_the_one_that_it_stands_behind() -> None:
    assert outcome("AB", "ACB") == [("A", "same"), ("C", "new"), ("B", "same")]
    assert outcome("AB", "CDAB")[:2] == [("C", "new"), ("D", "new")]
    assert outcome("AB", "CD") == [("C", "new"), ("D", "new"), ("A", "dropped"), ("B", "dropped")]


def test_the_order_alone_changes_no_step() -> None:
    assert outcome("ABC", "CBA") == [("A", "same"), ("B", "same"), ("C", "same")]


def test_a_step_is_the_same_one_however_its_name_is_spelled() -> None:
    assert outcome("a", "A") == [("A", "same")]


def test_numbers_and_words_of_a_step_that_differ_are_named() -> None:
    (change,) = changes([told("A", process_minutes=5)], [told("A", process_minutes=0, dead_end=True, systems=["X"])])
    assert (change.kind, change.fields) == ("changed", ("process_minutes", "systems", "dead_end"))
