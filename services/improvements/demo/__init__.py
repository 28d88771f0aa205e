"""Two years of improvements for the sample region: the same every time, ending today.

Each unit proposes some of the ideas, whose lives then take the usual course: most are accepted, many implemented,
some declined or stopped. What happened earlier is told by the dates of its states.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.improvements.demo import spread
from services.improvements.model import Improvement
from services.improvements.operations import record_improvement
from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.kernel.units import Directory

IDEAS = Path(__file__).with_name("ideas.json")
IMPROVEMENTS = 160
DAYS = 730
MATURING = timedelta(days=300)
BATCH = 80
# The course a life takes, how often, and how many days each step takes at most.
LIVES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (3, ("proposed",)),
    (3, ("proposed", "accepted")),
    (4, ("proposed", "accepted", "testing")),
    (4, ("proposed", "accepted", "testing", "implementing")),
    (7, ("proposed", "accepted", "testing", "implementing", "implemented")),
    (5, ("proposed", "accepted", "implementing", "implemented", "sustained")),
    (2, ("proposed", "declined")),
    (2, ("proposed", "accepted", "testing", "stopped")),
)
LONGEST_STEP = {"accepted": 14, "testing": 45, "implementing": 60, "implemented": 80, "sustained": 190}


# (unit, waste) → (when it was seen, the observation's id), oldest first
Seen = Mapping[tuple[str, str], Sequence[tuple[datetime, str]]]
# unit → (when it was implemented, the improvement's id), oldest first
Solved = Mapping[str, Sequence[tuple[datetime, str]]]


def load(runtime: Runtime, directory: Directory, people: Sequence[Principal], seen: Seen | None = None) -> Solved:
    """Write the improvements unless there are any; answers what was implemented, and where.

    Those of a unit where the same waste was `seen` up to MATURING days before came of it.
    """
    with runtime.database.reading() as session:
        if session.execute(select(Improvement.id).limit(1)).first():
            return {}
    chance = random.Random(2015)  # noqa: S311 (the same sample each time, no secret)
    lives = [
        (fields | {"observations": _came_of(fields, past, seen or {})}, past)
        for fields, past in _lives(chance, directory, datetime.now(UTC))
    ]
    solved: dict[str, list[tuple[datetime, str]]] = {}
    for start in range(0, len(lives), BATCH):
        with runtime.work() as work:
            for fields, past in lives[start : start + BATCH]:
                made, _ = record_improvement(work, chance.choice(people), directory, fields, past)
                if implemented := dict(past).get("implemented"):
                    solved.setdefault(made.unit, []).append((implemented, made.id))
            work.commit()
    languages = {idea["title"]: idea["language"] for idea in _ideas()}
    spread.load(runtime, spread.Sample(directory, people, languages))
    return {unit: sorted(those) for unit, those in solved.items()}


def _ideas() -> list[dict[str, Any]]:
    ideas: list[dict[str, Any]] = json.loads(IDEAS.read_text(encoding="utf-8"))
    return ideas


def _lives(
    chance: random.Random, directory: Directory, now: datetime
) -> Iterator[tuple[dict[str, Any], list[tuple[str, datetime]]]]:
    ideas = _ideas()
    units = [unit.code for unit in directory.valid_on(now.date())]
    courses, weights = [course for _, course in LIVES], [weight for weight, _ in LIVES]
    for number in range(IMPROVEMENTS):
        unit = chance.choice(units)
        course = chance.choices(courses, weights)[0]
        past = _past(chance, course, now, age=DAYS * (IMPROVEMENTS - number) // IMPROVEMENTS)
        others = chance.sample([code for code in units if code != unit], chance.randint(0, 6))
        yield _fields(ideas[number % len(ideas)], unit, sorted(others)), past


def _came_of(fields: dict[str, Any], past: Sequence[tuple[str, datetime]], seen: Seen) -> list[str]:
    proposed_at = past[0][1]
    where = seen.get((fields["unit"], fields["waste"]), ())
    return [identifier for seen_at, identifier in where if proposed_at - MATURING < seen_at < proposed_at]


def _past(chance: random.Random, course: Sequence[str], now: datetime, age: int) -> list[tuple[str, datetime]]:
    """The states with their moments; what would lie in the future has not happened yet."""
    moment = datetime.combine((now - timedelta(days=age)).date(), time(chance.randint(6, 18)), UTC)
    past: list[tuple[str, datetime]] = []
    for state in course:
        moment += timedelta(days=chance.randint(1, LONGEST_STEP.get(state, 30))) if past else timedelta()
        if moment > now:
            break
        past.append((state, moment))
    return past or [("proposed", now)]


def _fields(idea: dict[str, Any], unit: str, others: list[str]) -> dict[str, Any]:
    benefit = []
    if "hours" in idea:
        benefit.append({"kind": "time", "amount": idea["hours"], "unit": "h", "per": "year", "note": None})
    if "kronor" in idea:
        benefit.append({"kind": "financial", "amount": idea["kronor"], "unit": "SEK", "per": "year", "note": None})
    texts = {name: idea[name] for name in ("title", "problem", "proposal", "waste")}
    return texts | {
        "unit": unit,
        "value_stream": idea.get("value_stream"),
        "relevant_units": others,
        "expected_benefit": benefit,
    }
