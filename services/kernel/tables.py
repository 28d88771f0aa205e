"""The tables that every service's database holds beside its own; each service's first migration makes them."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import JSON

KERNEL = MetaData()

# SQLite numbers rows by itself only where the type is exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (SQLAlchemy's signature)
        """Store every moment as UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (as above)
        """Give every moment as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


outbox = Table(
    "outbox",
    KERNEL,
    # Drawn while the thing's row is locked, so that within one thing the numbers follow its versions.
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("key", String(64), nullable=False),
    Column("version", Number, nullable=False),
    Column("envelope", Text, nullable=False, comment="CloudEvent in JSON, without sequence and outboxid"),
    Column("recorded_at", Instant, nullable=False),
    Column("published_at", Instant),
    sqlite_autoincrement=True,
)
Index(
    "outbox_unpublished",
    outbox.c.id,
    postgresql_where=outbox.c.published_at.is_(None),
    sqlite_where=outbox.c.published_at.is_(None),
)

epoch = Table("epoch", KERNEL, Column("number", Integer, primary_key=True))

idempotency = Table(
    "idempotency",
    KERNEL,
    Column("actor", String(64), nullable=False),
    Column("key", String(255), nullable=False),
    Column("digest", String(64), nullable=False, comment="SHA-256 of method, path and body"),
    Column("answer", Text, nullable=False, comment="What was answered, as JSON"),
    Column("at", Instant, nullable=False, index=True),
    PrimaryKeyConstraint("actor", "key"),
)

person = Table(
    "person",
    KERNEL,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    comment="Those who wrote in this service; for its own pages, never in events",
)

imported = Table(
    "imported",
    KERNEL,
    Column("kind", String(32), nullable=False),
    Column("key", String(200), nullable=False),
    Column("thing", String(64), nullable=False),
    PrimaryKeyConstraint("kind", "key"),
)

offset = Table(
    "consumer_offset",
    KERNEL,
    Column("topic", String(64), nullable=False),
    Column("partition", Integer, nullable=False),
    Column("position", Number, nullable=False, comment="Offset of the next record to count"),
    Column("last_event", String(64), comment="Id of the record before it, read again on assignment"),
    Column("as_of", Instant, comment="Everything recorded until then has been counted"),
    Column("caught_up_at", Instant, comment="When the end was first reached"),
    PrimaryKeyConstraint("topic", "partition"),
)

dead_letter = Table(
    "dead_letter",
    KERNEL,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("topic", String(64), nullable=False),
    Column("partition", Integer, nullable=False),
    Column("position", Number, nullable=False),
    Column("key", String(255), nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("thing", String(64), comment="Which kind of thing, where that could be read"),
    Column("subject", String(255), comment="The thing it names, where that could be read"),
    Column("sequence", String(19), comment="Where that could be read"),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("resent_at", Instant),
    sqlite_autoincrement=True,
)
Index("dead_letter_place", dead_letter.c.topic, dead_letter.c.partition, dead_letter.c.position, unique=True)

unit = Table(
    "known_unit",
    KERNEL,
    Column("code", String(64), primary_key=True),
    Column("sequence", String(19), nullable=False),
    Column("name", JSON, nullable=False),
    Column("merged_into", String(20)),
    Column("withdrawn", Boolean, nullable=False, default=False),
    comment="Replica of the organisation's units, kept from its events",
)
membership = Table(
    "known_membership",
    KERNEL,
    Column("unit", String(64), nullable=False),
    Column("from", Date, key="from_", nullable=False),
    Column("until", Date, comment="First day on which it no longer holds"),
    Column("division", String(20), nullable=False),
    PrimaryKeyConstraint("unit", "from_"),
)
division = Table(
    "known_division",
    KERNEL,
    Column("code", String(64), primary_key=True),
    Column("sequence", String(19), nullable=False),
    Column("name", JSON, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("withdrawn", Boolean, nullable=False, default=False),
)

denial = Table(
    "denial",
    KERNEL,
    Column("thing", String(16), nullable=False, comment="session, person or client"),
    Column("id", String(64), nullable=False),
    Column("sequence", String(19), nullable=False),
    Column("issued_before", Instant, comment="What was issued before then no longer holds; empty: nothing does"),
    Column("until", Instant, nullable=False, comment="By then everything denied has expired by itself"),
    PrimaryKeyConstraint("thing", "id"),
    comment="Sessions and tokens that were ended before their time",
)
