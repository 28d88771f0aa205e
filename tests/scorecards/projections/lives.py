"""Events of every kind that the scorecards fold, told by hand or drawn at random, and the ways they may come.

There are few units, days and divisions, so that what is drawn meets: a unit moves on the very day of an adoption,
and a moment near midnight is on another day, in another month, in the region than in UTC.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from schemas.events import TOPICS, thing_of, type_of
from schemas.events.spread import ADOPTION_VERBS
from schemas.vocabulary import ADOPTED, STAGES
from services.improvements import model
from tests.services.kernel import life

Told = dict[str, Any]
Batch = list[Told]
NAMES = {"sv": "Avdelning", "fi": "Osasto", "en": "Ward"}
DIVISIONS = ("A", "B")
UNITS = ("U1", "U2", "U3", "U4")
# Days on which units begin, move and end; around them things happen.
DAYS = ("2026-02-01", "2026-06-15", "2026-07-01")
MOMENTS = (
    "2026-02-01T00:30:00+02:00",
    "2026-01-31T23:30:00+00:00",
    "2026-02-01T11:00:00+00:00",
    "2026-06-14T23:30:00+00:00",
    "2026-06-30T11:00:00+00:00",
    "2026-06-30T23:30:00+00:00",
    "2026-07-01T00:30:00+02:00",
    "2026-08-01T11:00:00+00:00",
)
BENEFITS = (
    {"kind": "time", "unit": "Timmar", "per": "year", "amount": 10.5},
    {"kind": "time", "unit": "tuntia", "per": "year", "amount": 2.25},
    {"kind": "financial", "unit": "sek", "per": "once", "amount": 0.1},
    {"kind": "financial", "unit": "SEK ", "per": "once", "amount": 0.2},
    {"kind": "quality", "per": "year"},
)


def improvement(subject: str, version: int, *entered: tuple[str, str], **more: Any) -> Told:  # noqa: ANN401 (an event's)
    """An improvement that entered these (state, moment)."""
    periods = [{"state": state, "from": moment} for state, moment in entered]
    data = {"title": subject, "unit": "U1", "state": entered[-1][0], "periods": periods, "actor": "7d1f"}
    verb = model.VERBS[entered[-1][0]] if len(entered) > 1 else "proposed"
    return _told("improvement", verb, subject, subject, version, data | {"proposed_at": entered[0][1]} | more)


def adoption(improved: str, unit: str, version: int, *entered: tuple[str, str], **more: Any) -> Told:  # noqa: ANN401 (an event's)
    """A unit's taking over that entered these (stage, moment)."""
    periods = [{"stage": stage, "from": moment} for stage, moment in entered]
    data = {"improvement": improved, "unit": unit, "stage": entered[-1][0], "periods": periods, "actor": "7d1f"}
    verb = "moved" if more.get("moved_to") else ADOPTION_VERBS[entered[-1][0]]
    return _told("adoption", verb, f"{improved}-{unit}", improved, version, data | more)


def tap(improved: str, unit: str, version: int, since: str = MOMENTS[0], taken_back_at: str | None = None) -> Told:
    """A unit's word that it has the same problem."""
    data = {"improvement": improved, "unit": unit, "since": since, "actor": "7d1f", "taken_back_at": taken_back_at}
    verb = "taken_back" if taken_back_at else "told"
    return _told("same_problem", verb, f"tap-{improved}-{unit}", improved, version, data)


def unit(code: str, version: int, *periods: tuple[str, str], **more: Any) -> Told:  # noqa: ANN401 (an event's)
    """A unit that came to these (division, day)."""
    told = [{"division": division, "from": day} for division, day in periods]
    return _told("unit", "changed", code, code, version, {"code": code, "name": NAMES, "periods": told} | more)


def gone(event: Told) -> Told:
    """What a restore says of a thing that its database lacks."""
    sequence = f"000001-{1:012d}"
    more = {"type": type_of(thing_of(event["type"]), "withdrawn"), "sequence": sequence, "id": f"{event['id']}-gone"}
    return event | more | {"data": {"reason": "restored"}}


def anew(event: Told) -> Told:
    """The same once more, as a restore states it: of a later epoch."""
    return event | {"sequence": f"000001-{2:012d}", "id": f"{event['id']}-anew"}


def _told(thing: str, verb: str, subject: str, key: str, version: int, data: Told) -> Told:
    return life.event(subject, version, partitionkey=key, type=type_of(thing, verb)) | {"data": data}


def topic_of(event: Told) -> str:
    """The topic an event lies in."""
    return next(topic for topic, types in TOPICS.items() if event["type"] in types)


def _pasts(path: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[list[tuple[str, str]]]]:
    """Of one life, what each of its versions shows: states with moments, no version less than the one before."""

    @st.composite
    def pasts(draw: st.DrawFn) -> list[list[tuple[str, str]]]:
        states = draw(path)
        moments = sorted(
            draw(st.lists(st.sampled_from(MOMENTS), min_size=len(states), max_size=len(states))),
            key=datetime.fromisoformat,
        )
        shown = sorted(draw(st.lists(st.integers(1, len(states)), max_size=2)))
        return [list(zip(states, moments, strict=True))[:number] for number in (*shown, len(states))]

    return pasts()


