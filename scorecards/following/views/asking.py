"""What stands behind a number of follow-ups: which one a request asks for, and the goals or indicators it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from marshmallow import Schema, fields
from sqlalchemy import Row

from schemas.events.kinds import CODE_LENGTH
from schemas.fields import Choice, Code, Line
from scorecards.following import queries, reports
from scorecards.following.measures import (
    COLOURS,
    GOALS_COUNTED,
    INDICATORS_COUNTED,
    NO_INDICATOR,
    SAID_ASSURANCES,
    SAID_VARIATIONS,
    STATUSES,
    VERDICTS,
    derived,
)
from scorecards.following.queries import Listed
from scorecards.reader import Reader
from services.kernel.web import forms, paging


class AskedPlace(Schema):
    """Whose goals or indicators are meant."""

    division = Code(load_default=None)
    unit = Code(load_default=None)
    own = Choice(("1",), load_default=None)
    assurance = Choice(SAID_ASSURANCES, load_default=None)
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


class AskedGoals(AskedPlace):
    """Open goals that a number counts."""

    counted = Choice(GOALS_COUNTED, load_default="open")
    perspective = Line(CODE_LENGTH, load_default=None)
    status = Choice(STATUSES, load_default=None)
    variation = Choice((*SAID_VARIATIONS, NO_INDICATOR), load_default=None)
    derived = Choice(COLOURS, load_default=None)


class AskedIndicators(AskedPlace):
    """Indicators that a number counts."""

    counted = Choice(INDICATORS_COUNTED, load_default="all")
    variation = Choice(SAID_VARIATIONS, load_default=None)


PLACE_QUERY = {
    "division": "Code of a division: its own and those of its units of today",
    "unit": "Code of a unit",
    "own": "`1`: of the division, without one of the region, what is no unit's",
}
GOALS_QUERY = {
    **PLACE_QUERY,
    "counted": ", ".join(f"`{name}`" for name in GOALS_COUNTED),
    "perspective": "Its code",
    "status": "Of the last follow-up; `none` before the first",
    "variation": "Of the gravest indicator; `none` or `no_indicator` without any",
    "assurance": "Of the gravest indicator; `none` without any",
    "derived": "The colour that is derived from these: `red`, `amber`, `green` or `none`",
    **paging.QUERY,
}
INDICATORS_QUERY = {
    **PLACE_QUERY,
    "counted": ", ".join(f"`{name}`" for name in INDICATORS_COUNTED),
    "variation": "`none` for those without any",
    "assurance": "`none` for those without any",
    **paging.QUERY,
}


@dataclass(frozen=True)
class Behind:
    """What a number counts: the filter as asked, the rows, and the number itself."""

    wanted: Mapping[str, Any]
    rows: Listed
    number: int


def goals(reader: Reader) -> Behind:
    """The open goals that this request asks for; raises Invalid, and NotFound for a place that nobody knows."""
    wanted = forms.load(AskedGoals(), request.args.to_dict())
    return _behind(reader, wanted, queries.listed_goals(reader.counted_day, _whose(reader, wanted), wanted))


def indicators(reader: Reader) -> Behind:
    """The indicators that this request asks for; raises as `goals` does."""
    wanted = forms.load(AskedIndicators(), request.args.to_dict())
    return _behind(reader, wanted, queries.listed_indicators(reader.counted_day, _whose(reader, wanted), wanted))


def found_goals(reader: Reader, asked: Behind) -> tuple[list[dict[str, Any]], list[str] | None]:
    """The piece of goals that this request asks for, and the next cursor."""
    rows, last = asked.rows.piece(reader.session, paging.limit(), paging.cursor(2))
    names = queries.perspectives(reader.session)
    return [_goal(row, names.name(row.perspective, reader.language, row.year)) for row in rows], last


def found_indicators(reader: Reader, asked: Behind) -> tuple[list[dict[str, Any]], list[str] | None]:
    """The piece of indicators that this request asks for, and the next cursor."""
    rows, last = asked.rows.piece(reader.session, paging.limit(), paging.cursor(2))
    return [{**_placed(row), "goal": row.goal or None, "values": row.number} for row in rows], last


def _whose(reader: Reader, wanted: Mapping[str, Any]) -> queries.Places:
    return reports.places_of(reader, wanted["division"], wanted["unit"], own=bool(wanted["own"]))


def _behind(reader: Reader, wanted: Mapping[str, Any], rows: Listed) -> Behind:
    number = rows.number(reader.session)
    if not number:
        reports.known(reader, wanted["division"], wanted["unit"])
    return Behind(wanted, rows, number)


def _placed(row: Row[Any]) -> dict[str, Any]:
    return {**row._asdict(), "unit": row.unit or None, "division": row.division or None}


def _goal(row: Row[Any], perspective_name: str) -> dict[str, Any]:
    verdict = VERDICTS[row.rank]
    return {
        **_placed(row),
        **verdict._asdict(),
        "title": row.name,
        "perspective_name": perspective_name,
        "derived": derived(*verdict, overdue=row.overdue),
    }
