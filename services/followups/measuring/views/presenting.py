"""Measurements as they are shown, the same facts for both doors."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import ValidationError

from schemas.fields import Day
from schemas.indicators import Measured
from schemas.indicators import Measurement as MeasurementSchema
from services.followups import asker
from services.followups.indicators.model import Indicator
from services.followups.measuring import queries
from services.followups.measuring.model import Figure, Measurement, Written, reading
from services.followups.measuring.recording import Outcome
from services.kernel.web import naming, paging
from services.kernel.web.context import principal, runtime
from services.kernel.web.doors import Answer

_day = Day(required=True)
_measurement, _measured = MeasurementSchema(), Measured()


def with_history(found: Sequence[Measurement | Written]) -> list[dict[str, Any]]:
    """The facts of many, each with what it was before, oldest first; a rate's value is the ratio."""
    with runtime().database.reading() as session:
        earlier = queries.figures(session, [each.id for each in found if each.version > 1])
    return shown(found, earlier)


def shown(found: Sequence[Measurement | Written], earlier: Mapping[str, Sequence[Figure]]) -> list[dict[str, Any]]:
    """The same with a history that was read already."""
    actors = {each.actor for each in found} | {each.actor for several in earlier.values() for each in several}
    names = naming.names_of(actors)
    return [
        _number(each, names)
        | {
            "id": each.id,
            "version": each.version,
            "period": each.period,
            "history": [_number(figure, names) for figure in earlier.get(each.id, ())],
        }
        for each in found
    ]


def _number(each: Measurement | Figure | Written, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "value": reading(each),
        "numerator": each.numerator,
        "denominator": each.denominator,
        "note": each.note,
        "astronomical": each.astronomical,
        "at": each.at,
        "by": names.get(each.actor, ""),
    }


def may_correct(indicator: Indicator, measurement: Measurement) -> bool:
    """Whether the asker corrects or strikes out this number: who measured it does, and who decides there."""
    return measurement.actor == principal().id or asker.may_decide(indicator)


def items(found: Sequence[Measurement | Written]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_measurement.dump(each) for each in with_history(found)]


def outcome(taken: Outcome) -> Answer:
    """What became of measurements: 201 where something is new, else 200."""
    told = {"new": taken.new, "corrected": taken.corrected, "unchanged": taken.unchanged}
    body = _measured.dump(told | {"items": with_history(taken.measurements)})
    return {"status": 201 if taken.new else 200, "body": body}


def after() -> date | None:
    """The day with which the piece before ended; raises Invalid for a cursor that we did not give."""
    found = paging.cursor(1)
    if found is None:
        return None
    try:
        return _day.deserialize(found[0])
    except ValidationError:
        raise paging.not_ours() from None
