"""A row for each thing as its newest event has it, for the plain fold.

What stands here follows from the event alone; what its family makes of it is added in `plain`.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from schemas.events import thing_of
from schemas.events.kinds import CODE_LENGTH, ID_LENGTH
from schemas.vocabulary import ADOPTED
from services.kernel.units import Directory, Period, Unit

Told = dict[str, Any]
Row = dict[str, Any]
Entered = Sequence[tuple[str, datetime]]
HOURS = ("h", "t", "tim", "hour", "hours", "timme", "timmar", "tunti", "tuntia")
MEASURE_LENGTH = 20
LARGEST_AMOUNT = 1e12


def newest_of_each(events: Iterable[Told]) -> list[Told]:
    """Each thing's event with the highest sequence, by subject."""
    newest = {each["subject"]: each for each in sorted(events, key=lambda each: str(each["sequence"]))}
    return [newest[subject] for subject in sorted(newest)]


def of_thing(thing: str, events: Iterable[Told]) -> list[Told]:
    """The events about things of one kind."""
    return [each for each in events if thing_of(each["type"]) == thing]


def directory(units: Iterable[Told]) -> Directory:
    """The units as their newest events have them."""
    known = {}
    for event in units:
        if not withdrawn(event):
            told = event["data"]["periods"]
            starts = [*(date.fromisoformat(each["from"]) for each in told), None]
            periods = [
                Period(each["division"], start, date.fromisoformat(each["until"]) if each.get("until") else following)
                for each, start, following in zip(told, starts, starts[1:], strict=False)
                if start
            ]
            known[event["subject"]] = Unit(event["subject"], {}, event["data"].get("merged_into"), tuple(periods))
    return Directory(known)


def improvement(event: Told, zone: ZoneInfo) -> Row:
    """A row of `improvement`."""
    row = {"id": event["subject"], "sequence": event["sequence"], "incomplete": False}
    if withdrawn(event):
        blank: Row = dict.fromkeys(("implemented_on", "waste", "value_stream", "merged_into"))
        blank |= dict.fromkeys(("unit", "title", "periods", "origins", "relevant"), "")
        told_at = moment_of(event["time"])
        blank |= {"state": "withdrawn", "since": told_at, "proposed_at": told_at, "benefit": "[]"}
        return row | blank | {"relevant_number": 0, "counted": False}
    data = event["data"]
    entered = entries(data["periods"], "state")
    home = {data["unit"], *codes(data.get("origins"))}
    relevant = {*codes(data.get("relevant_units"))} - home - {*(data.get("not_for") or ())}
    merged_into = data.get("merged_into")
    return row | {
        "unit": data["unit"],
        "state": data["state"],
        "since": entered[-1][1],
        "proposed_at": moment_of(data["proposed_at"]),
        "implemented_on": adopted_on(entered, zone),
        "title": data["title"],
        "waste": data.get("waste"),
        "value_stream": data.get("value_stream"),
        "periods": ",".join(f"{month_of(day_of(moment, zone))}:{state}" for state, moment in entered),
        "origins": " ".join(sorted(home - {data["unit"]})),
        "relevant": " ".join(sorted(relevant)),
        "relevant_number": len(relevant),
        "benefit": json.dumps([benefit(each) for each in data.get("expected_benefit", ())], separators=(",", ":")),
        "merged_into": merged_into if merged_into and len(merged_into) <= ID_LENGTH else None,
        "counted": data["state"] != "merged",
    }


def adoption(event: Told, zone: ZoneInfo) -> Row:
    """A row of `adoption`; origin and divisions are still open."""
    row = {"id": event["subject"], "sequence": event["sequence"], "improvement": event["partitionkey"]}
    row |= {"origin": "", "origin_division": None, "division": None, "incomplete": False}
    if withdrawn(event):
        blank: Row = dict.fromkeys(("adopted_on", "learned_from", "adapted", "reason"))
        blank |= {"unit": "", "stage": "withdrawn", "since": moment_of(event["time"]), "periods": ""}
        return row | blank | {"counted": False}
    data = event["data"]
    entered = entries(data["periods"], "stage")
    return row | {
        "unit": data["unit"],
        "stage": data["stage"],
        "since": entered[-1][1],
        "adopted_on": adopted_on(entered, zone),
        "periods": ",".join(f"{day_of(moment, zone)}:{stage}" for stage, moment in entered),
        "learned_from": data.get("learned_from"),
        "adapted": data.get("adapted"),
        "reason": data.get("reason"),
        "counted": data.get("moved_to") is None,
    }


def tap(event: Told) -> Row:
    """A row of `tap`."""
    row = {"id": event["subject"], "sequence": event["sequence"], "improvement": event["partitionkey"]}
    if withdrawn(event):
        return row | {"unit": "", "since": moment_of(event["time"]), "active": False}
    data = event["data"]
    return row | {
        "unit": data["unit"],
        "since": moment_of(data["since"]),
        "active": data.get("taken_back_at") is None,
    }


def codes(listed: Iterable[str] | None) -> list[str]:
    """The codes of a list that can be codes of units."""
    return [code for code in listed or () if len(code) <= CODE_LENGTH and code.split() == [code]]


def benefit(told: Told) -> list[Any]:
    """[kind, measure, per, thousandths], with hours under one name and currencies in capitals."""
    measure = (told.get("unit") or "").strip().casefold()
    if told["kind"] == "time" and measure in HOURS:
        measure = "h"
    if told["kind"] == "financial":
        measure = measure.upper()
    amount = told.get("amount") or 0
    return [
        told["kind"],
        measure[:MEASURE_LENGTH],
        told["per"],
        0 if abs(amount) > LARGEST_AMOUNT else round(amount * 1000),
    ]


def adopted_on(entered: Entered, zone: ZoneInfo) -> date | None:
    """The day on which the present time of being implemented or sustained began."""
    day = None
    for state, moment in entered:
        if state not in ADOPTED:
            day = None
        elif day is None:
            day = day_of(moment, zone)
    return day


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The region's day of a moment."""
    return moment.astimezone(zone).date()


def month_of(day: date) -> int:
    """12 * year + month - 1."""
    return day.year * 12 + day.month - 1


def withdrawn(event: Told) -> bool:
    """Whether the event says that its thing is gone."""
    return bool(event["type"].endswith(".withdrawn.v1"))


def moment_of(text: str) -> datetime:
    """A moment of an event."""
    return datetime.fromisoformat(text)


def entries(periods: Iterable[Told], what: str) -> Entered:
    """(state or stage, moment it was entered), oldest first."""
    return [(each[what], moment_of(each["from"])) for each in periods]


def keyed(told: Iterable[Row], *key: str) -> dict[tuple[Any, ...], Row]:
    """Rows by their primary key, which leaves them."""
    return {tuple(row[name] for name in key): {k: v for k, v in row.items() if k not in key} for row in told}
