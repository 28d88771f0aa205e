"""What the service says of all its things at once: stated anew after a restore, and counted for `leanstream check`."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from services.kernel.work import Work
from services.observations.noting import operations as noting
from services.observations.noting import queries as observations
from services.observations.streams import operations as drawing
from services.observations.streams import queries as streams
from services.observations.walks import operations as walking
from services.observations.walks import queries as walks

# By thing: what states all of them anew and answers their ids, and what counts them.
THINGS: dict[str, tuple[Callable[[Work], set[str]], Callable[[Session], int]]] = {
    "observation": (noting.restate, observations.number),
    "value_stream": (drawing.restate, streams.number),
    "walk": (walking.restate, walks.number),
}


def restate(work: Work) -> dict[str, set[str]]:
    """State everything anew; the caller commits."""
    return {thing: state(work) for thing, (state, _) in THINGS.items()}


def recorded(session: Session) -> dict[str, int]:
    """How many things the database holds."""
    return {thing: number(session) for thing, (_, number) in THINGS.items()}
