"""Numbers as a unit may have measured them: chance around a level, which an improvement moves from its day on."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

from schemas.periods import Grain, holding

Value = dict[str, Any]


def drawn(
    chance: random.Random, sample: Value, months: Sequence[date], turned: date | None, share: float
) -> list[Value]:
    """A value for each month, as schemas.indicators.NewMeasurement takes it.

    `turned`: from when the level was another, by this share of the sample's effect.
    """
    base = sample["level"] * chance.uniform(0.9, 1.15)
    effect = sample["effect"] * share
    return [
        {"period": holding(month, Grain.MONTH)}
        | _number(chance, sample, base + (effect if turned and month >= turned else 0))
        for month in months
    ]


def _number(chance: random.Random, sample: Value, level: float) -> Value:
    match sample["kind"]:
        case "rate" | "share":
            of = round(sample["of"] * chance.uniform(0.85, 1.15))
            return {"numerator": sum(chance.random() < level for _ in range(of)), "denominator": of}
        case "count":
            most = sample["most"]
            return {"value": sum(chance.random() < level / most for _ in range(most))}
    return {"value": round(max(level + chance.gauss(0, sample["noise"]), 0), 1)}
