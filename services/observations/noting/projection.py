"""Keeps what the improvements service tells of improvements: title, unit, state, and the observations they came of."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete

from services.kernel import bulk, improvements
from services.kernel.projection import Projection, Read
from services.observations.model import Base
from services.observations.noting.model import Improvement, Raised

IMPROVEMENT: Table = Base.metadata.tables[Improvement.__tablename__]
RAISED: Table = Base.metadata.tables[Raised.__tablename__]


class Improvements(Projection):
    """Folds `improvement` events into the replica."""

    topics = frozenset({"improvements"})

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold the newest state of each improvement in the batch."""
        fresh = improvements.fold(connection, IMPROVEMENT, batch, _more)
        connection.execute(delete(RAISED).where(RAISED.c.improvement.in_([each.event.subject for each in fresh])))
        bulk.copy(connection, RAISED, [row for each in fresh for row in _raised(each)])


def _more(event: Any) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    return {"proposed_at": getattr(event.data, "proposed_at", event.time)}


def _raised(each: Read) -> list[bulk.Row]:
    observations = [] if improvements.is_withdrawn(each) else each.event.data.observations or []
    return [{"observation": one, "improvement": each.event.subject} for one in dict.fromkeys(observations)]
