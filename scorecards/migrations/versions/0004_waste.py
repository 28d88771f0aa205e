"""Observations of waste, walks and value streams, and what is counted of them.

The topic `observations` has not been read before: the worker begins at its beginning by itself.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from services.kernel.tables import Instant, Number

revision = "0004"
down_revision = "0003"

MONTH = "12 * year + month - 1"
DAYS = "From the day it was seen to that of the improvement"
FIGURES = (
    ("number", sa.Integer),
    ("told", sa.Integer),
    ("minutes", Number),
    ("weekly_told", sa.Integer),
    ("weekly", Number),
    ("led", sa.Integer),
)


def upgrade() -> None:
    """Make their tables."""
    if op.get_bind().dialect.supports_comments:
        told = "Id of what it belongs to: an improvement, or itself"
        op.alter_column("event", "belongs", comment=told, existing_type=sa.String(64), existing_nullable=False)
    _make_observation()
    op.create_table(
        "walk",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("counted", sa.Boolean, nullable=False, comment="False once withdrawn"),
    )
    _make_value_stream()
    _make_counts("waste_kind", [sa.Column("waste", sa.String(16), primary_key=True)], FIGURES)
    named = [sa.Column(name, sa.String(120), primary_key=True) for name in ("value_stream", "step")]
    _make_counts("waste_step", named, FIGURES)
    days = sa.Column("days", sa.Integer, primary_key=True, autoincrement=False, comment=DAYS)
    _make_counts("waste_days", [days], FIGURES[:1])


def _make_observation() -> None:
    op.create_table(
        "observation",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("waste", sa.String(16), nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("month", sa.Integer, nullable=False, comment="In which it was seen, as in the counts"),
        sa.Column("value_stream", sa.String(120), nullable=False, comment="Id or name; empty where none was named"),
        sa.Column("step", sa.String(120), nullable=False, comment="Empty where none was named"),
        sa.Column("minutes", Number, comment="Thousandths, each time; none where not told"),
        sa.Column("weekly", Number, comment="Thousandths in a week; none where not told"),
        sa.Column("improvement", sa.String(64), comment="The first it led to"),
        sa.Column("days", sa.Integer, comment=DAYS),
        sa.Column("counted", sa.Boolean, nullable=False, comment="False once withdrawn"),
        sa.Column("incomplete", sa.Boolean, nullable=False, comment="A newer event of it could not be read"),
        sa.Column("division", sa.String(20), nullable=False, comment="The unit's on the day it was seen"),
    )
    op.create_index("observation_listed", "observation", ["unit", "waste", "seen_at"])
    op.create_index("observation_step", "observation", ["unit", "value_stream", "step", "seen_at"])
    _of_incomplete("observation")


def _make_value_stream() -> None:
    op.create_table(
        "value_stream",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("time_basis", sa.String(8), nullable=False, comment="clock or working"),
        sa.Column("drawn_at", Instant, comment="When its current drawing was made; none where it has none"),
        sa.Column("lead", Number, comment="Thousandths of a minute; none where a number is missing"),
        sa.Column("activity_ratio", Number, comment="Thousandths of a per cent; likewise"),
        sa.Column("counted", sa.Boolean, nullable=False, comment="False once withdrawn"),
        sa.Column("incomplete", sa.Boolean, nullable=False, comment="A newer event of it could not be read"),
    )
    op.create_index("value_stream_unit", "value_stream", ["unit"])
    _of_incomplete("value_stream")


def _of_incomplete(table: str) -> None:
    where = sa.text("incomplete")
    op.create_index(f"{table}_incomplete", table, ["id"], sqlite_where=where, postgresql_where=where)


def _make_counts(name: str, keys: Sequence[sa.Column[Any]], figures: Sequence[tuple[str, Any]]) -> None:
    op.create_table(
        name,
        sa.Column("month", sa.Integer, primary_key=True, autoincrement=False, comment=MONTH),
        sa.Column("division", sa.String(20), primary_key=True),
        sa.Column("unit", sa.String(20), primary_key=True),
        *keys,
        *(sa.Column(figure, kind, nullable=False) for figure, kind in figures),
    )
    op.create_index(f"{name}_unit", name, ["unit", "month"])
