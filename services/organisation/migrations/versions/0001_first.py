"""The tables of the first release: divisions, units and their times, accounts, API clients, the record of changes."""

import sqlalchemy as sa
from alembic import op

from services.kernel.migration import create_kernel_tables
from services.kernel.tables import Instant, Number

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    create_kernel_tables(op)
    _region()
    _people_and_clients()
    op.create_table(
        "change",
        sa.Column("id", Number, primary_key=True, autoincrement=True),
        sa.Column("thing", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("verb", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True)),
        sa.Column("after", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("change_of", "change", ["thing", "subject", "id"])


def _region() -> None:
    op.create_table(
        "division",
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("code_key", sa.String(60), nullable=False, unique=True),
        sa.Column("name", sa.JSON, nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("code_key", sa.String(60), nullable=False, unique=True),
        sa.Column("name", sa.JSON, nullable=False),
        sa.Column("merged_into", sa.String(20), sa.ForeignKey("unit.code")),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "unit_period",
        sa.Column("unit", sa.String(20), sa.ForeignKey("unit.code"), primary_key=True),
        sa.Column("from", sa.Date, primary_key=True),
        sa.Column("until", sa.Date),
        sa.Column("division", sa.String(20), sa.ForeignKey("division.code"), nullable=False, index=True),
    )


def _people_and_clients() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("name_key", sa.String(192), nullable=False, unique=True),
        sa.Column("display_name", sa.String(120), nullable=False),
        sa.Column("home_unit", sa.String(20)),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("units", sa.JSON, nullable=False),
        sa.Column("divisions", sa.JSON, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("password_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("name_hash", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", Instant, nullable=False),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("roles", sa.JSON, nullable=False),
        sa.Column("units", sa.JSON, nullable=False),
        sa.Column("divisions", sa.JSON, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("revoked_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
    )
