"""How many things the scorecards know of, for `leanstream check` to compare with what the services recorded."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from scorecards.model import LIVE


def numbers(session: Session) -> dict[str, int]:
    """By thing, those that events have named and none has withdrawn."""
    improvement = LIVE.improvement.c
    there = {
        "improvement": or_(improvement.counted, improvement.state == "merged"),
        # What was withdrawn has no unit any more.
        "adoption": LIVE.adoption.c.unit != "",
        "same_problem": LIVE.tap.c.unit != "",
        "observation": LIVE.observation.c.counted,
        "walk": LIVE.walk.c.counted,
        "value_stream": LIVE.value_stream.c.counted,
        "goal": LIVE.goal.c.counted,
        "indicator": LIVE.indicator.c.counted,
        "measurement": LIVE.measurement.c.counted,
        "perspectives": LIVE.perspectives.c.counted,
    }
    return {thing: session.execute(select(func.count()).where(known)).scalar_one() for thing, known in there.items()}
