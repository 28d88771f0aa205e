"""The tables of the first release: walks, observations with their photographs, and value streams."""

import sqlalchemy as sa
from alembic import op

from services.kernel.migration import create_kernel_tables
from services.kernel.tables import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    create_kernel_tables(op)
    op.create_table(
        "walk",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("units", sa.JSON, nullable=False),
        sa.Column("people", sa.JSON, nullable=False),
        sa.Column("planned_by", sa.String(64), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
    )
    op.create_index("walk_newest", "walk", ["date", "id"])
    _create_observations()
    _create_what_belongs_to_observations()
    _create_replica()
    _create_value_streams()


def _create_observations() -> None:
    op.create_table(
        "observation",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("waste", sa.String(16), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("minutes_lost", sa.Float),
        sa.Column("times_per_week", sa.Float),
        sa.Column("value_stream", sa.String(120)),
        sa.Column("step", sa.String(120)),
        sa.Column("seen_at", Instant, nullable=False),
        sa.Column("noted_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("noted_by", sa.String(64), nullable=False),
        sa.Column("walk", sa.String(36), sa.ForeignKey("walk.id")),
        sa.Column("improvement", sa.String(64)),
        sa.Column("improved_at", Instant),
    )
    for name, columns in {
        "observation_newest": ["seen_at", "id"],
        "observation_unit": ["unit", "seen_at", "id"],
        "observation_waste": ["waste", "seen_at", "id"],
        "observation_updated": ["updated_at"],
        "ix_observation_noted_by": ["noted_by"],
        "ix_observation_walk": ["walk"],
    }.items():
        op.create_index(name, "observation", columns)


def _create_what_belongs_to_observations() -> None:
    op.create_table(
        "coding",
        sa.Column("observation", sa.String(36), sa.ForeignKey("observation.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("waste", sa.String(16), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("note", sa.Text),
    )
    op.create_table(
        "photograph",
        sa.Column("observation", sa.String(36), sa.ForeignKey("observation.id"), primary_key=True),
        sa.Column("jpeg", sa.LargeBinary, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("taken_by", sa.String(64), nullable=False),
        sa.Column("kept_at", Instant, nullable=False),
    )


def _create_replica() -> None:
    op.create_table(
        "improvement",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
    )
    op.create_table(
        "raised",
        sa.Column("observation", sa.String(64), primary_key=True),
        sa.Column("improvement", sa.String(64), sa.ForeignKey("improvement.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_raised_improvement", "raised", ["improvement"])


def _create_value_streams() -> None:
    op.create_table(
        "value_stream",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_key", sa.String(240), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("time_basis", sa.String(8), nullable=False),
        sa.Column("demand", sa.JSON(none_as_null=True)),
        sa.Column("available_minutes", sa.Float),
        sa.Column("person_minutes", sa.Float),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("drawn_by", sa.String(64), nullable=False),
    )
    for name, columns in {
        "value_stream_newest": ["created_at", "id"],
        "value_stream_unit": ["unit", "created_at", "id"],
        "value_stream_name": ["name_key", "unit"],
    }.items():
        op.create_index(name, "value_stream", columns)
    op.create_table(
        "drawing",
        sa.Column("value_stream", sa.String(36), sa.ForeignKey("value_stream.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("steps", sa.JSON, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("drawn_at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
    )
