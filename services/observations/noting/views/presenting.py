"""An observation as it is shown, the same facts for both doors."""

from typing import Any

from schemas.observations import Observation as ObservationSchema
from schemas.observations import ObservationWithHistory
from schemas.vocabulary import WASTE_NAMES
from services.kernel.web import doors, naming
from services.kernel.web.context import gettext, runtime
from services.kernel.web.doors import Answer
from services.observations.noting import queries
from services.observations.noting.model import Improvement, Observation
from services.observations.noting.operations import Noted
from services.observations.photographs.queries import kept

API = "/api/v1/observations"
PAGES = "/observations"

_short = ObservationSchema()
_whole = ObservationWithHistory()


def waste_name(waste: str) -> str:
    """The waste in the reader's language, as it begins a line."""
    name = gettext(WASTE_NAMES[waste])
    return name[:1].upper() + name[1:]


def wastes() -> list[tuple[str, str]]:
    """(waste, name) of all eight."""
    return [(waste, waste_name(waste)) for waste in WASTE_NAMES]


def shown(
    observation: Observation, names: dict[str, str], came_of_it: list[Improvement], *, pictured: bool
) -> dict[str, Any]:
    """The facts of one observation, for templates and schemas alike."""
    columns = {column.name: getattr(observation, column.name) for column in observation.__table__.columns}
    return columns | {
        "noted_by": names.get(observation.noted_by, ""),
        "unit_name": naming.unit_name(observation.unit),
        "division": naming.division_today(observation.unit),
        "waste_name": waste_name(observation.waste),
        "photograph": f"{PAGES}/{observation.id}/photograph" if pictured else None,
        "improvements": came_of_it,
    }


def several(observations: list[Observation]) -> list[dict[str, Any]]:
    """The facts of many."""
    identifiers = [each.id for each in observations]
    names = naming.names_of(each.noted_by for each in observations)
    with runtime().database.reading() as session:
        pictures, came_of_them = kept(session, identifiers), queries.improvements(session, identifiers)
    return [shown(each, names, came_of_them.get(each.id, []), pictured=each.id in pictures) for each in observations]


def items(observations: list[Observation]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_short.dump(each) for each in several(observations)]


def with_history(noted: Noted) -> dict[str, Any]:
    """The facts of one with all that it was taken for, oldest first."""
    observation, codings = noted
    names = naming.names_of([observation.noted_by, *(coding.actor for coding in codings)])
    with runtime().database.reading() as session:
        pictured = bool(kept(session, [observation.id]))
        came_of_it = queries.improvements(session, [observation.id]).get(observation.id, [])
    history = [
        {
            "waste": coding.waste,
            "waste_name": waste_name(coding.waste),
            "at": coding.at,
            "by": names.get(coding.actor, ""),
            "note": coding.note,
        }
        for coding in codings
    ]
    return shown(observation, names, came_of_it, pictured=pictured) | {"codings": history}


def whole(noted: Noted) -> dict[str, Any]:
    """One with its history, as the API gives it."""
    dumped: dict[str, Any] = _whole.dump(with_history(noted))
    return dumped


def created(noted: Noted) -> Answer:
    """A new observation as 201."""
    return doors.created(whole(noted), f"{API}/{noted[0].id}", noted[0].version)


def current(noted: Noted) -> Answer:
    """A changed observation as 200."""
    return doors.current(whole(noted), noted[0].version)


def on_its_page(noted: Noted) -> Answer:
    """A form's way on to the observation's page."""
    return doors.see(f"{PAGES}/{noted[0].id}")
