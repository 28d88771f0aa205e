"""What lets improvements spread: adoptions, same problem here, corrections of relevance, and notices."""

import sqlalchemy as sa
from alembic import op

from services.kernel.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make their tables; improvements that are there are nobody's problem yet, and not for nobody."""
    op.add_column("improvement", sa.Column("not_for", sa.JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("improvement", sa.Column("same_problem", sa.Integer, nullable=False, server_default=sa.text("0")))
    _create_adoptions()
    op.create_table(
        "same_problem",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("improvement", sa.String(36), sa.ForeignKey("improvement.id"), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("taken_back_at", Instant),
        sa.UniqueConstraint("improvement", "unit", name="same_problem_once"),
    )
    op.create_index("same_problem_unit", "same_problem", ["unit", "since"])
    op.create_table(
        "correction",
        sa.Column("improvement", sa.String(36), sa.ForeignKey("improvement.id"), primary_key=True),
        sa.Column("unit", sa.String(20), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("improvement", sa.String(36), sa.ForeignKey("improvement.id"), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("units", sa.JSON, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("by_unit", sa.String(20)),
    )
    op.create_index("ix_notice_improvement", "notice", ["improvement"])


def _create_adoptions() -> None:
    op.create_table(
        "adoption",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("improvement", sa.String(36), sa.ForeignKey("improvement.id"), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("periods", sa.JSON, nullable=False),
        sa.Column("learned_from", sa.String(20)),
        sa.Column("adapted", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("effect", sa.JSON, nullable=False),
        sa.Column("asked_since", Instant),
        sa.Column("moved_to", sa.String(36)),
        sa.UniqueConstraint("improvement", "unit", name="adoption_once"),
    )
    op.create_index("adoption_unit", "adoption", ["unit", "stage", "since"])
    op.create_index("adoption_stage", "adoption", ["stage", "since", "id"])
