"""Keeps what the improvements service tells of improvements and of their adoptions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table

from services.followups.model import Base
from services.followups.replica.model import Adoption, Improvement
from services.kernel import bulk, improvements
from services.kernel.projection import Projection, Read

IMPROVEMENT: Table = Base.metadata.tables[Improvement.__tablename__]
ADOPTION: Table = Base.metadata.tables[Adoption.__tablename__]


class Improvements(Projection):
    """Folds `improvement` and `adoption` events into the replica."""

    topics = frozenset({"improvements"})

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold the newest state of each in the batch."""
        improvements.fold(connection, IMPROVEMENT, batch, _more)
        adoptions = improvements.newer(connection, ADOPTION, "adoption", batch)
        bulk.upsert(connection, ADOPTION, [_adoption(each) for each in adoptions])


def _more(event: Any) -> bulk.Row:  # noqa: ANN401 (an event's struct)
    lived = ((each.state, each.from_) for each in getattr(event.data, "periods", ()))
    return {"implemented_at": improvements.implemented_at(lived)}


def _adoption(each: Read) -> bulk.Row:
    event, data = each.event, each.event.data
    row = {"id": event.subject, "sequence": event.sequence}
    if improvements.is_withdrawn(each) or data.moved_to:
        return row | {"improvement": "", "unit": "", "implemented_at": None}
    lived = ((period.stage, period.from_) for period in data.periods)
    implemented = improvements.implemented_at(lived)
    return row | {"improvement": data.improvement, "unit": data.unit, "implemented_at": implemented}
