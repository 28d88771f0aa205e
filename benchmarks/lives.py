"""Makes the events of a region: 400 units in 20 divisions, improvements over two years, who took them over.

The same seed makes the same region. Twenty improvements in a row are one pattern of lives, so that the numbers are
exact: 2,000 improvements have 10,000 adoptions and 500 taps. One event for each thing, its newest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import msgspec
from uuid_utils import uuid7

from schemas.events import type_of
from schemas.events.spread import ADOPTION_VERBS
from schemas.vocabulary import BENEFIT_KINDS, STATES, WASTES
from services.kernel.clock import now
from services.kernel.language import LANGUAGES

DIVISIONS = tuple(f"D{number:02d}" for number in range(20))
UNITS = tuple(f"U{number:03d}" for number in range(400))
# Beside the 400, so that all of them can take over what began here.
ORIGIN = "ORIGIN"
FEW, MANY = ("0192f0c1-0000-7000-8000-00000000000f", "0192f0c1-0000-7000-8000-0000000000ff")
DAYS = 730
MINUTES = 24 * 60
Entered = list[tuple[datetime, str]]

STATE_VERBS = dict(
    zip(
        STATES,
        (
            *("proposed", "accepted", "testing_started", "implementation_started", "implemented", "sustained"),
            *("declined", "stopped", "merged"),
        ),
        strict=True,
    )
)
_DONE = ("proposed", "accepted", "testing", "implementing", "implemented")
LIVES = {
    "proposed": ("proposed",),
    "accepted": _DONE[:2],
    "testing": _DONE[:3],
    "implementing": _DONE[:4],
    "implemented": _DONE,
    "sustained": (*_DONE, "sustained"),
    "declined": ("proposed", "declined"),
    "stopped": ("proposed", "accepted", "stopped"),
}
ADOPTIONS = (
    ("known", "testing", "implemented", "sustained"),
    ("known", "interested", "testing", "implemented"),
    ("implemented",),
    ("known", "interested"),
    ("testing", "stopped"),
)
# (state, how many units have to do with it): twenty improvements with a hundred adoptions.
PATTERN = (
    *(("implemented", number) for number in (0, 2, 6, 12, 36)),
    *(("sustained", number) for number in (0, 4, 8, 20)),
    *(("accepted", number) for number in (0, 2)),
    *(("testing", number) for number in (0, 4)),
    *(("implementing", number) for number in (6,)),
    *((state, 0) for state in ("proposed", "proposed", "proposed", "declined", "declined", "stopped")),
)
MEASURES = {"financial": "SEK", "time": "h", "quality": "patients", "environment": "kg CO2e"}


@dataclass(frozen=True)
class Event:
    """One event: the topic, the key and the bytes."""

    topic: str
    key: str
    value: bytes


def event(topic: str, thing: str, verb: str, subject: str, data: dict[str, Any], **more: Any) -> Event:  # noqa: ANN401 (`key`, `version`, `number`, `at` of the envelope)
    """An event of a thing; `key` = the subject, `version` = 1, `number` = 1 and `at` = now unless told."""
    key = more.get("key", subject)
    envelope = {
        "specversion": "1.0",
        "id": str(uuid7()),
        "type": type_of(thing, verb),
        "source": f"/leanstream/benchmark/{topic}",
        "subject": subject,
        "time": more.get("at") or written(now()),
        "partitionkey": key,
        "data": data,
        "sequence": f"000000-{more.get('version', 1):012d}",
        "outboxid": str(more.get("number", 1)),
    }
    return Event(topic, key, msgspec.json.encode(envelope))


def written(moment: datetime) -> str:
    """A moment as events write it."""
    return moment.isoformat().replace("+00:00", "Z")


def organisation() -> Iterator[Event]:
    """The divisions and units, valid since 2015."""
    for code in DIVISIONS:
        names = dict.fromkeys(LANGUAGES, f"Division {code}")
        data = {"code": code, "name": names, "valid_from": "2015-01-01"}
        yield event("organisation", "division", "created", code, data)
    for number, code in enumerate((*UNITS, ORIGIN)):
        names = dict.fromkeys(LANGUAGES, f"Unit {code}")
        period = {"division": DIVISIONS[number % len(DIVISIONS)], "from": "2015-01-01"}
        yield event("organisation", "unit", "created", code, {"code": code, "name": names, "periods": [period]})


class Lives:
    """Makes families: an improvement with its adoptions and taps."""

    def __init__(self, seed: int = 1) -> None:
        self.random = Random(seed)  # noqa: S311 (the same lives in every run, no secret)
        self.began = now().replace(microsecond=0) - timedelta(days=DAYS)

    def families(self, number: int) -> Iterator[list[Event]]:
        """So many families, and the two whose spread is compared: four adopters and four hundred."""
        for identifier, adopters in ((FEW, 4), (MANY, len(UNITS))):
            yield list(self._family(identifier, ORIGIN, "sustained", UNITS[:adopters], UNITS))
        for each in range(number):
            state, adopters = PATTERN[each % len(PATTERN)]
            unit, *others = self.random.sample(UNITS, adopters + 12)
            # Half of those who take it over are not among those it was declared relevant for.
            relevant = others[adopters // 2 :][:10] if each % 4 else ()
            taps = others[-1:] if each % 4 == 1 else ()
            yield list(self._family(str(uuid7()), unit, state, others[:adopters], relevant, taps))

    def _family(
        self,
        identifier: str,
        unit: str,
        state: str,
        adopters: Sequence[str],
        relevant: Sequence[str],
        taps: Sequence[str] = (),
    ) -> Iterator[Event]:
        entered = _entered(self.began + timedelta(minutes=self._below(600 * MINUTES)), 15, LIVES[state])
        (first, _), (last, _) = entered[0], entered[-1]
        data = self._improvement(unit, relevant, entered)
        yield event("improvements", "improvement", STATE_VERBS[state], identifier, data, at=written(last))
        # The longest adoption takes 36 days.
        left = (self.began + timedelta(days=DAYS - 40) - last) // timedelta(minutes=1)
        for place, each in enumerate(adopters):
            learned_from = unit if place < 3 else adopters[self._below(place)]
            yield self._adoption(identifier, each, learned_from, last + timedelta(minutes=self._below(left)))
        for each in taps:
            told = {"improvement": identifier, "unit": each, "since": written(first), "actor": "benchmark"}
            yield event("improvements", "same_problem", "told", str(uuid7()), told, key=identifier, at=written(first))

    def _improvement(self, unit: str, relevant: Sequence[str], entered: Entered) -> dict[str, Any]:
        kind = BENEFIT_KINDS[self._below(len(BENEFIT_KINDS))]
        benefit = {"kind": kind, "per": "year", "amount": float(self._below(1000)), "unit": MEASURES[kind]}
        return {
            "title": "One form for admission instead of three",
            "unit": unit,
            "state": entered[-1][1],
            "periods": [{"state": state, "from": written(moment)} for moment, state in entered],
            "proposed_at": written(entered[0][0]),
            "actor": "benchmark",
            "waste": WASTES[self._below(len(WASTES))],
            "value_stream": f"Value stream {self._below(40)}" if self._below(3) == 0 else None,
            "relevant_units": list(relevant),
            "expected_benefit": [benefit] if self._below(2) else [],
        }

    def _adoption(self, improvement: str, unit: str, learned_from: str, began: datetime) -> Event:
        entered = _entered(began, 12, ADOPTIONS[self._below(len(ADOPTIONS))])
        last, stage = entered[-1]
        data = {
            "improvement": improvement,
            "unit": unit,
            "stage": stage,
            "periods": [{"stage": name, "from": written(moment)} for moment, name in entered],
            "actor": "benchmark",
            "learned_from": learned_from,
            "adapted": "The form has a line for the interpreter." if self._below(4) == 0 else None,
            "reason": "The form came electronically instead." if stage == "stopped" else None,
        }
        verb = ADOPTION_VERBS[stage]
        return event("improvements", "adoption", verb, str(uuid7()), data, key=improvement, at=written(last))

    def _below(self, number: int) -> int:
        return int(self.random.random() * number)


def _entered(began: datetime, days: int, names: Sequence[str]) -> Entered:
    """Each state or stage with the moment it was entered, so many days apart."""
    return [(began + timedelta(days=place * days), name) for place, name in enumerate(names)]


def batches(events: Iterator[list[Event]], size: int) -> Iterator[list[Event]]:
    """The events of so many families at once."""
    while some := list(islice(events, size)):
        yield [each for family in some for each in family]
