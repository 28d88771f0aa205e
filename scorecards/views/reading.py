"""What both doors need to read a scorecard: the reader, the present day, and what a request asks for."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import request
from marshmallow import Schema, fields
from sqlalchemy import Row

from schemas.fields import Choice, Code
from schemas.messages import N_
from schemas.vocabulary import RUNNING, STATES
from scorecards import queries, reports
from scorecards.reports import Reader
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import forms, paging
from services.kernel.web.context import gettext, language, runtime

UNKNOWN_NAME = N_("Units not known yet")


class Asked(Schema):
    """What stands behind a number."""

    division = Code(load_default=None)
    unit = Code(load_default=None)
    state = Choice(["running", *(state for state in STATES if state != "merged")], load_default="running")
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


def asked() -> dict[str, Any]:
    """The filter of this request; raises Invalid."""
    return forms.load(Asked(), request.args.to_dict())


def behind(reader: Reader, wanted: Mapping[str, Any]) -> tuple[Sequence[Row[Any]], list[str] | None]:
    """One piece of the improvements that a number counts, and the next cursor."""
    return queries.behind(
        reader.session,
        _units_of(reader, wanted),
        _states_of(wanted["state"]),
        limit=paging.limit(),
        after=_after(paging.cursor(2)),
    )


def number(reader: Reader, wanted: Mapping[str, Any]) -> int:
    """The number itself."""
    counts = queries.counts_by_unit(reader.session, _units_of(reader, wanted))
    return sum(each[state] for each in counts.values() for state in _states_of(wanted["state"]))


def _units_of(reader: Reader, wanted: Mapping[str, Any]) -> list[str] | None:
    """The units it counts; None for all."""
    if wanted["division"] is None:
        return None if wanted["unit"] is None else [wanted["unit"]]
    inside = reports.units_of(reader, wanted["division"])
    return [unit for unit in inside if wanted["unit"] in {None, unit}]


def _states_of(state: str) -> Sequence[str]:
    return RUNNING if state == "running" else (state,)


def _after(cursor: list[str] | None) -> list[str] | None:
    """A cursor that begins with a moment; raises Invalid for one that we did not give."""
    if cursor is None:
        return None
    try:
        datetime.fromisoformat(cursor[0])
    except ValueError:
        text = N_("Use the cursor from the Link header of the piece before, unchanged.")
        raise Invalid({"cursor": [text]}) from None
    return cursor


@contextmanager
def reader() -> Iterator[Reader]:
    """A reader for this request, on one snapshot of the database."""
    here = runtime()
    with here.database.reading() as session:
        today = now().astimezone(here.settings.zone).date()
        yield Reader(session, here.known.directory(), language().code, today)


def unknown_name() -> str:
    """What the row of unknown units is called."""
    return gettext(UNKNOWN_NAME)
