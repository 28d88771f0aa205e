"""An improvement as it is shown, the same facts for both doors."""

from typing import Any

from schemas.improvements import Improvement as ImprovementSchema
from schemas.improvements import ImprovementWithSteps
from services.improvements.model import Improvement, Step
from services.kernel.clock import now
from services.kernel.units import Directory
from services.kernel.web import doors, naming
from services.kernel.web.context import language
from services.kernel.web.doors import Answer

API = "/api/v1/improvements"
PAGES = "/improvements"
Made = tuple[Improvement, list[Step]]

_short = ImprovementSchema()
_whole = ImprovementWithSteps()


def directory_for(fields: dict[str, Any]) -> Directory:
    """Units and divisions, read anew when the fields name a unit that only just came."""
    codes = {*fields.get("relevant_units", ()), *fields.get("origins", ())}
    return naming.directory_with(codes | ({fields["unit"]} if "unit" in fields else set()))


def shown(improvement: Improvement, names: dict[str, str]) -> dict[str, Any]:
    """The facts of one improvement, for templates and schemas alike."""
    units = naming.directory()
    columns = {column.name: getattr(improvement, column.name) for column in improvement.__table__.columns}
    return columns | {
        "submitted_by": names.get(improvement.submitted_by, ""),
        "unit_name": units.unit_name(improvement.unit, language().code),
        "division": units.division_on(improvement.unit, now().date()),
        "days_in_state": (now() - improvement.state_since).days,
    }


def several(improvements: list[Improvement]) -> list[dict[str, Any]]:
    """The facts of many."""
    names = naming.names_of(each.submitted_by for each in improvements)
    return [shown(each, names) for each in improvements]


def items(improvements: list[Improvement]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_short.dump(each) for each in several(improvements)]


def with_story(made: Made) -> dict[str, Any]:
    """The facts of one with its history, oldest first."""
    improvement, steps = made
    names = naming.names_of([improvement.submitted_by, *(step.actor for step in steps)])
    story = [
        {"state": step.state, "at": step.at, "by": names.get(step.actor, ""), "reason": step.reason} for step in steps
    ]
    return shown(improvement, names) | {"steps": story}


def whole(made: Made) -> dict[str, Any]:
    """One with its history, as the API gives it."""
    dumped: dict[str, Any] = _whole.dump(with_story(made))
    return dumped


def created(made: Made) -> Answer:
    """A new improvement as 201."""
    return doors.created(whole(made), f"{API}/{made[0].id}", made[0].version)


def current(made: Made) -> Answer:
    """A changed improvement as 200."""
    return doors.current(whole(made), made[0].version)


def on_its_page(made: Made) -> Answer:
    """A form's way on to the improvement's page."""
    return doors.see(f"{PAGES}/{made[0].id}")
