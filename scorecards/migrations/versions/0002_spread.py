"""Adoptions, taps and what is counted of spread. Everything is counted anew from the log.

The tables of the first release lack what only events tell, so they are emptied and the positions in the topic
`improvements` forgotten: the worker reads it from its beginning.
"""

import sqlalchemy as sa
from alembic import op

from services.kernel.tables import Instant, Number

revision = "0002"
down_revision = "0001"

MONTH = "12 * year + month - 1"
COUNTS = {
    "division_change": (("division", 20), ("month", None), ("state", 16)),
    "pair": (("origin_division", 20), ("division", 20), ("month", None)),
    "benefit": (("unit", 20), ("phase", 16), ("kind", 16), ("measure", 20), ("per", 8)),
}
FIGURES = (
    "relevant_solved",
    "relevant_spread",
    "given",
    "given_across",
    "received",
    "received_across",
    "solved_unit",
    "solved_division",
    "solved_region",
    "running_unit",
    "running_division",
    "running_region",
    "unanswered",
    "answered",
)


def upgrade() -> None:
    """Make them, and begin to count anew."""
    op.execute(sa.text("DELETE FROM consumer_offset WHERE topic = 'improvements'"))
    for table in ("tally", "change"):
        op.execute(sa.text(f'DELETE FROM "{table}"'))  # noqa: S608 (the names stand here)
    op.drop_table("improvement")
    op.drop_table("event")
    _make_improvement()
    _make_event()
    _make_adoption()
    _make_tap()
    _make_counts()


def _make_improvement() -> None:
    op.create_table(
        "improvement",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("implemented_on", sa.Date, comment="Day on which it last became implemented; none unless solved"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("waste", sa.String(16)),
        sa.Column("value_stream", sa.String(120)),
        sa.Column("periods", sa.Text, nullable=False, comment="month:state,… as counted in `change`"),
        sa.Column("origins", sa.Text, nullable=False, comment="Codes of further units it comes from, spaces between"),
        sa.Column("relevant", sa.Text, nullable=False, comment="Codes of R, spaces between"),
        sa.Column("relevant_number", sa.Integer, nullable=False),
        sa.Column("benefit", sa.Text, nullable=False, comment="JSON: [kind, measure, per, thousandths], …"),
        sa.Column("merged_into", sa.String(64)),
        sa.Column("adopters", sa.Integer, nullable=False),
        sa.Column("crossing", sa.Integer, nullable=False),
        sa.Column("taps", sa.Integer, nullable=False),
        sa.Column("border", sa.String(8), nullable=False, comment="unit, division or region"),
        sa.Column("counted", sa.Boolean, nullable=False, comment="False once merged or withdrawn"),
        sa.Column("incomplete", sa.Boolean, nullable=False, comment="A newer event of it could not be read"),
    )
    op.create_index("improvement_listed", "improvement", ["unit", "state", "since"])
    op.create_index("improvement_stream", "improvement", ["value_stream", "state", "since"])
    waits = sa.text("counted AND adopters = 0 AND relevant_number > 0")
    _partly("improvement_waiting", "improvement", ["unit", "implemented_on"], waits)
    _partly("improvement_tapped", "improvement", ["unit", "since"], sa.text("taps > 0"))
    _partly("improvement_incomplete", "improvement", ["id"], sa.text("incomplete"))


def _partly(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _make_event() -> None:
    op.create_table(
        "event",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), primary_key=True),
        sa.Column("belongs", sa.String(64), nullable=False, comment="Id of the improvement it belongs to"),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("time", Instant, nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("position", Number, nullable=False),
    )
    op.create_index("event_belongs", "event", ["belongs"])


def _make_adoption() -> None:
    op.create_table(
        "adoption",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("improvement", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("origin", sa.String(20), nullable=False, comment="Unit of the improvement; empty while unknown"),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("adopted_on", sa.Date, comment="Day on which the unit adopted it; none unless it has"),
        sa.Column("periods", sa.Text, nullable=False, comment="day:stage,…"),
        sa.Column("learned_from", sa.String(20)),
        sa.Column("adapted", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("origin_division", sa.String(20), comment="On the day of adoption; none unless adopted"),
        sa.Column("division", sa.String(20), comment="The adopter's on that day"),
        sa.Column("counted", sa.Boolean, nullable=False, comment="False once moved elsewhere or withdrawn"),
        sa.Column("incomplete", sa.Boolean, nullable=False),
    )
    op.create_index("adoption_of", "adoption", ["improvement"])
    op.create_index("adoption_unit", "adoption", ["unit", "since"])
    op.create_index("adoption_origin", "adoption", ["origin", "since"])
    _partly("adoption_incomplete", "adoption", ["id"], sa.text("incomplete"))


def _make_tap() -> None:
    op.create_table(
        "tap",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sequence", sa.String(19), nullable=False),
        sa.Column("improvement", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False, comment="False once taken back or withdrawn"),
    )
    op.create_index("tap_of", "tap", ["improvement"])
    op.create_index("tap_unit", "tap", ["unit", "since"])


def _make_counts() -> None:
    for name, keys in COUNTS.items():
        columns = [
            sa.Column(
                key,
                sa.String(length) if length else sa.Integer,
                primary_key=True,
                autoincrement=False,
                comment=MONTH if key == "month" else None,
            )
            for key, length in keys
        ]
        amount = [sa.Column("amount", Number, nullable=False)] if name == "benefit" else []
        op.create_table(name, *columns, sa.Column("number", sa.Integer, nullable=False), *amount)
    op.create_table(
        "waiting",
        sa.Column("unit", sa.String(20), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "unit_spread",
        sa.Column("unit", sa.String(20), primary_key=True),
        *(sa.Column(figure, sa.Integer, nullable=False) for figure in FIGURES),
    )
    op.create_table(
        "offer",
        sa.Column("unit", sa.String(20), primary_key=True),
        sa.Column("improvement", sa.String(64), primary_key=True),
        sa.Column("since", sa.Date, nullable=False, comment="Day on which it was implemented"),
        sa.Column("because", sa.String(16), nullable=False, comment="same_problem, else relevant"),
    )
    op.create_index("offer_newest", "offer", ["unit", "since"])
