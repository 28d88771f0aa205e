"""Goals of the sample region in this year, what its units measured in two years, and how far they followed up.

The same every time, ending today: the region's goals, two of each division, two of each unit with an indicator. In
some units something changed for the better; in most nothing did but chance, as it is.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from schemas import roles
from schemas.periods import Grain, holding, parse
from services.followups.demo.values import drawn
from services.followups.following.operations import record_follow_up
from services.followups.goals.model import Goal
from services.followups.goals.operations import record_goal
from services.followups.indicators.operations import record_indicator
from services.followups.measuring.operations import record_measurements
from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.kernel.units import Directory
from services.kernel.work import Work

SAMPLE = Path(__file__).with_name("sample.json")
MONTHS = 24
OWN_GOALS = 2
# An improvement may have moved what was measured since then.
REACH = timedelta(days=MONTHS * 30)
FORGOTTEN = 0.25
STATUSES = ("on_track", "on_track", "at_risk", "off_track", "reached")
# unit → (when it was implemented, the improvement's id), oldest first
Solved = Mapping[str, Sequence[tuple[datetime, str]]]
Told = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """Who writes what, where, and what came into use there."""

    told: Told
    leader: Principal
    directory: Directory
    solved: Solved

    def goal(self, work: Work, told: Told, place: Told) -> Goal:
        """Set a goal of this year at its beginning."""
        fields = {name: told.get(name) for name in ("title", "perspective", "description")}
        given = fields | {"period": holding(work.now.date(), Grain.YEAR), "follow_up_every": "quarter"} | place
        began = min(datetime.combine(date(work.now.year, 1, 7), time(9), UTC), work.now)
        return record_goal(work, self.leader, self.directory, given, set_at=began).goal

    def follow_up(self, work: Work, chance: random.Random, goal: Goal, status: str) -> None:
        """Follow up the quarters that ended; sometimes the last was forgotten."""
        ended = [each for each in parse(goal.period).within(Grain.QUARTER) if each.last < work.now.date()]
        for period in ended[: len(ended) - (chance.random() < FORGOTTEN)]:
            at = min(datetime.combine(period.last + timedelta(days=chance.randint(2, 13)), time(10), UTC), work.now)
            fields = {"goal": goal.id, "period": period, "status": status, "comment": self.told["comments"][status]}
            actions = [{"what": self.told["action"]}] if status in {"at_risk", "off_track"} else []
            record_follow_up(work, self.leader, self.directory, fields | {"actions": actions}, written_at=at)


def load(runtime: Runtime, directory: Directory, people: Sequence[Principal], solved: Solved) -> None:
    """Write goals, indicators, measurements and follow-ups unless there is a goal."""
    with runtime.database.reading() as session:
        if session.execute(select(Goal.id).limit(1)).first():
            return
    told: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    leader = next(each for each in people if each.has(roles.ADMIN))
    sample = Sample(told, leader, directory, solved)
    chance = random.Random(2017)  # noqa: S311 (the same sample each time, no secret)
    for division in sorted(directory.divisions):
        with runtime.work() as work:
            region = _region(work, sample, chance)
            _division(work, sample, chance, division, region)
            work.commit()


def _region(work: Work, sample: Sample, chance: random.Random) -> dict[str, str]:
    """The region's goals by title, set with the first division's."""
    of_region = select(Goal.title, Goal.id).where(Goal.unit.is_(None), Goal.division.is_(None))
    if there := dict(work.session.execute(of_region).all()):
        return there
    goals = [sample.goal(work, each, {}) for each in sample.told["region"]]
    for goal in goals:
        sample.follow_up(work, chance, goal, chance.choice(STATUSES))
    return {goal.title: goal.id for goal in goals}


def _division(work: Work, sample: Sample, chance: random.Random, division: str, region: Mapping[str, str]) -> None:
    above: dict[str, str] = {}
    for told in sample.told["division"]:
        goal = sample.goal(work, told, {"division": division, "part_of": region.get(told["serves"])})
        sample.follow_up(work, chance, goal, chance.choice(STATUSES))
        above[told["title"]] = goal.id
    for number, unit in enumerate(sample.directory.in_division(division, work.now.date())):
        for turn in range(OWN_GOALS):
            kind = sample.told["unit"][(number + turn) % len(sample.told["unit"])]
            _unit(work, sample, chance, kind, {"unit": unit.code, "part_of": above.get(kind["serves"])})


def _unit(work: Work, sample: Sample, chance: random.Random, kind: Told, place: Told) -> None:
    """A unit's goal, what was measured for it, and its follow-ups."""
    came = [solved for solved in sample.solved.get(place["unit"], ()) if solved[0] > work.now - REACH]
    better = came[len(came) // 2] if came and chance.random() < 0.6 else None
    goal = sample.goal(work, kind, place | {"improvements": [better[1]] if better else []})
    settings = kind["indicator"] | {"unit": goal.unit, "goal": goal.id, "frequency": "month"}
    indicator = record_indicator(work, sample.leader, sample.directory, settings)
    months = list(_months(work.now.date()))
    worse = months[-9] if not better and chance.random() < 0.2 else None
    turned, share = (better[0].date(), 1.0) if better else (worse, -0.9)
    values = drawn(chance, kind["sample"], months, turned, share)
    record_measurements(work, sample.leader, sample.directory, indicator, values)
    sample.follow_up(work, chance, goal, "on_track" if better else "off_track" if worse else chance.choice(STATUSES))


def _months(today: date) -> Iterator[date]:
    """The first days of the months that ended before today, oldest first."""
    first = holding(today, Grain.MONTH).first
    months = first.year * 12 + first.month - 1
    for month in range(months - MONTHS, months):
        yield date(month // 12, month % 12 + 1, 1)
