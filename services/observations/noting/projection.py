"""Keeps what the improvements service tells of improvements: title, unit, state, and the observations they came of."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, delete, select

from schemas.events import thing_of
from services.kernel import bulk
from services.kernel.projection import Projection, Read, newest_of_each
from services.kernel.reading import type_of
from services.observations.model import Base
from services.observations.noting.model import Improvement, Raised

IMPROVEMENT: Table = Base.metadata.tables[Improvement.__tablename__]
RAISED: Table = Base.metadata.tables[Raised.__tablename__]


class Improvements(Projection):
    """Folds `improvement` events into the replica."""

    topics = frozenset({"improvements"})

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold the newest state of each improvement in the batch."""
        reads = newest_of_each(each for each in batch if thing_of(type_of(each.event)) == "improvement")
        asked = select(IMPROVEMENT.c.id, IMPROVEMENT.c.sequence).where(IMPROVEMENT.c.id.in_(reads))
        known: dict[str, str] = {row[0]: row[1] for row in connection.execute(asked)}
        newer = [each for subject, each in reads.items() if each.event.sequence > known.get(subject, "")]
        bulk.upsert(connection, IMPROVEMENT, [_row(each) for each in newer])
        connection.execute(delete(RAISED).where(RAISED.c.improvement.in_([each.event.subject for each in newer])))
        bulk.copy(connection, RAISED, [row for each in newer for row in _raised(each)])


def _is_withdrawn(each: Read) -> bool:
    return type_of(each.event).endswith(".withdrawn.v1")


def _row(each: Read) -> bulk.Row:
    event, data = each.event, each.event.data
    row = {"id": event.subject, "sequence": event.sequence}
    if _is_withdrawn(each):
        # Nothing of it is left but its sequence: an older event must not bring it back.
        return row | {"title": "", "unit": "", "state": "withdrawn", "proposed_at": event.time}
    return row | {"title": data.title, "unit": data.unit, "state": data.state, "proposed_at": data.proposed_at}


def _raised(each: Read) -> list[bulk.Row]:
    observations = [] if _is_withdrawn(each) else each.event.data.observations or []
    return [{"observation": one, "improvement": each.event.subject} for one in dict.fromkeys(observations)]
