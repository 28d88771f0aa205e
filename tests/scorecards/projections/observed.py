"""The plain fold of waste: what its tables must hold, from the newest event of each thing.

Written from domain.md §2.8 and the comments of `scorecards/waste/model.py`, without the code of the projection.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tests.scorecards.projections.rows import (
    Row,
    Told,
    day_of,
    keyed,
    moment_of,
    month_of,
    of_thing,
    withdrawn,
)

WEEK = 10_080


def tables(newest: Sequence[Told], zone: ZoneInfo, where: Callable[[str, date], str]) -> dict[str, dict[Any, Row]]:
    """Every table of waste by its primary key; `where` says in which division a unit was on a day."""
    observations = [observation(each, zone, where) for each in of_thing("observation", newest)]
    counts: dict[str, defaultdict[Any, Counter[str]]] = {
        name: defaultdict(Counter) for name in ("waste_kind", "waste_step", "waste_days")
    }
    for it in observations:
        if it["counted"]:
            key = (it["month"], it["division"], it["unit"])
            told = {
                "number": 1,
                "told": int(it["minutes"] is not None),
                "minutes": it["minutes"] or 0,
                "weekly_told": int(it["weekly"] is not None),
                "weekly": it["weekly"] or 0,
                "led": int(it["improvement"] is not None),
            }
            counts["waste_kind"][*key, it["waste"]].update(told)
            counts["waste_step"][*key, it["value_stream"], it["step"]].update(told)
            if it["days"] is not None:
                counts["waste_days"][*key, it["days"]]["number"] += 1
    return {
        **{name: {key: dict(numbers) for key, numbers in found.items()} for name, found in counts.items()},
        "observation": keyed(observations, "id"),
        "walk": keyed([head(each) | {"counted": not withdrawn(each)} for each in of_thing("walk", newest)], "id"),
        "value_stream": keyed([value_stream(each) for each in of_thing("value_stream", newest)], "id"),
    }


def head(event: Told) -> Row:
    """What every row begins with."""
    return {"id": event["subject"], "sequence": event["sequence"]}


def observation(event: Told, zone: ZoneInfo, where: Callable[[str, date], str]) -> Row:
    """A row of `observation`."""
    row = head(event) | dict.fromkeys(("minutes", "weekly", "improvement", "days"))
    row |= {"value_stream": "", "step": "", "incomplete": False}
    if withdrawn(event):
        at = moment_of(event["time"])
        month = month_of(day_of(at, zone))
        return row | {
            "unit": "",
            "division": "",
            "waste": "withdrawn",
            "seen_at": at,
            "month": month,
            "counted": False,
        }
    data = event["data"]
    day = day_of(moment_of(data["seen_at"]), zone)
    minutes, times = believed(data.get("minutes_lost")), believed(data.get("times_per_week"))
    improved_at = data.get("improved_at")
    days = (day_of(moment_of(improved_at), zone) - day).days if improved_at and data.get("improvement") else None
    return row | {
        "unit": data["unit"],
        "division": where(data["unit"], day),
        "waste": data["waste"],
        "seen_at": moment_of(data["seen_at"]),
        "month": month_of(day),
        "value_stream": " ".join((data.get("value_stream") or "").split()),
        "step": " ".join((data.get("step") or "").split()),
        "minutes": None if minutes is None else round(minutes * 1000),
        "weekly": None if minutes is None or times is None else round(minutes * times * 1000),
        "improvement": data.get("improvement"),
        "days": None if days is None else max(days, 0),
        "counted": True,
    }


def value_stream(event: Told) -> Row:
    """A row of `value_stream`."""
    row = head(event) | {"incomplete": False, "drawn_at": None, "lead": None, "activity_ratio": None}
    if withdrawn(event):
        return row | {"unit": "", "name": "", "time_basis": "", "counted": False}
    data = event["data"]
    row |= {"unit": data["unit"], "name": data["name"], "time_basis": data["time_basis"], "counted": True}
    for version in data["versions"]:
        if version["kind"] == "current":
            row["drawn_at"] = moment_of(version["drawn_at"])
            for column, metric in (("lead", "lead_minutes"), ("activity_ratio", "activity_ratio_percent")):
                number = data["metrics"].get(metric)
                row[column] = None if number is None else round(number * 1000)
    return row


def believed(told: float | None) -> float | None:
    """What fits a week; anything else was not told."""
    return told if told is not None and 0 <= told <= WEEK else None
