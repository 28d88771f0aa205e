"""The plain fold: what the tables of the scorecards must hold, worked out from all events at once.

Written from design.md §6 and the comments of `scorecards/model.py`, without the code of the projections: each thing
as its newest event has it, then every count by going through all of them. Slow, and simple enough to be believed.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from schemas.vocabulary import ADOPTED, RUNNING
from scorecards.measures import last_day
from scorecards.places import division_of
from tests.scorecards.projections import followed, observed, rows
from tests.scorecards.projections.rows import Row, Told, keyed

# Name of a table → primary key → the other columns.
Tables = dict[str, dict[tuple[Any, ...], Row]]


class Plain:
    """One fold; `tables` is its outcome."""

    def __init__(self, events: Sequence[Told], zone: ZoneInfo) -> None:
        self.zone = zone
        self.counts: defaultdict[str, defaultdict[tuple[Any, ...], Counter[str]]]
        self.counts = defaultdict(lambda: defaultdict(Counter))
        newest = rows.newest_of_each(events)
        self.directory = rows.directory(rows.of_thing("unit", newest))
        self.improvements = [rows.improvement(each, zone) for each in rows.of_thing("improvement", newest)]
        self.adoptions = [rows.adoption(each, zone) for each in rows.of_thing("adoption", newest)]
        self.taps = [rows.tap(each) for each in rows.of_thing("same_problem", newest)]
        self.offers: list[Row] = []
        self.waste = observed.tables(newest, zone, self._where)
        self.followed = followed.tables(newest)
        for each in self.improvements:
            self._family(each)
        self._divide()

    @property
    def tables(self) -> Tables:
        """Every table but `event`, which depends on where events lie; rows of zero left out."""
        counted = {
            name: {key: dict(numbers) for key, numbers in counts.items() if any(numbers.values())}
            for name, counts in self.counts.items()
        }
        return counted | {
            "improvement": keyed(self.improvements, "id"),
            "adoption": keyed(self.adoptions, "id"),
            "tap": keyed(self.taps, "id"),
            "offer": keyed(self.offers, "unit", "improvement"),
            **self.waste,
            **self.followed,
        }

    def _count(self, table: str, *key: str | int | date, column: str = "number", number: int = 1) -> None:
        self.counts[table][key][column] += number

    def _where(self, unit: str, day: date) -> str:
        return division_of(self.directory, unit, day)

    def _family(self, improvement: Row) -> None:
        """Say what an improvement, its adoptions and its taps make of each other, and count them."""
        home = {improvement["unit"], *improvement["origins"].split()}
        adoptions = [each for each in self.adoptions if each["improvement"] == improvement["id"]]
        for each in adoptions:
            each["origin"] = improvement["unit"]
            if each["counted"] and each["adopted_on"]:
                each["origin_division"] = self._where(improvement["unit"], each["adopted_on"])
                each["division"] = self._where(each["unit"], each["adopted_on"])
        reached = [each for each in adoptions if each["counted"] and each["unit"] not in home]
        adopters = [each for each in reached if each["adopted_on"]]
        taps = [each for each in self.taps if each["improvement"] == improvement["id"] and each["active"]]
        tapping = {each["unit"] for each in taps} - home
        improvement |= {
            "adopters": len(adopters),
            "crossing": len([each for each in adopters if each["division"] != each["origin_division"]]),
            "taps": len(tapping),
            "border": self._border(improvement, reached),
        }
        if improvement["counted"]:
            self._count_state(improvement)
            self._count_solution(improvement)
            self._count_adopters(adopters)
            for unit in tapping:
                met = improvement["implemented_on"] or unit in {each["unit"] for each in adopters}
                self._count("unit_spread", unit, column="answered" if met else "unanswered")
            self._offer(improvement, reached, tapping)

    def _border(self, improvement: Row, reached: Sequence[Row]) -> str:
        """Whether it is at work in one unit, in several of one division, or across a border."""
        at = [(origin, rows.day_of(improvement["proposed_at"], self.zone)) for origin in improvement["origins"].split()]
        at += [
            (each["unit"], each["adopted_on"] or rows.day_of(each["since"], self.zone))
            for each in reached
            if each["stage"] in ("testing", *ADOPTED)
        ]
        if not at:
            return "unit"
        same = all(self._where(unit, day) == self._where(improvement["unit"], day) for unit, day in at)
        return "division" if same else "region"

    def _count_state(self, improvement: Row) -> None:
        unit, state = improvement["unit"], improvement["state"]
        self._count("tally", unit, "all", "", state)
        for dimension in ("waste", "value_stream"):
            if improvement[dimension]:
                self._count("tally", unit, dimension, improvement[dimension], state)
        before = None
        for entry in improvement["periods"].split(","):
            month, _, entered = entry.partition(":")
            self._count("change", unit, int(month), entered)
            if before:
                self._count("change", unit, int(month), before, number=-1)
            before = entered

    def _count_solution(self, improvement: Row) -> None:
        unit, state, day = improvement["unit"], improvement["state"], improvement["implemented_on"]
        phase = "solved" if day else "running" if state in RUNNING else state if state == "proposed" else ""
        if phase in ("solved", "running"):
            self._count("unit_spread", unit, column=f"{phase}_{improvement['border']}")
        for kind, measure, per, amount in json.loads(improvement["benefit"]) if phase else ():
            self._count("benefit", unit, phase, kind, measure, per)
            self._count("benefit", unit, phase, kind, measure, per, column="amount", number=amount)
        if day and improvement["relevant"]:
            self._count("unit_spread", unit, column="relevant_solved")
            if improvement["adopters"]:
                self._count("unit_spread", unit, column="relevant_spread")
            else:
                self._count("waiting", unit, day)

    def _count_adopters(self, adopters: Sequence[Row]) -> None:
        for each in adopters:
            across = each["division"] != each["origin_division"]
            for side, unit in (("given", each["origin"]), ("received", each["unit"])):
                self._count("unit_spread", unit, column=side)
                self._count("unit_spread", unit, column=f"{side}_across", number=int(across))
            month = rows.month_of(each["adopted_on"])
            self._count("pair", each["origin_division"], each["division"], month)

    def _offer(self, improvement: Row, reached: Sequence[Row], tapping: set[str]) -> None:
        """Offer a solution to each unit it is relevant for or that has the problem and has not tried it."""
        tried = {each["unit"] for each in reached if each["stage"] in ("testing", "stopped", *ADOPTED)}
        if improvement["implemented_on"]:
            for unit in {*improvement["relevant"].split(), *tapping} - tried:
                because = "same_problem" if unit in tapping else "relevant"
                offer = {"unit": unit, "improvement": improvement["id"], "because": because}
                self.offers.append(offer | {"since": improvement["implemented_on"]})

    def _divide(self) -> None:
        """Of each division: its level at a month's end is that of the units then in it; its change, the difference."""
        changes = self.counts["change"]
        months = {month for _, month, _ in changes}
        for unit in self.directory.units.values():
            for day in (day for period in unit.periods for day in (period.start, period.end) if day):
                months.add(rows.month_of(day))
        before: Counter[tuple[str, str]] = Counter()
        for month in sorted(months):
            levels: Counter[tuple[str, str]] = Counter()
            for (unit, when, state), numbers in changes.items():
                if when <= month:
                    levels[self._where(unit, last_day(month)), state] += numbers["number"]
            for division, state in {*levels, *before}:
                more = levels[division, state] - before[division, state]
                self._count("division_change", division, month, state, number=more)
            before = levels
