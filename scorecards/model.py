"""The tables of the scorecards, twice: the live ones, and the `*_next` ones that a rebuild fills beside them.

Counts by unit are the truth; a division is looked up when a page is read. Nothing here is recounted for a page:
what a page shows is kept while events come in.
"""

from dataclasses import dataclass

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text
from sqlalchemy.schema import SchemaItem

from services.kernel.tables import Instant, Number

METADATA = MetaData()
ALL = "all"


@dataclass(frozen=True)
class Tables:
    """One set of the scorecards' tables."""

    # Each improvement as its newest event has it.
    improvement: Table
    # Every event that made it so, by place in the log.
    event: Table
    # How many improvements are in a state now: by unit, and by unit with a waste or a value stream.
    tally: Table
    # By how many the number in a state changed in a month, by unit; the sum up to a month is the level at its end.
    change: Table

    def each(self) -> tuple[Table, ...]:
        """All of them."""
        return (self.improvement, self.event, self.tally, self.change)


def make(metadata: MetaData, suffix: str = "") -> Tables:
    """Declare a set of the tables under names with this suffix."""
    improvement = Table(f"improvement{suffix}", metadata, *_improvement_columns())
    Index(f"improvement_listed{suffix}", improvement.c.unit, improvement.c.state, improvement.c.since)
    return Tables(
        improvement,
        Table(f"event{suffix}", metadata, *_event_columns()),
        Table(f"tally{suffix}", metadata, *_tally_columns()),
        Table(f"change{suffix}", metadata, *_change_columns()),
    )


def _improvement_columns() -> list[SchemaItem]:
    return [
        Column("id", String(64), primary_key=True),
        Column("sequence", String(19), nullable=False),
        Column("unit", String(20), nullable=False),
        Column("state", String(16), nullable=False),
        Column("since", Instant, nullable=False),
        Column("proposed_at", Instant, nullable=False),
        Column("title", String(200), nullable=False),
        Column("waste", String(16)),
        Column("value_stream", String(120)),
        Column("periods", Text, nullable=False, comment="month:state,… as counted in `change`"),
        Column("counted", Boolean, nullable=False, comment="False once merged or withdrawn"),
        Column("incomplete", Boolean, nullable=False, comment="A newer event of it could not be read"),
    ]


def _event_columns() -> list[SchemaItem]:
    return [
        Column("subject", String(64), nullable=False),
        Column("sequence", String(19), nullable=False),
        Column("id", String(64), nullable=False),
        Column("type", String(80), nullable=False),
        Column("time", Instant, nullable=False),
        Column("topic", String(64), nullable=False),
        Column("partition", Integer, nullable=False),
        Column("position", Number, nullable=False),
        PrimaryKeyConstraint("subject", "sequence"),
    ]


def _tally_columns() -> list[SchemaItem]:
    return [
        Column("unit", String(20), nullable=False),
        Column("dimension", String(16), nullable=False, comment="all, waste or value_stream"),
        Column("value", String(120), nullable=False),
        Column("state", String(16), nullable=False),
        Column("number", Integer, nullable=False),
        PrimaryKeyConstraint("unit", "dimension", "value", "state"),
    ]


def _change_columns() -> list[SchemaItem]:
    return [
        Column("unit", String(20), nullable=False),
        Column("month", Integer, nullable=False, comment="12 * year + month - 1"),
        Column("state", String(16), nullable=False),
        Column("number", Integer, nullable=False),
        PrimaryKeyConstraint("unit", "month", "state"),
    ]


LIVE = make(METADATA)
# Made and dropped by a rebuild; no migration knows them.
NEXT = make(MetaData(), "_next")
