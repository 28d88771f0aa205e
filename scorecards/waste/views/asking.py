"""What stands behind a number of waste: which one a request asks for, and the observations it counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from marshmallow import Schema, fields
from sqlalchemy import Row

from schemas.events.kinds import FIRST_YEAR, LAST_YEAR
from schemas.fields import Choice, Code, Line
from schemas.messages import N_
from schemas.vocabulary import WASTES
from scorecards import lists
from scorecards.lists import Rows
from scorecards.measures import last_months
from scorecards.reader import Reader
from scorecards.reports import MONTHS
from scorecards.views import reading
from scorecards.waste import behind, queries, reports
from scorecards.waste.measures import from_parts
from scorecards.waste.queries import Where
from services.kernel.errors import Invalid
from services.kernel.web import forms, paging

MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")


class Asked(Schema):
    """Observations that a number counts."""

    division = Code(load_default=None)
    unit = Code(load_default=None)
    waste = Choice(WASTES, load_default=None)
    month = Line(7, load_default=None)
    value_stream = Line(120, load_default=None)
    step = Line(120, load_default=None)
    unnamed = Choice(("value_stream", "step", "both"), load_default=None)
    counted = Choice(tuple(behind.COUNTED), load_default="number")
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


QUERY = {
    "division": "Code of a division: what was seen in its units, as on the day",
    "unit": "Code of a unit",
    "waste": "One of the eight wastes",
    "month": "`2026-11`; the last twelve months unless given",
    "value_stream": "Its name",
    "step": "Its name",
    "unnamed": "`value_stream`, `step` or `both`: those that name none",
    "counted": "`told`: those that told minutes; `weekly_told`: and how often a week; `led`: those that led to an"
    " improvement; `days`: of which it is known when",
    **paging.QUERY,
}


@dataclass(frozen=True)
class Behind:
    """What a number counts: the filter as asked, the rows, and the number itself."""

    wanted: Mapping[str, Any]
    months: Sequence[int]
    rows: Rows
    number: int


def observations(reader: Reader) -> Behind:
    """The observations that this request asks for; raises Invalid, and NotFound for a place that nobody knows."""
    wanted = forms.load(Asked(), request.args.to_dict())
    where = Where(_months(reader, wanted["month"]), wanted["division"], wanted["unit"])
    counted, named = wanted["counted"], _named(wanted)
    if named is None:
        wastes = WASTES if wanted["waste"] is None else (wanted["waste"],)
        rows = behind.of_kind(where, reader.zone, wastes, counted)
        kinds = queries.by_kind(reader.session, where, "waste")
        sums = [numbers for (waste,), numbers in kinds.items() if waste in wastes]
    else:
        steps = reports.spelled(reader, where, *named)
        rows = behind.at_step(where, reader.zone, steps, counted)
        sums = list(steps.values())
    if not any(numbers["number"] for numbers in sums):
        reports.known(reader, where)
    number = queries.days(reader.session, where).total() if counted == "days" else sum(each[counted] for each in sums)
    return Behind(wanted, where.months, rows, number)


def found(reader: Reader, asked: Behind) -> tuple[list[dict[str, Any]], list[str] | None]:
    """The piece of it that this request asks for, and the next cursor."""
    rows, last = lists.piece(reader.session, asked.rows, paging.limit(), reading.order())
    return shown(reader, rows), last


def shown(reader: Reader, rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """Observations as both doors give them."""
    names = queries.names(reader.session, {row.value_stream for row in rows})
    return [
        row._asdict()
        | {
            "value_stream": names.name(row.value_stream) or None,
            "step": row.step or None,
            "minutes_lost": from_parts(row.minutes),
            "minutes_a_week": from_parts(row.weekly),
        }
        for row in rows
    ]


def _named(wanted: Mapping[str, Any]) -> tuple[str | None, str | None] | None:
    """(value stream, step) that are asked for, empty: none named, None: any; None where neither is; raises Invalid."""
    names = {name: "" if wanted["unnamed"] in {name, "both"} else wanted[name] for name in ("value_stream", "step")}
    if all(name is None for name in names.values()):
        if wanted["waste"] and wanted["counted"] == "days":
            raise Invalid({"waste": [N_("Leave out the waste: the days until an improvement are of all.")]})
        return None
    if wanted["waste"] or wanted["counted"] == "days":
        raise Invalid({"step": [N_("Leave out the waste and the days: of a step there is neither.")]})
    return names["value_stream"], names["step"]


def _months(reader: Reader, asked: str | None) -> Sequence[int]:
    if asked is None:
        return last_months(reader.today, MONTHS)
    year, _, month = asked.partition("-")
    if not MONTH.fullmatch(asked) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise Invalid({"month": [N_("Write a month as 2026-11.")]})
    return [int(year) * 12 + int(month) - 1]
