"""The plain fold of follow-ups: what their tables must hold, from the newest event of each thing.

Written from the comments of `scorecards/following/model.py`, without the code of the projection.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.scorecards.projections.rows import Row, Told, keyed, of_thing, withdrawn

# The periods that the tests tell of; what is no period begins on no day.
BEGINS = {"2026": date(2026, 1, 1), "2026-Q4": date(2026, 10, 1)}


def tables(newest: Sequence[Told]) -> dict[str, dict[Any, Row]]:
    """Every table of follow-ups by its primary key."""
    goals = of_thing("goal", newest)
    serving = [
        {"goal": each["subject"], "improvement": improvement}
        for each in goals
        if not withdrawn(each)
        for improvement in {*each["data"].get("improvements", ())}
    ]
    return {
        "goal": keyed([goal(each) for each in goals], "id"),
        "goal_improvement": keyed(serving, "goal", "improvement"),
        "indicator": keyed([indicator(each) for each in of_thing("indicator", newest)], "id"),
        "measurement": keyed([head(each) for each in of_thing("measurement", newest)], "id"),
        "perspectives": keyed([perspectives(each) for each in of_thing("perspectives", newest)], "id"),
    }


def head(event: Told) -> Row:
    """What every row begins with."""
    return {"id": event["subject"], "sequence": event["sequence"], "counted": not withdrawn(event)}


def goal(event: Told) -> Row:
    """A row of `goal`."""
    names = ("title", "perspective", "year", "period", "state", "thread")
    data = {} if withdrawn(event) else event["data"]
    followed = [each["status"] for each in data.get("followed_up", ())]
    told = {name: data.get(name, "") for name in names} | {"begins": BEGINS.get(data.get("period"))}
    return placed(event) | told | {"status": followed[-1] if followed else "", "due": day(data.get("due"))}


def indicator(event: Told) -> Row:
    """A row of `indicator`."""
    data = {} if withdrawn(event) else event["data"]
    told = {name: data.get(name) or "" for name in ("name", "goal", "variation", "assurance")}
    days = {name: day(data.get(name)) for name in ("last", "due")}
    return placed(event) | told | days | {"number": min(int(data.get("values", 0)), 2**31 - 1)}


def perspectives(event: Told) -> Row:
    """A row of `perspectives`."""
    told = () if withdrawn(event) else event["data"]["perspectives"]
    return head(event) | {"names": json.dumps({each["code"]: each["name"] for each in told}, ensure_ascii=False)}


def placed(event: Told) -> Row:
    """Whose it is: a unit's before a division's."""
    data = {} if withdrawn(event) else event["data"]
    unit = data.get("unit") or ""
    division = "" if unit else data.get("division") or ""
    return head(event) | {"unit": unit, "division": division, "incomplete": False}


def day(text: str | None) -> date | None:
    """A day of an event."""
    return date.fromisoformat(text) if text else None
