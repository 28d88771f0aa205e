"""Keeps the notices out of all that the improvements service tells."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, delete, select

from schemas.events import thing_of
from services.kernel import bulk
from services.kernel.clock import now
from services.kernel.projection import Projection, Read, newest_of_each
from services.kernel.reading import type_of
from services.organisation.inbox.model import Notice, NoticeUnit, Seen
from services.organisation.model import Base

NOTICE: Table = Base.metadata.tables[Notice.__tablename__]
NOTICE_UNIT: Table = Base.metadata.tables[NoticeUnit.__tablename__]


class Notices(Projection):
    """Folds `notice` events; kinds that this version does not know are kept for one that does."""

    topics = frozenset({"improvements"})

    def apply(self, connection: Connection, batch: Sequence[Read]) -> None:
        """Fold the newest state of each notice in the batch."""
        reads = newest_of_each(each for each in batch if thing_of(type_of(each.event)) == "notice")
        asked = select(NOTICE.c.id, NOTICE.c.sequence, NOTICE.c.arrived_at).where(NOTICE.c.id.in_(reads))
        known = {identifier: (sequence, arrived_at) for identifier, sequence, arrived_at in connection.execute(asked)}
        newer = {
            subject: each
            for subject, each in reads.items()
            if subject not in known or each.event.sequence > known[subject][0]
        }
        told = [each for each in newer.values() if not _is_withdrawn(each)]
        gone = [subject for subject, each in newer.items() if _is_withdrawn(each)]
        moment = now()
        bulk.upsert(
            connection,
            NOTICE,
            [
                _row(each) | {"arrived_at": known[subject][1] if subject in known else moment}
                for subject, each in newer.items()
            ],
        )
        connection.execute(delete(NoticeUnit).where(NoticeUnit.notice.in_(newer)))
        connection.execute(delete(Seen).where(Seen.notice.in_(gone)))
        bulk.copy(connection, NOTICE_UNIT, [row for each in told for row in _units(each)])


def _is_withdrawn(each: Read) -> bool:
    return type_of(each.event).endswith(".withdrawn.v1")


def _row(each: Read) -> bulk.Row:
    event = each.event
    row = {"id": event.subject, "sequence": event.sequence}
    if _is_withdrawn(each):
        return row | {"kind": "", "improvement": "", "title": "", "at": event.time, "by_unit": None}
    data = event.data
    return row | {
        "kind": data.kind,
        "improvement": data.improvement,
        "title": data.title,
        "at": data.at,
        "by_unit": data.by_unit,
    }


def _units(each: Read) -> list[bulk.Row]:
    return [{"notice": each.event.subject, "unit": unit} for unit in dict.fromkeys(each.event.data.units)]
