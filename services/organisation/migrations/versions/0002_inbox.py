"""The inbox: notices of the improvements service, who has read them, and who wishes a digest by e-mail."""

import sqlalchemy as sa
from alembic import op

from services.kernel.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "notice",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("improvement", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("at", Instant, nullable=False, index=True),
        sa.Column("arrived_at", Instant, nullable=False),
        sa.Column("by_unit", sa.String(20)),
    )
    op.create_table(
        "notice_unit",
        sa.Column("notice", sa.String(64), sa.ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("unit", sa.Text, primary_key=True),
    )
    op.create_index("notice_of_unit", "notice_unit", ["unit", "notice"])
    op.create_table(
        "notice_seen",
        sa.Column("notice", sa.String(64), sa.ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_table(
        "notice_told",
        sa.Column("notice", sa.String(64), sa.ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
    )
    op.create_table(
        "digest",
        sa.Column("person", sa.String(36), sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("every", sa.String(8), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("period", Instant, nullable=False),
    )
