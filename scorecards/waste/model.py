"""The columns of what is kept of waste: three things as their newest events have them, and the counts.

Counts are kept by the month in which the waste was seen and the unit, with the division of that day beside: a unit
that moves leaves its past behind. Minutes are whole thousandths: sums of fractions would depend on the order in which
events came. `minutes` is what was lost each time it was seen, `weekly` what that comes to in a week; nothing adds one
to the other.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Integer, PrimaryKeyConstraint, String
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from services.kernel.tables import Instant, Number

# What is counted of observations: all, those that tell minutes and how many, those that tell minutes a week and how
# many, those that led to an improvement.
FIGURES: dict[str, TypeEngine[int]] = {
    "number": Integer(),
    "told": Integer(),
    "minutes": Number,
    "weekly_told": Integer(),
    "weekly": Number,
    "led": Integer(),
}
_KEYS: dict[str, TypeEngine[Any]] = {
    "month": Integer(),
    "division": String(20),
    "unit": String(20),
    "waste": String(16),
    "value_stream": String(120),
    "step": String(120),
    "days": Integer(),
}
_COMMENTS = {"month": "12 * year + month - 1", "days": "From the day it was seen to that of the improvement"}


def observation() -> list[SchemaItem]:
    """A waste that somebody saw."""
    return [
        Column("id", String(64), primary_key=True),
        Column("sequence", String(19), nullable=False),
        Column("unit", String(20), nullable=False),
        Column("waste", String(16), nullable=False),
        Column("seen_at", Instant, nullable=False),
        Column("month", Integer, nullable=False, comment="In which it was seen, as in the counts"),
        Column("value_stream", String(120), nullable=False, comment="Id or name; empty where none was named"),
        Column("step", String(120), nullable=False, comment="Empty where none was named"),
        Column("minutes", Number, comment="Thousandths, each time; none where not told"),
        Column("weekly", Number, comment="Thousandths in a week; none where not told"),
        Column("improvement", String(64), comment="The first it led to"),
        Column("days", Integer, comment="From the day it was seen to that of the improvement"),
        Column("counted", Boolean, nullable=False, comment="False once withdrawn"),
        Column("incomplete", Boolean, nullable=False, comment="A newer event of it could not be read"),
        Column("division", String(20), nullable=False, comment="The unit's on the day it was seen"),
    ]


def walk() -> list[SchemaItem]:
    """A round on which several looked for waste: in no number, but `leanstream check` compares how many there are."""
    return [
        Column("id", String(64), primary_key=True),
        Column("sequence", String(19), nullable=False),
        Column("counted", Boolean, nullable=False, comment="False once withdrawn"),
    ]


def value_stream() -> list[SchemaItem]:
    """A unit's map of a value stream."""
    return [
        Column("id", String(64), primary_key=True),
        Column("sequence", String(19), nullable=False),
        Column("unit", String(20), nullable=False),
        Column("name", String(120), nullable=False),
        Column("time_basis", String(8), nullable=False, comment="clock or working"),
        Column("drawn_at", Instant, comment="When its current drawing was made; none where it has none"),
        Column("lead", Number, comment="Thousandths of a minute; none where a number is missing"),
        Column("activity_ratio", Number, comment="Thousandths of a per cent; likewise"),
        Column("counted", Boolean, nullable=False, comment="False once withdrawn"),
        Column("incomplete", Boolean, nullable=False, comment="A newer event of it could not be read"),
    ]


def figures(*keys: str) -> list[SchemaItem]:
    """Counts by these keys of every figure."""
    return [*_keyed(keys), *(Column(name, kind, nullable=False) for name, kind in FIGURES.items())]


def days() -> list[SchemaItem]:
    """How many observations led to an improvement after so many days."""
    return [*_keyed(("month", "division", "unit", "days")), Column("number", Integer, nullable=False)]


def _keyed(keys: tuple[str, ...]) -> list[SchemaItem]:
    columns: list[SchemaItem] = [Column(key, _KEYS[key], nullable=False, comment=_COMMENTS.get(key)) for key in keys]
    return [*columns, PrimaryKeyConstraint(*keys)]
