"""A value stream as it is shown, the same facts for both doors."""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.value_streams import ValueStream as ValueStreamSchema
from schemas.value_streams import ValueStreamWithVersions
from services.kernel.web import doors, naming
from services.kernel.web.context import principal
from services.kernel.web.doors import Answer
from services.observations.streams import model
from services.observations.streams.model import Drawing, ValueStream
from services.observations.streams.queries import Drawn

API = "/api/v1/value-streams"
PAGES = "/value-streams"

_short = ValueStreamSchema()
_whole = ValueStreamWithVersions()


def may_draw(unit: str) -> bool:
    """Whether the asker draws and changes the value streams of a unit."""
    return model.may_draw(principal(), unit, naming.division_today(unit))


def draws_in() -> list[tuple[str, str]]:
    """(code, name) of the units whose value streams the asker may draw, by name."""
    return [(code, name) for code, name in naming.unit_choices() if may_draw(code)]


def shown(made: Drawn) -> dict[str, Any]:
    """The facts of one, in its current drawing."""
    stream, drawings = made
    current = model.current_of(drawings)
    columns = {column.name: getattr(stream, column.name) for column in stream.__table__.columns}
    return columns | {
        "unit_name": naming.unit_name(stream.unit),
        "division": naming.division_today(stream.unit),
        "steps": current.steps,
        "metrics": model.metrics_of(stream, current),
    }


def items(found: Sequence[Drawn]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_short.dump(shown(each)) for each in found]


def with_versions(made: Drawn) -> dict[str, Any]:
    """The facts of one with all its drawings, by number."""
    stream, drawings = made
    names = naming.names_of(each.actor for each in drawings)
    return shown(made) | {"versions": [version(stream, each, names) for each in drawings]}


def version(stream: ValueStream, drawing: Drawing, names: Mapping[str, str]) -> dict[str, Any]:
    """The facts of one drawing."""
    return {
        "number": drawing.number,
        "kind": drawing.kind,
        "drawn_at": drawing.drawn_at,
        "by": names.get(drawing.actor, ""),
        "note": drawing.note,
        "steps": drawing.steps,
        "metrics": model.metrics_of(stream, drawing),
    }


def whole(made: Drawn) -> dict[str, Any]:
    """One with all its drawings, as the API gives it."""
    dumped: dict[str, Any] = _whole.dump(with_versions(made))
    return dumped


def created(made: Drawn) -> Answer:
    """A new value stream as 201."""
    return doors.created(whole(made), f"{API}/{made[0].id}", made[0].version)


def current(made: Drawn) -> Answer:
    """A changed value stream as 200."""
    return doors.current(whole(made), made[0].version)


def redrawn(made: tuple[Drawn, bool]) -> Answer:
    """One more drawing as 201, an earlier plan drawn anew as 200."""
    drawn, is_one_more = made
    return created(drawn) if is_one_more else current(drawn)


def on_its_page(made: Drawn) -> Answer:
    """A form's way on to the value stream's page."""
    return doors.see(f"{PAGES}/{made[0].id}")
