"""Goals, indicators, measurements and perspectives, as the follow-ups tell of them.

The topic `followups` has not been read before: the worker begins at its beginning by itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make their tables."""
    _make_goal()
    op.create_table(
        "goal_improvement",
        sa.Column("goal", sa.String(64), primary_key=True),
        sa.Column("improvement", sa.String(64), primary_key=True),
    )
    op.create_index("goal_improvement_serves", "goal_improvement", ["improvement"])
    _make_indicator()
    op.create_table("measurement", *_head())
    names = 'JSON: {code: {"sv": …, "fi": …, "en": …}}'
    op.create_table("perspectives", *_head(), sa.Column("names", sa.Text, nullable=False, comment=names))


def _make_goal() -> None:
    op.create_table(
        "goal",
        *_head(),
        *_placed(),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("perspective", sa.String(20), nullable=False, comment="Code"),
        sa.Column("year", sa.String(4), nullable=False, comment="Whose perspectives they are"),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("begins", sa.Date, comment="First day of its period"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("thread", sa.String(64), nullable=False, comment="Shared by goals that continue each other"),
        sa.Column("status", sa.String(16), nullable=False, comment="Of the latest follow-up; empty before the first"),
        sa.Column("due", sa.Date, comment="The last day on which its next follow-up is in time"),
    )
    op.create_index("goal_unit", "goal", ["unit", "division"])
    op.create_index("goal_thread", "goal", ["thread"])
    _of_incomplete("goal")


def _make_indicator() -> None:
    op.create_table(
        "indicator",
        *_head(),
        *_placed(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("goal", sa.String(64), nullable=False, comment="Id; empty where it tells of none"),
        sa.Column("variation", sa.String(16), nullable=False, comment="Empty where its chart says nothing"),
        sa.Column("assurance", sa.String(16), nullable=False, comment="Empty without target, direction or limits"),
        sa.Column("number", sa.Integer, nullable=False, comment="How many periods have a value"),
        sa.Column("last", sa.Date, comment="First day of the newest period that has a value"),
        sa.Column("due", sa.Date, comment="The last day on which its next value is in time"),
    )
    op.create_index("indicator_unit", "indicator", ["unit", "division"])
    op.create_index("indicator_goal", "indicator", ["goal"])
    _of_incomplete("indicator")


def _head() -> tuple[sa.Column[str], sa.Column[str], sa.Column[bool]]:
    return (
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("counted", sa.Boolean, nullable=False, comment="False once withdrawn"),
    )


def _placed() -> tuple[sa.Column[str], sa.Column[str], sa.Column[bool]]:
    return (
        sa.Column("unit", sa.String(20), nullable=False, comment="Empty where it is a division's or the region's"),
        sa.Column("division", sa.String(20), nullable=False, comment="Empty where it is a unit's or the region's"),
        sa.Column("incomplete", sa.Boolean, nullable=False, comment="A newer event of it could not be read"),
    )


def _of_incomplete(table: str) -> None:
    where = sa.text("incomplete")
    op.create_index(f"{table}_incomplete", table, ["id"], sqlite_where=where, postgresql_where=where)