@st.composite
def _paths(draw: st.DrawFn) -> list[str]:
    """States as their rules let them follow; a life that gets far is as likely as a short one."""
    solved = draw(st.booleans())
    states = ["proposed", "accepted", "implementing", "implemented"] if solved else ["proposed"]
    for _ in range(draw(st.integers(0, 3))):
        if following := model.FOLLOWING[states[-1]]:
            states.append(draw(st.sampled_from(following)))
    return states


# Of U9 nobody ever tells.
some_units = st.sampled_from([(), ("U2",), ("U1", "U9"), ("U2", "U3"), ("U3", "U4", "U9"), ("U1", "U2", "U3", "U4")])
one_unit = st.sampled_from([(), (), ("U2",), ("U4",), ("U9",)])


@st.composite
def _improvement_lives(draw: st.DrawFn, subject: str) -> Batch:
    events = []
    for version, entered in enumerate(draw(_pasts(_paths())), 1):
        more = {
            "unit": draw(st.sampled_from(["U1", "U1", "U1", "U2"])),
            "origins": draw(one_unit),
            "relevant_units": draw(some_units),
            "not_for": draw(one_unit),
            "waste": draw(st.sampled_from([None, "motion"])),
            "value_stream": draw(st.sampled_from([None, "Stroke"])),
            "expected_benefit": draw(st.lists(st.sampled_from(BENEFITS), max_size=2)),
            "merged_into": "another" if entered[-1][0] == "merged" else None,
        }
        events.append(improvement(subject, version, *entered, **more))
    return events


@st.composite
def _adoption_lives(draw: st.DrawFn, improved: str, code: str) -> Batch:
    stages = st.lists(st.sampled_from((*STAGES, *ADOPTED)), min_size=1, max_size=3)
    events = []
    for version, entered in enumerate(draw(_pasts(stages)), 1):
        more = {
            "learned_from": draw(st.sampled_from([None, *UNITS])),
            "adapted": draw(st.sampled_from([None, "Smaller wheels"])),
            "moved_to": draw(st.sampled_from([None, None, None, None, "another-U1"])),
        }
        events.append(adoption(improved, code, version, *entered, **more))
    return events


@st.composite
def _tap_lives(draw: st.DrawFn, improved: str, code: str) -> Batch:
    backs = draw(st.lists(st.sampled_from([None, MOMENTS[-1]]), min_size=1, max_size=3))
    return [tap(improved, code, version, taken_back_at=back) for version, back in enumerate(backs, 1)]


@st.composite
def unit_lives(draw: st.DrawFn, code: str) -> Batch:
    """What was learned of a unit, version after version; each may tell another past than the one before."""
    events = []
    for version in range(1, draw(st.sampled_from([1, 1, 2, 3, 0])) + 1):
        days = draw(st.sampled_from([("2015-01-01",), *(("2015-01-01", day) for day in DAYS), DAYS[:2]]))
        divisions = draw(st.sampled_from(["AB", "BA"]))
        told = unit(code, version, *zip(divisions, days, strict=False))
        if end := draw(st.sampled_from([None, None, *(day for day in (*DAYS, "2026-09-01") if day > days[-1])])):
            told["data"]["periods"][-1]["until"] = end
            told["data"]["merged_into"] = draw(st.sampled_from([None, *UNITS]))
        events.append(told)
    return events


@st.composite
def lives(draw: st.DrawFn) -> Batch:
    """Every event of some improvements, what units made of them, and the units' own; after a restore, some of it."""
    things = [draw(unit_lives(code)) for code in UNITS]
    for number in range(draw(st.integers(1, 3))):
        improved = f"idea-{number}"
        things.append(draw(_improvement_lives(improved)))
        things += [draw(_adoption_lives(improved, code)) for code in draw(some_units)]
        things += [draw(_tap_lives(improved, code)) for code in draw(some_units)]
    return draw(restored(things))


@st.composite
def restored(draw: st.DrawFn, things: Sequence[Batch]) -> Batch:
    """The events of these things; of one, perhaps, what a restore says afterwards."""
    told = [each for each in things if each]
    for each in draw(st.sampled_from([[], [], *([each] for each in told)])):
        each.append(draw(st.sampled_from([gone, anew]))(draw(st.sampled_from(each))))
    return [event for each in things for event in each]


@st.composite
def deliveries(draw: st.DrawFn, told: st.SearchStrategy[Batch] | None = None) -> tuple[Batch, list[Batch]]:
    """All events, and how they came: some twice, mixed, each thing's own in order or not, in batches of any size."""
    events = draw(lives() if told is None else told)
    again = draw(st.lists(st.sampled_from(events), max_size=4))
    came = draw(st.permutations(events + again))
    if draw(st.booleans()):
        came = _in_turn(came)
    return events, _cut(came, draw(st.lists(st.integers(1, 8), min_size=1, max_size=8)))


def _in_turn(came: Sequence[Told]) -> Batch:
    """The same mixture of things, with the events of each in their order."""
    rest = sorted(came, key=lambda each: str(each["sequence"]), reverse=True)
    waiting = {each["subject"]: [other for other in rest if other["subject"] == each["subject"]] for each in came}
    return [waiting[each["subject"]].pop() for each in came]


def _cut(came: Sequence[Told], sizes: Sequence[int]) -> list[Batch]:
    """Batches of these sizes, over and over until all has come."""
    batches: list[Batch] = []
    start = 0
    while start < len(came):
        size = sizes[len(batches) % len(sizes)]
        batches.append(list(came[start : start + size]))
        start += size
    return batches
