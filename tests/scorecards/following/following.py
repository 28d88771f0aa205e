"""Events of goals, indicators, measurements and perspectives, told by hand or drawn at random."""

from typing import Any

from hypothesis import strategies as st

from schemas.events import type_of
from schemas.vocabulary import ASSURANCES, FOLLOW_UP_STATUSES, VARIATIONS
from tests.scorecards.projections.lives import UNITS, Batch, Told, improvement, restored, unit_lives
from tests.services.kernel import life

WRITTEN = "2026-05-10T08:00:00+00:00"
# Around the day that the tests read for, 2026-08-15: overdue, due soon to the day, and later.
DUES = (None, "2026-08-14", "2026-08-15", "2026-09-14", "2026-09-15")
GOAL_VERBS = ("set", "edited", "followed_up", "restated")
INDICATOR_VERBS = ("defined", "judged", "edited")


def goal(subject: str, version: int = 1, followed: tuple[str, ...] = (), **more: Any) -> Told:  # noqa: ANN401 (an event's)
    """A goal that was followed up with these statuses, month by month."""
    statuses = [
        {"period": f"2026-{month:02}", "status": status, "at": WRITTEN} for month, status in enumerate(followed, 1)
    ]
    data = {"title": f"Goal {subject}", "perspective": "process", "year": "2026", "period": "2026", "state": "open"}
    data |= {"thread": subject, "actor": "7d1f"}
    return _told("goal", GOAL_VERBS, subject, version, data | {"followed_up": statuses} | more)


def indicator(subject: str, version: int = 1, **more: Any) -> Told:  # noqa: ANN401 (an event's)
    """An indicator."""
    data = {"name": f"Indicator {subject}", "unit_of_measure": "days", "direction": "lower", "chart": "xmr"}
    data |= {"rules": "mdc-xmr", "values": 0, "missing": 12, "actor": "7d1f"}
    return _told("indicator", INDICATOR_VERBS, subject, version, data | more)


def measurement(subject: str, version: int = 1) -> Told:
    """A measurement."""
    data = {"indicator": "i", "period": "2026-01-01", "at": WRITTEN, "actor": "7d1f", "value": 3.5}
    return _told("measurement", ("measured", "corrected"), subject, version, data)


def perspectives(year: str = "2026", version: int = 1, name: str = "Process") -> Told:
    """The perspectives of a year."""
    named = {"code": "process", "name": {"sv": "Process", "fi": "Prosessi", "en": name}}
    data = {"year": year, "perspectives": [named], "actor": "7d1f"}
    return _told("perspectives", ("worded", "restated"), year, version, data)


def _told(thing: str, verbs: tuple[str, ...], subject: str, version: int, data: Told) -> Told:
    kind = type_of(thing, verbs[(version - 1) % len(verbs)])
    return life.event(subject, version, type=kind) | {"data": data}


# Of a unit, of one of which nobody ever tells, of a division, of the region.
_places = st.sampled_from([*({"unit": code} for code in (*UNITS[:2], "U9")), {"division": "A"}, {}])


@st.composite
def _goal_lives(draw: st.DrawFn, subject: str) -> Batch:
    place = draw(_places)
    events = []
    for version in range(1, draw(st.integers(1, 3)) + 1):
        more = {
            "perspective": draw(st.sampled_from(["process", "staff"])),
            "state": draw(st.sampled_from(["open", "open", "open", "reached"])),
            # Two goals may continue each other.
            "thread": draw(st.sampled_from([subject, "goal-0"])),
            "period": draw(st.sampled_from(["2026", "2026", "2026-Q4", "2026-00"])),
            "due": draw(st.sampled_from(DUES)),
            "improvements": draw(st.lists(st.sampled_from(["idea-0", "idea-1", "idea-9"]), max_size=2)),
        }
        followed = tuple(draw(st.lists(st.sampled_from(FOLLOW_UP_STATUSES), max_size=2)))
        events.append(goal(subject, version, followed, **place, **more))
    return events


@st.composite
def _indicator_lives(draw: st.DrawFn, subject: str) -> Batch:
    place = draw(_places)
    events = []
    for version in range(1, draw(st.integers(1, 2)) + 1):
        more = {
            "goal": draw(st.sampled_from([None, "goal-0", "goal-1", "goal-7"])),
            "values": draw(st.sampled_from([0, 24, 1e12])),
            "variation": draw(st.sampled_from([None, *VARIATIONS])),
            "assurance": draw(st.sampled_from([None, *ASSURANCES])),
            "last": draw(st.sampled_from([None, "2026-07-01"])),
            "due": draw(st.sampled_from(DUES)),
        }
        events.append(indicator(subject, version, **place, **more))
    return events


@st.composite
def _ideas(draw: st.DrawFn, subject: str) -> Batch:
    states = draw(
        st.sampled_from([("proposed",), ("proposed", "accepted"), ("proposed", "implemented"), ("declined",)])
    )
    entered = [(state, WRITTEN) for state in states]
    return [improvement(subject, 1, *entered, unit=draw(st.sampled_from(UNITS[:2])))]


@st.composite
def followed(draw: st.DrawFn) -> Batch:
    """Every event of some goals and what belongs to them, and of the units; after a restore, some of it."""
    things = [draw(unit_lives(code)) for code in UNITS[:2]]
    things += [draw(_goal_lives(f"goal-{number}")) for number in range(draw(st.integers(1, 3)))]
    things += [draw(_indicator_lives(f"ind-{number}")) for number in range(draw(st.integers(0, 3)))]
    things += [draw(_ideas(f"idea-{number}")) for number in range(draw(st.integers(0, 2)))]
    things += [[measurement("m", version) for version in range(1, draw(st.integers(0, 2)) + 1)]]
    things += [[perspectives("2026", version) for version in range(1, draw(st.integers(0, 2)) + 1)]]
    return draw(restored(things))
