"""The leaders' reviews: records of the scorecards' own, which no rebuild touches."""

import sqlalchemy as sa
from alembic import op

from services.kernel.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "review",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("division", sa.String(20), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("opened_by", sa.String(64), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("as_of", Instant),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("seen", sa.JSON, nullable=False),
        sa.Column("question", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("actions", sa.JSON, nullable=False),
        sa.UniqueConstraint("division", "period", name="review_once"),
    )
    op.create_index("review_newest", "review", ["division", "opened_at", "id"])
