"""A walk as it is shown, the same facts for both doors."""

from typing import Any

from schemas.observations import Walk as WalkSchema
from services.kernel.web import doors, naming
from services.kernel.web.context import principal, runtime
from services.kernel.web.doors import Answer
from services.observations.walks import model, queries
from services.observations.walks.model import Walk

API = "/api/v1/observations/walks"
PAGES = "/observations/walks"

_schema = WalkSchema()


def shown(walk: Walk, observations: int) -> dict[str, Any]:
    """The facts of one walk, for templates and the schema alike."""
    columns = {column.name: getattr(walk, column.name) for column in walk.__table__.columns}
    return columns | {
        "observations": observations,
        "unit_names": [naming.unit_name(unit) for unit in walk.units],
        "may_change": may_change(walk),
    }


def may_change(walk: Walk) -> bool:
    """Whether the asker may change it."""
    return model.may_change(principal(), walk, [naming.division_today(unit) for unit in walk.units])


def several(walks: list[Walk]) -> list[dict[str, Any]]:
    """The facts of many."""
    with runtime().database.reading() as session:
        counted = queries.observations_on(session, [walk.id for walk in walks])
    return [shown(walk, counted.get(walk.id, 0)) for walk in walks]


def whole(walk: Walk) -> dict[str, Any]:
    """One, as the API gives it."""
    dumped: dict[str, Any] = _schema.dump(several([walk])[0])
    return dumped


def items(walks: list[Walk]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_schema.dump(each) for each in several(walks)]


def created(walk: Walk) -> Answer:
    """A new walk as 201."""
    return doors.created(whole(walk), f"{API}/{walk.id}", walk.version)


def current(walk: Walk) -> Answer:
    """A changed walk as 200."""
    return doors.current(whole(walk), walk.version)


def on_its_page(walk: Walk) -> Answer:
    """A form's way on to the walk's page."""
    return doors.see(f"{PAGES}/{walk.id}")
