"""Events of observations, walks and value streams, told by hand or drawn at random."""

from typing import Any

from hypothesis import strategies as st

from schemas.events import type_of
from tests.scorecards.projections.lives import MOMENTS, UNITS, Batch, Told, restored, unit_lives
from tests.services.kernel import life

NOTED = "2026-02-10T11:00:00+00:00"
VERBS = ("noted", "edited", "recoded", "linked", "restated")


def observation(subject: str, version: int = 1, **more: Any) -> Told:  # noqa: ANN401 (an event's)
    """A waste that somebody saw."""
    data = {"unit": "U1", "waste": "waiting", "seen_at": NOTED, "noted_at": NOTED, "actor": "7d1f"} | more
    data |= {"wastes": [{"waste": data["waste"], "from": data["seen_at"]}]}
    return _told("observation", VERBS[(version - 1) % len(VERBS)], subject, version, data)


def walk(subject: str, version: int = 1) -> Told:
    """A round of five."""
    data = {"date": "2026-02-10", "place": "Ward", "units": ["U1"], "people": 5, "actor": "7d1f"}
    return _told("walk", "planned" if version == 1 else "edited", subject, version, data)


def value_stream(subject: str, version: int = 1, kinds: tuple[str, ...] = ("current",), **more: Any) -> Told:  # noqa: ANN401 (an event's)
    """A map with drawings of these kinds; what its arithmetic gives may be told by `metrics`."""
    metrics = more.pop("metrics", {"lead_minutes": 3200.5, "activity_ratio_percent": 12.5})
    versions = [
        {"number": number, "kind": kind, "drawn_at": NOTED, "metrics": metrics} for number, kind in enumerate(kinds, 1)
    ]
    data = {"name": "Stroke", "unit": "U1", "time_basis": "clock", "steps": [], "metrics": metrics, "actor": "7d1f"}
    verb = "drawn" if version == 1 else "redrawn"
    return _told("value_stream", verb, subject, version, data | {"versions": versions} | more)


def _told(thing: str, verb: str, subject: str, version: int, data: Told) -> Told:
    return life.event(subject, version, type=type_of(thing, verb)) | {"data": data}


@st.composite
def _observation_lives(draw: st.DrawFn, subject: str) -> Batch:
    """An observation that is edited, coded anew and linked; it stays in its unit."""
    code = draw(st.sampled_from([*UNITS, "U9"]))
    events = []
    for version in range(1, draw(st.integers(1, 3)) + 1):
        improvement = draw(st.sampled_from([None, None, "idea"]))
        more = {
            "waste": draw(st.sampled_from(["waiting", "waiting", "overproduction", "overprocessing"])),
            "seen_at": draw(st.sampled_from(MOMENTS)),
            "minutes_lost": draw(st.sampled_from([None, 0, 0.1, 12.25, 10_080, 10_081, -1])),
            "times_per_week": draw(st.sampled_from([None, 0, 0.3, 7])),
            "value_stream": draw(st.sampled_from([None, "Stroke", " stroke  ", "map-0"])),
            "step": draw(st.sampled_from([None, "Triage", "triage "])),
            "improvement": improvement,
            "improved_at": draw(st.sampled_from([None, *MOMENTS])) if improvement else None,
        }
        events.append(observation(subject, version, unit=code, **more))
    return events


@st.composite
def _map_lives(draw: st.DrawFn, subject: str) -> Batch:
    metrics = st.sampled_from([{}, {"lead_minutes": 0.0}, {"lead_minutes": 61.5, "activity_ratio_percent": 33.3}])
    kinds = st.sampled_from([("current",), ("future",), ("past", "current", "future")])
    return [
        value_stream(subject, version, draw(kinds), metrics=draw(metrics), unit=draw(st.sampled_from(UNITS)))
        for version in range(1, draw(st.integers(0, 2)) + 1)
    ]


@st.composite
def observed(draw: st.DrawFn) -> Batch:
    """Every event of some observations, walks and maps, and of the units; after a restore, some of it."""
    things = [draw(unit_lives(code)) for code in UNITS]
    things += [draw(_observation_lives(f"seen-{number}")) for number in range(draw(st.integers(1, 4)))]
    things += [draw(_map_lives("map-0")), [walk("walk", version) for version in range(1, draw(st.integers(0, 2)) + 1)]]
    return draw(restored(things))
