"""The perspectives of a year as they are shown, the same facts for both doors."""

from typing import Any

from schemas.goals import PerspectivesOfYear
from services.followups.perspectives.model import PerspectiveSet
from services.followups.perspectives.queries import Held
from services.kernel.web import doors
from services.kernel.web.context import language
from services.kernel.web.doors import Answer

API = "/api/v1/goals/perspectives"
PAGES = "/follow-ups/perspectives"

_schema = PerspectivesOfYear()


def whole(held: Held) -> dict[str, Any]:
    """Those of a year, as the API gives them."""
    dumped: dict[str, Any] = _schema.dump(held)
    return dumped


def current(held: Held) -> Answer:
    """Those of a year as 200."""
    return doors.current(whole(held), held.version)


def worded(found: PerspectiveSet) -> Answer:
    """Those that were just worded as 200."""
    return current(Held(found.year, found.version, found.year, found.perspectives))


def on_its_page(found: PerspectiveSet) -> Answer:
    """A form's way on to the year's page."""
    return doors.see(f"{PAGES}/{found.year}")


def names(held: Held) -> list[tuple[str, str]]:
    """(code, name in the reader's language), in the order of the scorecard."""
    return [(each["code"], each["name"][language().code]) for each in held.perspectives]
