"""Times as people write them, and as they are said to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.observations.streams import durations
from services.observations.streams.durations import NotATime


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", None),
        ("   ", None),
        ("25", 25),
        ("0", 0),
        ("12,5", 12.5),
        ("12.5 min", 12.5),
        ("25min.", 25),
        ("3 h", 180),
        ("1,5 h", 90),
        ("2 d", 2880),
        ("1 h 30 min", 90),
        ("2d 4h", 3120),
        ("3 tim", 180),
        ("2 dygn", 2880),
        ("4 tuntia", 240),
        ("2 VRK", 2880),
    ],
)
def test_a_time_is_read_in_minutes(text: str, minutes: float | None) -> None:
    assert durations.read(text, "clock") == minutes


@pytest.mark.parametrize(
    "text", ["soon", "-5", "1 000", "1 30", "5 weeks", "h", "25 min or so", "1e3", "٣ h", "2 h 30"]
)
def test_what_is_no_time_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(NotATime) as refused:
        durations.read(text, "clock")
    assert "25 min" in refused.value.text


def test_a_working_day_has_no_length() -> None:
    with pytest.raises(NotATime) as refused:
        durations.read("2 d", "working")
    assert refused.value.text == durations.NO_DAYS
    assert durations.read("16 h", "working") == 960


@given(st.integers(0, 5_000_000).map(lambda tenths: tenths / 10))
def test_what_a_form_shows_is_read_as_the_same_minutes(minutes: float) -> None:
    for point in (".", ","):
        assert durations.read(durations.typed(minutes, point), "working") == minutes


@pytest.mark.parametrize(
    ("minutes", "basis", "parts"),
    [
        (0, "clock", ((0, "min"),)),
        (59.6, "clock", ((1, "h"),)),
        (90, "clock", ((1, "h"), (30, "min"))),
        (1440, "clock", ((1, "d"),)),
        (1499.9, "clock", ((1, "d"), (1, "h"))),
        (1440, "working", ((24, "h"),)),
        (3000, "working", ((50, "h"),)),
    ],
)
def test_minutes_are_said_in_their_two_largest_parts(
    minutes: float, basis: str, parts: tuple[tuple[int, str], ...]
) -> None:
    assert durations.parts(minutes, basis) == parts
