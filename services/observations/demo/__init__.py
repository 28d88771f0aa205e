"""Two years of waste seen in the sample region, two walks and four maps: the same every time, ending today.

The observations are written before the improvements, so that some of those can say what they came of.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from schemas import roles
from schemas.value_streams import NewValueStream
from services.kernel.identity import Principal
from services.kernel.service import Runtime
from services.kernel.units import Directory
from services.kernel.work import Work
from services.observations.noting.model import Observation
from services.observations.noting.operations import record_observation
from services.observations.streams.operations import Earlier, record_value_stream
from services.observations.walks.operations import record_walk

FOLDER = Path(__file__).parent
OBSERVATIONS = 150
DAYS = 730
OWN_KINDS = 4
BATCH = 80
# (days ago, place, how many units, who takes part)
WALKS = (
    (40, "Ward corridor and medicine room", 2, ("Anna", "Lars", "Kaisa")),
    (9, "Förråd och undersökningsrum", 1, ("Anna", "Kaisa")),
)
# (unit, waste) → (when it was seen, its id), oldest first
Seen = Mapping[tuple[str, str], Sequence[tuple[datetime, str]]]
Told = dict[str, Any]


def load(runtime: Runtime, directory: Directory, people: Sequence[Principal]) -> Seen:
    """Write observations, walks and maps unless something was observed; answers what was seen, and where."""
    with runtime.database.reading() as session:
        if session.execute(select(Observation.id).limit(1)).first():
            return {}
    chance = random.Random(2016)  # noqa: S311 (the same sample each time, no secret)
    now = datetime.now(UTC)
    units = [unit.code for unit in directory.valid_on(now.date())]
    coach = next(each for each in people if each.has(roles.COACH))
    with runtime.work() as work:
        _draw(work, coach, directory, units)
        walks = list(_walk(work, coach, directory, units))
        work.commit()
    seen: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    noted = list(_noted(chance, units, now, walks))
    for start in range(0, len(noted), BATCH):
        with runtime.work() as work:
            for fields in noted[start : start + BATCH]:
                made, _ = record_observation(work, chance.choice(people), directory, fields, noted_at=fields["seen_at"])
                seen.setdefault((made.unit, made.waste), []).append((made.seen_at, made.id))
            work.commit()
    return seen


def _noted(
    chance: random.Random, units: Sequence[str], now: datetime, walks: Sequence[tuple[str, datetime, Sequence[str]]]
) -> Iterator[Told]:
    """What was seen, oldest first; on a walk, some of it at once."""
    kinds = _told("seen.json")
    for number in range(OBSERVATIONS):
        day = (now - timedelta(days=DAYS * (OBSERVATIONS - number) // OBSERVATIONS)).date()
        seen_at = min(datetime.combine(day, time(chance.randint(6, 20), chance.randint(0, 59)), UTC), now)
        unit = chance.randrange(len(units))
        # The same is seen in a unit again and again.
        kind = kinds[(unit * OWN_KINDS + chance.randrange(OWN_KINDS)) % len(kinds)]
        yield kind | {"unit": units[unit], "seen_at": seen_at}
    for walk, began, through in walks:
        for each in chance.sample(kinds, 6):
            seen_at = began + timedelta(minutes=chance.randint(0, 60))
            yield each | {"unit": chance.choice(through), "seen_at": seen_at, "walk": walk}


def _walk(
    work: Work, coach: Principal, directory: Directory, units: Sequence[str]
) -> Iterator[tuple[str, datetime, Sequence[str]]]:
    """The walks: (id, when it began, its units)."""
    for number, (days, place, many, taking_part) in enumerate(WALKS):
        through = units[number * many : number * many + many]
        began = datetime.combine((work.now - timedelta(days=days)).date(), time(9), UTC)
        fields = {"date": began.date(), "place": place, "units": list(through), "people": list(taking_part)}
        yield record_walk(work, coach, directory, fields).id, began, through


def _draw(work: Work, coach: Principal, directory: Directory, units: Sequence[str]) -> None:
    """The maps: each of another unit, drawn a quarter of a year ago."""
    drawn_at = work.now - timedelta(days=90)
    for unit, told in zip(units, _told("streams.json"), strict=False):
        planned = told.pop("future", None)
        fields = NewValueStream().load(told | {"unit": unit})
        history = [Earlier("current", fields["steps"], drawn_at)]
        if planned:
            steps = NewValueStream(only=("steps",)).load({"steps": planned["steps"]})["steps"]
            history.append(Earlier("future", steps, drawn_at + timedelta(days=7), planned["note"]))
        record_value_stream(work, coach, directory, fields, history)


def _told(name: str) -> list[Told]:
    told: list[Told] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return told
