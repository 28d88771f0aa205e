"""What the service says of all its things at once: stated anew after a restore, and counted for `leanstream check`."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from services.followups.goals import operations as goals
from services.followups.goals import queries as set_goals
from services.followups.indicators import operations as indicators
from services.followups.indicators import queries as defined
from services.followups.measuring import operations as measuring
from services.followups.measuring import queries as measured
from services.followups.perspectives import operations as perspectives
from services.followups.perspectives import queries as worded
from services.kernel.work import Work

# By thing: what states all of them anew and answers their subjects, and what counts them.
THINGS: dict[str, tuple[Callable[[Work], set[str]], Callable[[Session], int]]] = {
    "perspectives": (perspectives.restate, worded.number),
    "goal": (goals.restate, set_goals.number),
    "indicator": (indicators.restate, defined.number),
    "measurement": (measuring.restate, measured.number),
}


def restate(work: Work) -> dict[str, set[str]]:
    """State everything anew; the caller commits."""
    return {thing: state(work) for thing, (state, _) in THINGS.items()}


def recorded(session: Session) -> dict[str, int]:
    """How many things the database holds."""
    return {thing: number(session) for thing, (_, number) in THINGS.items()}
