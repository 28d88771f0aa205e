"""Letters have room: stacks keep their distance and their order, texts are shortened at their ends."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.followups.charts.lettering import WIDE, stacked

HEIGHTS = st.lists(st.floats(0, 100), min_size=1, max_size=5)


@settings(max_examples=30)
@given(HEIGHTS)
def test_a_stack_keeps_its_distance_and_order_within_its_bounds(wanted: list[float]) -> None:
    places = stacked(wanted, 20, 0, 100)
    ordered = sorted(places)
    assert all(below - above >= 20 - 1e-9 for above, below in pairwise(ordered))
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in places)
    for one, at in zip(wanted, places, strict=True):
        assert all(at < place for other, place in zip(wanted, places, strict=True) if one < other)


def test_what_has_room_does_not_move() -> None:
    assert stacked([80, 10, 40], 20, 0, 100) == [80, 10, 40]


def test_a_crowd_spreads_about_its_middle() -> None:
    assert stacked([50, 50, 50], 10, 0, 100) == pytest.approx([40, 50, 60])


def test_a_stack_without_room_shares_what_there_is() -> None:
    assert stacked([0, 0, 0], 80, 0, 100) == pytest.approx([0, 50, 100])


def test_nothing_stacks_to_nothing() -> None:
    assert stacked([], 10, 0, 100) == []


@pytest.mark.parametrize(("letters", "shown"), [(40, "New triage room"), (10, "New triag…"), (5, "New…"), (3, "")])
def test_a_text_is_shortened_to_its_room(letters: int, shown: str) -> None:
    assert WIDE.shortened("New triage room", WIDE.width("x") * letters + 0.1) == shown
