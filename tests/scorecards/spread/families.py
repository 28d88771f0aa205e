"""Keeps improvements with their adoptions and taps as the projection would, for tests of what is read from them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import insert
from uuid_utils import uuid7

from schemas.vocabulary import ADOPTED
from scorecards.model import LIVE
from services.kernel.database import Database

IMPLEMENTED = date(2026, 1, 10)
SEQUENCE = "000000-000000000001"


def noon(day: date) -> datetime:
    """A moment of that day."""
    return datetime.combine(day, time(12), UTC)


def adopter(unit: str, *periods: tuple[date, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 (columns)
    """A row of `adoption`; `periods` are (day, stage)."""
    day, stage = periods[-1]
    adopted_on = None
    for entered, each in reversed(periods):
        if each not in ADOPTED:
            break
        adopted_on = entered
    return {
        "id": str(uuid7()),
        "sequence": SEQUENCE,
        "unit": unit,
        "origin": "",
        "stage": stage,
        "since": noon(day),
        "adopted_on": adopted_on,
        "periods": ",".join(f"{entered}:{each}" for entered, each in periods),
        "learned_from": None,
        "adapted": None,
        "reason": None,
        "origin_division": None,
        "division": None,
        "counted": True,
        "incomplete": False,
    } | more


def improvement(unit: str, relevant: Iterable[str] = (), **more: Any) -> dict[str, Any]:  # noqa: ANN401 (columns)
    """A row of `improvement`, implemented on IMPLEMENTED."""
    codes = sorted(relevant)
    return {
        "id": str(uuid7()),
        "sequence": SEQUENCE,
        "unit": unit,
        "state": "implemented",
        "since": noon(IMPLEMENTED),
        "proposed_at": noon(IMPLEMENTED),
        "implemented_on": IMPLEMENTED,
        "title": "Discharge letter before noon",
        "periods": f"{12 * IMPLEMENTED.year + IMPLEMENTED.month - 1}:implemented",
        "origins": "",
        "relevant": " ".join(codes),
        "relevant_number": len(codes),
        "benefit": "[]",
        "adopters": 0,
        "crossing": 0,
        "taps": 0,
        "border": "unit",
        "counted": True,
        "incomplete": False,
    } | more


def keep(
    database: Database,
    whole: Mapping[str, Any],
    adopters: Sequence[Mapping[str, Any]] = (),
    tapping: Iterable[str] = (),
) -> str:
    """Write an improvement with its adoptions and taps into the scorecards' tables; answers its id."""
    identifier = str(whole["id"])
    taps = [
        {"id": str(uuid7()), "sequence": SEQUENCE, "unit": unit, "since": noon(IMPLEMENTED), "active": True}
        for unit in tapping
    ]
    with database.writing() as connection:
        connection.execute(insert(LIVE.improvement), [dict(whole)])
        for table, rows in ((LIVE.adoption, adopters), (LIVE.tap, taps)):
            if rows:
                connection.execute(insert(table), [dict(row) | {"improvement": identifier} for row in rows])
    return identifier
