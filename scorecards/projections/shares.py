"""What a family adds to the counts: the one place that says what is counted as what (design.md §6)."""

import json
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from schemas.vocabulary import RUNNING
from scorecards.measures import changes, month_of_day
from scorecards.model import ALL
from scorecards.projections.families import Family
from scorecards.projections.places import Places
from scorecards.projections.things import Adoption, Improvement, unpacked

# A unit in one of these stages knows what it thinks of the improvement; there is no more to offer it.
DECIDED = frozenset({"testing", "implemented", "sustained", "stopped"})


class Part(NamedTuple):
    """So much more in one row of one table."""

    table: str
    key: tuple[str | int | date, ...]
    column: str
    number: int


class Offer(NamedTuple):
    """A solution that a unit could take over."""

    unit: str
    improvement: str
    since: date
    because: str


def parts(family: Family, places: Places) -> Iterator[Part]:
    """Everything a family adds to counts; nothing while its improvement is unknown, merged or withdrawn."""
    improvement = family.improvement
    if improvement is None or not improvement.counted:
        return
    yield from _states(improvement, places)
    yield from _benefit(improvement)
    yield from _solution(improvement)
    adopted = set()
    for each in family.reached():
        if each.adopted_on:
            adopted.add(each.unit)
            yield from _adoption(each, each.adopted_on)
    for unit in family.tapping():
        answered = improvement.solved or unit in adopted
        yield Part("unit_spread", (unit,), "answered" if answered else "unanswered", 1)


def offers(family: Family) -> set[Offer]:
    """To whom a solution is offered: those with the same problem, and those it was declared relevant for."""
    improvement = family.improvement
    if improvement is None or not improvement.counted or improvement.implemented_on is None:
        return set()
    decided = {each.unit for each in family.reached() if each.stage in DECIDED}
    tapping = family.tapping()
    return {
        Offer(unit, improvement.id, improvement.implemented_on, "same_problem" if unit in tapping else "relevant")
        for unit in tapping.union(improvement.relevant.split()) - decided
    }


def _states(improvement: Improvement, places: Places) -> Iterator[Part]:
    unit, periods = improvement.unit, unpacked(improvement.periods)
    for dimension, value in ((ALL, ""), ("waste", improvement.waste), ("value_stream", improvement.value_stream)):
        if value is not None:
            yield Part("tally", (unit, dimension, value, improvement.state), "number", 1)
    line = places.line(unit)
    for (month, state), number in changes(periods).items():
        yield Part("change", (unit, month, state), "number", number)
        for division, when, more in carried(line, month, number):
            yield Part("division_change", (division, when, state), "number", more)


def carried(line: list[tuple[int, str]], month: int, number: int) -> Iterator[tuple[str, int, int]]:
    """A unit's change in a month as its divisions see it: a later move takes it from the one to the other.

    Gives (division, month, number).
    """
    there = line[0][1]
    for turn, division in line[1:]:
        if turn <= month:
            there = division
    yield there, month, number
    for turn, division in line[1:]:
        if turn > month:
            yield there, turn, -number
            yield division, turn, number
            there = division


def _benefit(improvement: Improvement) -> Iterator[Part]:
    """Expected benefit counts once, at the unit the improvement belongs to, however many share it."""
    phase = _phase(improvement)
    if phase:
        for kind, measure, per, amount in json.loads(improvement.benefit):
            yield Part("benefit", (improvement.unit, phase, kind, measure, per), "number", 1)
            yield Part("benefit", (improvement.unit, phase, kind, measure, per), "amount", amount)


def _phase(improvement: Improvement) -> str:
    if improvement.solved:
        return "solved"
    if improvement.state in RUNNING:
        return "running"
    return "proposed" if improvement.state == "proposed" else ""


def _solution(improvement: Improvement) -> Iterator[Part]:
    unit = improvement.unit
    if improvement.state in RUNNING:
        yield Part("unit_spread", (unit,), f"running_{improvement.border}", 1)
    if improvement.implemented_on is None:
        return
    yield Part("unit_spread", (unit,), f"solved_{improvement.border}", 1)
    if improvement.relevant_number:
        yield Part("unit_spread", (unit,), "relevant_solved", 1)
        if improvement.adopters:
            yield Part("unit_spread", (unit,), "relevant_spread", 1)
        else:
            yield Part("waiting", (unit, improvement.implemented_on), "number", 1)


def _adoption(adoption: Adoption, day: date) -> Iterator[Part]:
    yield Part("unit_spread", (adoption.origin,), "given", 1)
    yield Part("unit_spread", (adoption.unit,), "received", 1)
    if adoption.division != adoption.origin_division:
        yield Part("unit_spread", (adoption.origin,), "given_across", 1)
        yield Part("unit_spread", (adoption.unit,), "received_across", 1)
    pair = (str(adoption.origin_division), str(adoption.division), month_of_day(day))
    yield Part("pair", pair, "number", 1)
