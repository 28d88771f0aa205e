"""How the sample region's improvements spread: who took them over, from whom, who stopped, who has the problem too.

Some stay islands, most reach a few units, a handful go from unit to unit over three generations.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from schemas.vocabulary import ADOPTED, RUNNING
from services.improvements.adoptions.model import Adoption, stages_open_to
from services.improvements.adoptions.operations import record_adoption
from services.improvements.model import Improvement, Step
from services.improvements.relevance.operations import not_for_us
from services.improvements.taps.operations import record_tap
from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.kernel.units import Directory
from services.kernel.work import Work

TEXTS = Path(__file__).with_name("spread.json")
# How many units take a solved improvement over, by chance; the large number makes three generations.
ADOPTERS = (0, 0, 0, 1, 2, 3, 4, 9)
SAID_NO = 10
SEED = 11
OLDEST_FIRST = select(Improvement).order_by(Improvement.created_at, Improvement.title)
# The course a taking over goes, how often, and how many days a unit stays in each stage at most.
COURSES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (1, ("known",)),
    (2, ("known", "interested")),
    (2, ("interested", "testing")),
    (5, ("known", "interested", "testing", "implemented")),
    (3, ("interested", "testing", "implemented", "sustained")),
    (2, ("known", "implemented", "sustained")),
    (1, ("interested", "testing", "stopped")),
    (1, ("testing", "implemented", "stopped")),
)
LONGEST_STAGE = {"known": 30, "interested": 30, "testing": 60, "implemented": 240}


@dataclass
class Sample:
    """What the making of it needs: chance, the region, who acts in it, and the words."""

    directory: Directory
    people: Sequence[Principal]
    languages: dict[str, str]
    # The same sample each time, no secret; with this seed the surgical ward is asked whether something is still in use.
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    texts: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: json.loads(TEXTS.read_text(encoding="utf-8"))
    )

    def words(self, kind: str, improvement: Improvement) -> str:
        """Something said, in the language the improvement is written in."""
        return self.chance.choice(self.texts[kind][self.languages[improvement.title]])

    def actor(self, unit: str, stage: str, day: datetime) -> Principal:
        """Somebody who may bring the unit into the stage."""
        division = self.directory.division_on(unit, day.date())
        return self.chance.choice([each for each in self.people if stage in stages_open_to(each, unit, division)])

    def others(self, improvement: Improvement, number: int) -> list[str]:
        """Some units it does not come from; mostly such as it could be useful for."""
        near = [unit for unit in improvement.relevant_units if unit not in improvement.home]
        units = sorted({unit.code for unit in self.directory.units.values()} - improvement.home - {*near})
        shuffled = self.chance.sample(near, len(near)) + self.chance.sample(units, len(units))
        return shuffled[:number]


def load(runtime: Runtime, sample: Sample) -> None:
    """Write it about the improvements of the sample region."""
    with runtime.work() as work:
        for improvement in work.session.scalars(
            select(Improvement).order_by(Improvement.created_at, Improvement.title)
        ):
            if improvement.state in ADOPTED:
                _take_over(work, sample, improvement)
            if improvement.state in ("proposed", *RUNNING, *ADOPTED) and sample.chance.random() < 0.4:
                _tap(work, sample, improvement)
        work.commit()
    _correct(runtime, sample)


def _take_over(work: Work, sample: Sample, improvement: Improvement) -> None:
    reached = select(Step.at).where(Step.improvement == improvement.id, Step.state == "implemented")
    # Where each unit stands ready to teach, and from when on.
    ready = {improvement.unit: work.session.scalars(reached).one()}
    taken: list[Adoption] = []
    for unit in sample.others(improvement, sample.chance.choice(ADOPTERS)):
        # Units learn from those who came just before them rather than from where it began.
        teacher = sample.chance.choice(list(ready)[-3:])
        past = _past(sample.chance, ready[teacher], work.now)
        if not past:
            continue
        stage, at = past[-1]
        fields = {"unit": unit, "stage": stage, "learned_from": teacher} | _told(sample, improvement, stage)
        actor = sample.actor(unit, stage, at)
        taken.append(record_adoption(work, actor, sample.directory, improvement, taken, fields, past)[0])
        if stage in ADOPTED:
            ready[unit] = next(at for entered, at in past if entered in ADOPTED)


def _past(chance: random.Random, after: datetime, now: datetime) -> list[tuple[str, datetime]]:
    """The stages with their moments; what would lie in the future has not happened yet."""
    course = chance.choices([course for _, course in COURSES], [weight for weight, _ in COURSES])[0]
    moment = after + timedelta(days=chance.randint(5, 75))
    past: list[tuple[str, datetime]] = []
    for stage in course:
        if moment > now:
            break
        past.append((stage, moment))
        shortest = 190 if stage == "implemented" and course[-1] == "sustained" else 4
        moment += timedelta(days=chance.randint(shortest, LONGEST_STAGE.get(stage, 30)))
    return past


def _told(sample: Sample, improvement: Improvement, stage: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if stage == "stopped":
        told["reason"] = sample.words("stopped", improvement)
    if stage in {"testing", *ADOPTED} and sample.chance.random() < 0.5:
        told["adapted"] = sample.words("adapted", improvement)
    if stage in ADOPTED:
        share = sample.chance.choice((0.4, 0.6, 0.8, 1.1))
        told["effect"] = [each | {"amount": round(each["amount"] * share)} for each in improvement.expected_benefit]
    return told


def _tap(work: Work, sample: Sample, improvement: Improvement) -> None:
    for unit in sample.others(improvement, sample.chance.randint(1, 3)):
        since = improvement.created_at + (work.now - improvement.created_at) * sample.chance.random()
        record_tap(work, sample.actor(unit, "known", since), improvement, unit, since)


def _correct(runtime: Runtime, sample: Sample) -> None:
    """Some units say that it is not for them."""
    with runtime.database.reading() as session:
        named = list(session.scalars(OLDEST_FIRST))
    solved = [each for each in named if each.state in ADOPTED and len(each.relevant_units) > 2]
    for improvement in sample.chance.sample(solved, min(SAID_NO, len(solved))):
        with runtime.database.reading() as session:
            taking = set(session.scalars(select(Adoption.unit).where(Adoption.improvement == improvement.id)))
        left = [unit for unit in improvement.relevant_units if unit not in taking]
        if left:
            unit, reason = sample.chance.choice(left), sample.words("not_for", improvement)
            with runtime.work() as work:
                actor = sample.actor(unit, "known", work.now)
                not_for_us(work, actor, sample.directory, improvement.id, unit, reason)
