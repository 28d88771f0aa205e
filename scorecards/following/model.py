"""The columns of what is kept of follow-ups: goals, indicators and the like, as their newest events have them.

A region has some thousands of goals and indicators, and what they count as changes with the day and with each other
(overdue, the gravest of several indicators). So nothing is counted in advance: a page adds these rows up by SQL.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, PrimaryKeyConstraint, String, Table, Text
from sqlalchemy.schema import SchemaItem


def _head() -> list[SchemaItem]:
    return [
        Column("id", String(64), primary_key=True),
        Column("sequence", String(19), nullable=False),
        Column("counted", Boolean, nullable=False, comment="False once withdrawn"),
    ]


def _placed() -> list[SchemaItem]:
    """Of a unit, of a division, or, where both are empty, of the region."""
    return [
        Column("unit", String(20), nullable=False, comment="Empty where it is a division's or the region's"),
        Column("division", String(20), nullable=False, comment="Empty where it is a unit's or the region's"),
        Column("incomplete", Boolean, nullable=False, comment="A newer event of it could not be read"),
    ]


def goal() -> list[SchemaItem]:
    """A goal."""
    return [
        *_head(),
        *_placed(),
        Column("title", String(200), nullable=False),
        Column("perspective", String(20), nullable=False, comment="Code"),
        Column("year", String(4), nullable=False, comment="Whose perspectives they are"),
        Column("period", String(10), nullable=False),
        Column("begins", Date, comment="First day of its period"),
        Column("state", String(16), nullable=False),
        Column("thread", String(64), nullable=False, comment="Shared by goals that continue each other"),
        Column("status", String(16), nullable=False, comment="Of the latest follow-up; empty before the first"),
        Column("due", Date, comment="The last day on which its next follow-up is in time"),
    ]


def goal_improvement() -> list[SchemaItem]:
    """An improvement that serves a goal."""
    return [
        Column("goal", String(64), nullable=False),
        Column("improvement", String(64), nullable=False),
        PrimaryKeyConstraint("goal", "improvement"),
    ]


def indicator() -> list[SchemaItem]:
    """An indicator, with what its chart says."""
    return [
        *_head(),
        *_placed(),
        Column("name", String(200), nullable=False),
        Column("goal", String(64), nullable=False, comment="Id; empty where it tells of none"),
        Column("variation", String(16), nullable=False, comment="Empty where its chart says nothing"),
        Column("assurance", String(16), nullable=False, comment="Empty without target, direction or limits"),
        Column("number", Integer, nullable=False, comment="How many periods have a value"),
        Column("last", Date, comment="First day of the newest period that has a value"),
        Column("due", Date, comment="The last day on which its next value is in time"),
    ]


def measurement() -> list[SchemaItem]:
    """One measurement: in no number, but `leanstream check` compares how many there are."""
    return _head()


def perspectives() -> list[SchemaItem]:
    """What the perspectives of a year are called; its id is the year."""
    return [*_head(), Column("names", Text, nullable=False, comment='JSON: {code: {"sv": …, "fi": …, "en": …}}')]


def index(goal: Table, indicator: Table, goal_improvement: Table, suffix: str) -> None:
    """Declare the indexes."""
    Index(f"goal_unit{suffix}", goal.c.unit, goal.c.division)
    Index(f"goal_thread{suffix}", goal.c.thread)
    Index(f"indicator_unit{suffix}", indicator.c.unit, indicator.c.division)
    Index(f"indicator_goal{suffix}", indicator.c.goal)
    Index(f"goal_improvement_serves{suffix}", goal_improvement.c.improvement)
    for table, name in ((goal, "goal"), (indicator, "indicator")):
        where = table.c.incomplete
        Index(f"{name}_incomplete{suffix}", table.c.id, sqlite_where=where, postgresql_where=where)
