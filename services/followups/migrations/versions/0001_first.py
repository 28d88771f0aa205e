"""The tables of the first release: perspectives, goals and follow-ups, indicators and measurements, the replica."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from services.kernel.migration import create_kernel_tables
from services.kernel.tables import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    create_kernel_tables(op)
    _create_perspectives()
    _create_goals()
    _create_follow_ups()
    _create_indicators()
    _create_measurements()
    _create_replica()


def _index(table: str, indexes: dict[str, list[str]]) -> None:
    for name, columns in indexes.items():
        op.create_index(name, table, columns)


def _create_perspectives() -> None:
    op.create_table(
        "perspective_set",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("perspectives", sa.JSON, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("worded_by", sa.String(64), nullable=False),
    )
    op.create_table(
        "wording",
        sa.Column("year", sa.Integer, sa.ForeignKey("perspective_set.year"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("perspectives", sa.JSON, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
    )


def _create_goals() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("perspective", sa.String(20), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("begins", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("unit", sa.String(20)),
        sa.Column("division", sa.String(20)),
        sa.Column("part_of", sa.String(36), sa.ForeignKey("goal.id")),
        sa.Column("continues", sa.String(36), sa.ForeignKey("goal.id")),
        sa.Column("thread", sa.String(36), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(300)),
        sa.Column("follow_up_every", sa.String(8), nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
    )
    _index(
        "goal",
        {
            "goal_unit": ["unit", "ends", "id"],
            "goal_division": ["division", "ends", "id"],
            "goal_newest": ["created_at", "id"],
            "goal_due": ["due"],
            "ix_goal_part_of": ["part_of"],
            "ix_goal_continues": ["continues"],
            "ix_goal_thread": ["thread"],
        },
    )
    op.create_table(
        "serving",
        sa.Column("goal", sa.String(36), sa.ForeignKey("goal.id"), primary_key=True),
        sa.Column("improvement", sa.String(64), primary_key=True),
    )
    op.create_index("ix_serving_improvement", "serving", ["improvement"])


def _said() -> list[sa.Column[Any]]:
    return [
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("improvements", sa.JSON, nullable=False),
        sa.Column("actions", sa.JSON, nullable=False),
    ]


def _create_follow_ups() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("goal", sa.String(36), sa.ForeignKey("goal.id"), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("begins", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=False),
        *_said(),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("written_by", sa.String(64), nullable=False),
        sa.UniqueConstraint("goal", "period", name="follow_up_of"),
    )
    op.create_index("follow_up_newest", "follow_up", ["created_at", "id"])
    op.create_table(
        "earlier_follow_up",
        sa.Column("follow_up", sa.String(36), sa.ForeignKey("follow_up.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        *_said(),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
    )


def _create_indicators() -> None:
    op.create_table(
        "indicator",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("name_key", sa.String(400), nullable=False),
        sa.Column("goal", sa.String(36), sa.ForeignKey("goal.id")),
        sa.Column("description", sa.Text),
        sa.Column("unit", sa.String(20)),
        sa.Column("division", sa.String(20)),
        sa.Column("unit_of_measure", sa.String(40), nullable=False),
        sa.Column("direction", sa.String(8), nullable=False),
        sa.Column("target", sa.Float),
        sa.Column("chart", sa.String(8), nullable=False),
        sa.Column("rules", sa.String(20), nullable=False),
        sa.Column("screening", sa.Boolean, nullable=False),
        sa.Column("baseline", sa.Integer),
        sa.Column("per", sa.Integer, nullable=False),
        sa.Column("frequency", sa.String(8)),
        sa.Column("source", sa.String(120)),
        sa.Column("measured_by", sa.String(80)),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("missing", sa.Integer, nullable=False),
        sa.Column("variation", sa.String(16)),
        sa.Column("assurance", sa.String(16)),
        sa.Column("first_period", sa.Date),
        sa.Column("last_period", sa.Date),
        sa.Column("unjudged", sa.Boolean, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("defined_by", sa.String(64), nullable=False),
    )
    _index(
        "indicator",
        {
            "ix_indicator_goal": ["goal"],
            "indicator_unit": ["unit", "name_key", "id"],
            "indicator_division": ["division", "name_key", "id"],
            "indicator_name": ["name_key", "id"],
            "indicator_newest": ["created_at", "id"],
        },
    )
    op.create_table(
        "phase_start",
        sa.Column("indicator", sa.String(36), sa.ForeignKey("indicator.id"), primary_key=True),
        sa.Column("start", sa.Date, primary_key=True),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
    )
    op.create_table(
        "indicator_change",
        sa.Column("indicator", sa.String(36), sa.ForeignKey("indicator.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("changed", sa.JSON, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
    )


def _number() -> list[sa.Column[Any]]:
    return [
        sa.Column("value", sa.Float),
        sa.Column("numerator", sa.Float),
        sa.Column("denominator", sa.Float),
        sa.Column("note", sa.String(200)),
        sa.Column("astronomical", sa.Boolean, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
    ]


def _create_measurements() -> None:
    op.create_table(
        "measurement",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("indicator", sa.String(36), sa.ForeignKey("indicator.id"), nullable=False),
        sa.Column("period", sa.Date, nullable=False),
        *_number(),
        sa.UniqueConstraint("indicator", "period", name="measurement_of"),
    )
    op.create_table(
        "figure",
        sa.Column("measurement", sa.String(36), sa.ForeignKey("measurement.id"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        *_number(),
    )


def _create_replica() -> None:
    op.create_table(
        "improvement",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("implemented_at", Instant),
    )
    op.create_index("improvement_unit", "improvement", ["unit", "implemented_at"])
    op.create_table(
        "adoption",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("improvement", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("implemented_at", Instant),
    )
    op.create_index("adoption_unit", "adoption", ["unit", "implemented_at"])
