"""One piece of what stands behind a number, as both doors give it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from scorecards import queries
from scorecards.reader import Reader
from scorecards.views.asking import DEMANDS, Behind

Found = tuple[list[dict[str, Any]], list[str] | None, int | None]


def improvements(reader: Reader, behind: Behind) -> Found:
    """Improvements, the next cursor, and how many there are; shared problems with the unit that has each."""
    rows, last = behind.piece(reader)
    if behind.wanted["spread"] not in DEMANDS:
        return [row._asdict() for row in rows], last, behind.number
    known = queries.improvements(reader.session, {row.improvement for row in rows})
    return [_shared(row, known[row.improvement]) for row in rows], last, behind.number


def adoptions(reader: Reader, behind: Behind) -> Found:
    """Adoptions with the title of what was adopted, the next cursor, and how many there are."""
    rows, last = behind.piece(reader)
    known: Mapping[str, Row[Any]] = queries.improvements(reader.session, {row.improvement for row in rows})
    return [{**row._asdict(), "title": known[row.improvement].title} for row in rows], last, behind.number


def _shared(tap: Row[Any], improvement: Row[Any]) -> dict[str, Any]:
    return {**improvement._asdict(), "same_problem_unit": tap.unit, "same_problem_since": tap.since}
