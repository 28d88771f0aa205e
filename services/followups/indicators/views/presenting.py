"""An indicator as it is shown, the same facts for both doors."""

from collections.abc import Sequence
from typing import Any

from schemas.indicators import Indicator as IndicatorSchema
from services.followups import asker
from services.followups.indicators import queries
from services.followups.indicators.model import Indicator
from services.followups.model import level_of
from services.kernel.web import doors, naming
from services.kernel.web.context import runtime
from services.kernel.web.doors import Answer

API = "/api/v1/indicators"
PAGES = "/follow-ups/indicators"

_schema = IndicatorSchema()


def several(found: Sequence[Indicator]) -> list[dict[str, Any]]:
    """The facts of many, for templates and schemas alike."""
    with runtime().database.reading() as session:
        phases = queries.phases(session, [each.id for each in found])
    actors = (phase.actor for begun in phases.values() for phase in begun)
    names = naming.names_of([*(each.defined_by for each in found), *actors])
    return [
        {
            **{column.name: getattr(each, column.name) for column in each.__table__.columns},
            "unit_name": naming.unit_name(each.unit) if each.unit else None,
            "division": asker.division_of(each),
            "level": level_of(each.unit, each.division),
            "values": each.number,
            "first": each.first_period,
            "last": each.last_period,
            "defined_by": names.get(each.defined_by, ""),
            "phases": [
                {"start": phase.start, "reason": phase.reason, "at": phase.at, "by": names.get(phase.actor, "")}
                for phase in phases[each.id]
            ],
        }
        for each in found
    ]


def items(found: Sequence[Indicator]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_schema.dump(each) for each in several(found)]


def created(indicator: Indicator) -> Answer:
    """A new indicator as 201."""
    return doors.created(items([indicator])[0], f"{API}/{indicator.id}", indicator.version)


def current(indicator: Indicator) -> Answer:
    """An indicator as it is now, as 200."""
    return doors.current(items([indicator])[0], indicator.version)


def on_its_page(indicator: Indicator) -> Answer:
    """A form's way on to the indicator's page."""
    return doors.see(f"{PAGES}/{indicator.id}")
