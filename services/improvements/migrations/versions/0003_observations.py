"""Improvements say which observations of waste they came of."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Those that are there came of none."""
    op.add_column("improvement", sa.Column("observations", sa.JSON, nullable=False, server_default=sa.text("'[]'")))
