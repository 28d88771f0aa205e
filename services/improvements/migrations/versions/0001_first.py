"""The tables of the first release: improvements, the steps of their lives, and their search index."""

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
        "improvement",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("proposal", sa.Text, nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("state_since", Instant, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("submitted_by", sa.String(64), nullable=False),
        sa.Column("waste", sa.String(16)),
        sa.Column("value_stream", sa.String(120)),
        sa.Column("relevant_units", sa.JSON, nullable=False),
        sa.Column("origins", sa.JSON, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("expected_benefit", sa.JSON, nullable=False),
        sa.Column("merged_into", sa.String(36)),
    )
    for name, columns in {
        "improvement_newest": ["created_at", "id"],
        "improvement_unit": ["unit", "created_at", "id"],
        "improvement_state": ["state", "created_at", "id"],
        "improvement_updated": ["updated_at"],
        "ix_improvement_submitted_by": ["submitted_by"],
    }.items():
        op.create_index(name, "improvement", columns)
    op.create_table(
        "step",
        sa.Column("improvement", sa.String(36), sa.ForeignKey("improvement.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("recorded_at", Instant, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text),
    )
    _create_search_index()


def _create_search_index() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE improvement_terms USING fts5 (id UNINDEXED, terms, tokenize = 'unicode61')")
        return
    op.execute("CREATE TABLE improvement_terms (id VARCHAR(36) PRIMARY KEY, terms TSVECTOR NOT NULL)")
    op.execute("CREATE INDEX improvement_terms_gin ON improvement_terms USING gin (terms)")
