"""The tables of the first release: improvements as they stand, the events behind them, and the counts."""

import sqlalchemy as sa
from alembic import op

from services.kernel.migration import create_kernel_tables
from services.kernel.tables import Instant, Number

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    create_kernel_tables(op)
    op.create_table(
        "improvement",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("waste", sa.String(16)),
        sa.Column("value_stream", sa.String(120)),
        sa.Column("periods", sa.Text, nullable=False, comment="month:state,… as counted in `change`"),
        sa.Column("counted", sa.Boolean, nullable=False, comment="False once merged or withdrawn"),
        sa.Column("incomplete", sa.Boolean, nullable=False, comment="A newer event of it could not be read"),
    )
    op.create_index("improvement_listed", "improvement", ["unit", "state", "since"])
    op.create_table(
        "event",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), primary_key=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("time", Instant, nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("position", Number, nullable=False),
    )
    op.create_table(
        "tally",
        sa.Column("unit", sa.String(20), primary_key=True),
        sa.Column("dimension", sa.String(16), primary_key=True, comment="all, waste or value_stream"),
        sa.Column("value", sa.String(120), primary_key=True),
        sa.Column("state", sa.String(16), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "change",
        sa.Column("unit", sa.String(20), primary_key=True),
        sa.Column("month", sa.Integer, primary_key=True, comment="12 * year + month - 1"),
        sa.Column("state", sa.String(16), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
