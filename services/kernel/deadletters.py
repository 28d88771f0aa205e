"""What could not be read: kept with its reason, shown to the operator, and tried once more on request."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from services.kernel import offsets, reading, tables
from services.kernel.bulk import insert_missing
from services.kernel.clock import now
from services.kernel.database import Database
from services.kernel.eventlog.abstract import Partition, Record
from services.kernel.projection import Projection, Read
from services.kernel.reading import Poison

KEY_LENGTH = 255


def keep(connection: Connection, poison: Sequence[Poison]) -> None:
    """Keep what could not be read, once per place in the log."""
    insert_missing(
        connection,
        tables.dead_letter,
        [
            {
                "topic": each.record.partition.topic,
                "partition": each.record.partition.number,
                "position": each.record.offset,
                # What another writer put there may be longer than a column, or what no database keeps.
                "key": each.record.key.replace("\x00", "\N{REPLACEMENT CHARACTER}")[:KEY_LENGTH],
                "value": each.record.value,
                "thing": each.thing,
                "subject": each.subject,
                "sequence": each.sequence,
                "reason": each.reason,
                "at": now(),
            }
            for each in poison
        ],
    )


def listed(database: Database) -> Sequence[Row[Any]]:
    """Every dead letter that was not resent, oldest first."""
    with database.engine.connect() as connection:
        letter = tables.dead_letter
        return connection.execute(select(letter).where(letter.c.resent_at.is_(None)).order_by(letter.c.id)).all()


def found(database: Database, number: int) -> Row[Any] | None:
    """One dead letter by its number."""
    with database.engine.connect() as connection:
        return connection.execute(select(tables.dead_letter).where(tables.dead_letter.c.id == number)).first()


def resend(database: Database, projections: Sequence[Projection], number: int) -> str | None:
    """Read one letter again and count it if it can be read now; answers the reason when it still cannot."""
    with database.writing() as connection:
        # Whoever counts events meanwhile would not see this one's effect.
        offsets.hold(connection)
        letter = connection.execute(select(tables.dead_letter).where(tables.dead_letter.c.id == number)).one()
        record = Record(Partition(letter.topic, letter.partition), letter.position, letter.key, letter.value)
        event = reading.read(record)
        if isinstance(event, Poison):
            return event.reason
        if event is not None:
            for projection in projections:
                if letter.topic in projection.topics:
                    projection.apply(connection, [Read(event, record)])
        connection.execute(update(tables.dead_letter).where(tables.dead_letter.c.id == number).values(resent_at=now()))
    return None
