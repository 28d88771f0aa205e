"""From a query string to the filter of a list, the same for both doors; what cannot be taken is named."""

from typing import Any

from flask import request
from marshmallow import Schema, ValidationError, fields

from schemas.fields import Choice, Code, Line, Moment, check_search
from schemas.vocabulary import RUNNING, STATES, WASTES
from services.improvements.queries import Filter
from services.kernel.errors import Invalid
from services.kernel.web import forms, naming, paging
from services.kernel.web.context import principal

QUERY = {
    "unit": "Code of a unit",
    "division": "Code of a division: its units of today",
    "state": "A state, or `running` for accepted, testing and implementing",
    "waste": "One of the eight wastes",
    "value_stream": "Id or name of a value stream",
    "q": "Words that its texts hold",
    "mine": "`1`: only what the asker submitted",
    "updated_since": "Date and time with zone",
    **paging.QUERY,
}


class Asked(Schema):
    """The filters a list takes."""

    unit = Code(load_default=None)
    division = Code(load_default=None)
    state = Choice([*STATES, "running"], load_default=None)
    waste = Choice(WASTES, load_default=None)
    value_stream = Line(120, load_default=None)
    updated_since = Moment(load_default=None)
    mine = Choice(["0", "1"], load_default="0")
    q = fields.String(load_default="")
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


def asked() -> Filter:
    """The filter of this request; raises Invalid naming the parameter."""
    values: dict[str, Any] = forms.load(Asked(), request.args.to_dict())
    try:
        words = check_search(values["q"])
    except ValidationError as refused:
        raise Invalid(forms.flat(refused.messages, "q")) from None
    units = naming.units_asked(values["division"], values["unit"])
    return Filter(
        units=units,
        states=_states(values["state"]),
        waste=values["waste"],
        value_stream=values["value_stream"],
        words=words,
        updated_since=values["updated_since"],
        submitted_by=principal().id if values["mine"] == "1" else None,
    )


def _states(asked_state: str | None) -> tuple[str, ...]:
    if asked_state is None:
        return ()
    return RUNNING if asked_state == "running" else (asked_state,)
