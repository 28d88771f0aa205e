"""The tables of the scorecards, twice: the live ones, and the `*_next` ones that a rebuild fills beside them.

Things are kept as their newest events have them (improvement, adoption, tap, and those of waste/model.py and
following/model.py), with every event behind them. The rest are counts. Counts by unit are the truth; a division is
looked up when a page is read. Only what a page could not add up from some hundreds of rows, or what hangs on the
division of a past day, is kept by division too (`division_change`, `pair`, `waste_*`), and worked out anew when a
unit's validity changes. For a page nothing is recounted but goals and indicators, of which there are few.
"""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from scorecards.following import model as following
from scorecards.waste import model as waste
from services.kernel.tables import Instant, Number

METADATA = MetaData()
ALL = "all"
# Where an improvement is at work: in one unit, in several of one division, or across a border of divisions.
BORDERS = ("unit", "division", "region")
# What `unit_spread` counts for each unit: of its improvements, of the adoptions it gave and received, of its taps.
SPREAD_FIGURES = (
    "relevant_solved",
    "relevant_spread",
    "given",
    "given_across",
    "received",
    "received_across",
    *(f"solved_{border}" for border in BORDERS),
    *(f"running_{border}" for border in BORDERS),
    "unanswered",
    "answered",
)


@dataclass(frozen=True)
class Tables:
    """One set of the scorecards' tables."""

    # Each improvement as its newest event has it, and what its adoptions and taps make of it.
    improvement: Table
    # Each unit's taking over of an improvement, as its newest event has it.
    adoption: Table
    # Each unit's word that it has the same problem, as its newest event has it.
    tap: Table
    # Every event that made them so, by place in the log.
    event: Table
    # How many improvements are in a state now: by unit, and by unit with a waste or a value stream.
    tally: Table
    # By how many the number in a state changed in a month, by unit; the sum up to a month is the level at its end.
    change: Table
    # The same by division, in which a unit that moves takes its level along in the month of the move.
    division_change: Table
    # The figures of SPREAD_FIGURES, a row a unit.
    unit_spread: Table
    # How many adoptions began in a month, by the divisions of origin and adopter on that day.
    pair: Table
    # Solved improvements with relevant units and no adopter, by unit and the day they were implemented.
    waiting: Table
    # Expected benefit of improvements, by what it is measured in; amounts in thousandths.
    benefit: Table
    # Solved improvements that a unit has not taken over, though it is relevant or has the same problem.
    offer: Table
    # Each observation of waste, walk and value stream, as its newest event has it.
    observation: Table
    walk: Table
    value_stream: Table
    # The figures of observations by the month they were seen in and the unit, with its division on that day: by waste,
    # and by step of a value stream.
    waste_kind: Table
    waste_step: Table
    # After how many days observations led to an improvement.
    waste_days: Table
    # Each goal, indicator, measurement and year's perspectives, as its newest event has it, and which improvements
    # serve which goals; not counted in advance.
    goal: Table
    goal_improvement: Table
    indicator: Table
    measurement: Table
    perspectives: Table

    def each(self) -> tuple[Table, ...]:
        """All of them."""
        return tuple(getattr(self, each.name) for each in fields(self))


def make(metadata: MetaData, suffix: str = "") -> Tables:
    """Declare a set of the tables under names with this suffix."""

    def table(name: str, columns: list[SchemaItem]) -> Table:
        return Table(f"{name}{suffix}", metadata, *columns)

    tables = Tables(
        improvement=table("improvement", _improvement()),
        adoption=table("adoption", _adoption()),
        tap=table("tap", _tap()),
        event=table("event", _event()),
        tally=table("tally", _count("unit", "dimension", "value", "state")),
        change=table("change", _count("unit", "month", "state")),
        division_change=table("division_change", _count("division", "month", "state")),
        unit_spread=table("unit_spread", _unit_spread()),
        pair=table("pair", _count("origin_division", "division", "month")),
        waiting=table("waiting", _count("unit", "day")),
        benefit=table("benefit", [*_count("unit", "phase", "kind", "measure", "per"), _number("amount", Number)]),
        offer=table("offer", _offer()),
        observation=table("observation", waste.observation()),
        walk=table("walk", waste.walk()),
        value_stream=table("value_stream", waste.value_stream()),
        waste_kind=table("waste_kind", waste.figures("month", "division", "unit", "waste")),
        waste_step=table("waste_step", waste.figures("month", "division", "unit", "value_stream", "step")),
        waste_days=table("waste_days", waste.days()),
        goal=table("goal", following.goal()),
        goal_improvement=table("goal_improvement", following.goal_improvement()),
        indicator=table("indicator", following.indicator()),
        measurement=table("measurement", following.measurement()),
        perspectives=table("perspectives", following.perspectives()),
    )
    _index(tables, suffix)
    _index_waste(tables, suffix)
    following.index(tables.goal, tables.indicator, tables.goal_improvement, suffix)
    return tables


def _index(tables: Tables, suffix: str) -> None:
    improvement, adoption, tap = tables.improvement.c, tables.adoption.c, tables.tap.c
    Index(f"improvement_listed{suffix}", improvement.unit, improvement.state, improvement.since)
    Index(f"improvement_stream{suffix}", improvement.value_stream, improvement.state, improvement.since)
    waits = improvement.counted & (improvement.adopters == 0) & (improvement.relevant_number > 0)
    _partly(f"improvement_waiting{suffix}", waits, improvement.unit, improvement.implemented_on)
    _partly(f"improvement_tapped{suffix}", improvement.taps > 0, improvement.unit, improvement.since)
    _partly(f"improvement_incomplete{suffix}", improvement.incomplete, improvement.id)
    Index(f"adoption_of{suffix}", adoption.improvement)
    Index(f"adoption_unit{suffix}", adoption.unit, adoption.since)
    Index(f"adoption_origin{suffix}", adoption.origin, adoption.since)
    _partly(f"adoption_incomplete{suffix}", adoption.incomplete, adoption.id)
    Index(f"tap_of{suffix}", tap.improvement)
    Index(f"tap_unit{suffix}", tap.unit, tap.since)
    Index(f"event_belongs{suffix}", tables.event.c.belongs)
    Index(f"offer_newest{suffix}", tables.offer.c.unit, tables.offer.c.since)


def _index_waste(tables: Tables, suffix: str) -> None:
    observation, stream = tables.observation.c, tables.value_stream.c
    Index(f"observation_listed{suffix}", observation.unit, observation.waste, observation.seen_at)
    named = (observation.value_stream, observation.step)
    Index(f"observation_step{suffix}", observation.unit, *named, observation.seen_at)
    _partly(f"observation_incomplete{suffix}", observation.incomplete, observation.id)
    Index(f"value_stream_unit{suffix}", stream.unit)
    _partly(f"value_stream_incomplete{suffix}", stream.incomplete, stream.id)
    for counts in (tables.waste_kind, tables.waste_step, tables.waste_days):
        Index(f"{counts.name}_unit", counts.c.unit, counts.c.month)


def _partly(name: str, where: ColumnElement[bool], *columns: Column[object]) -> None:
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


def _number(name: str, kind: TypeEngine[int] | type[Integer] = Integer) -> Column[int]:
    return Column(name, kind, nullable=False)


def _improvement() -> list[SchemaItem]:
    return [
        Column("id", String(64), primary_key=True),
        Column("sequence", String(19), nullable=False),
        Column("unit", String(20), nullable=False),
        Column("state", String(16), nullable=False),
        Column("since", Instant, nullable=False),
        Column("proposed_at", Instant, nullable=False),
        Column("implemented_on", Date, comment="Day on which it last became implemented; none unless solved"),
        Column("title", String(200), nullable=False),
        Column("waste", String(16)),
        Column("value_stream", String(120)),
        Column("periods", Text, nullable=False, comment="month:state,… as counted in `change`"),
        Column("origins", Text, nullable=False, comment="Codes of further units it comes from, spaces between"),
        Column("relevant", Text, nullable=False, comment="Codes of R, spaces between"),
        _number("relevant_number"),
        Column("benefit", Text, nullable=False, comment="JSON: [kind, measure, per, thousandths], …"),
        Column("merged_into", String(64)),
        _number("adopters"),
        _number("crossing"),
        _number("taps"),
        Column("border", String(8), nullable=False, comment="unit, division or region"),
        Column("counted", Boolean, nullable=False, comment="False once merged or withdrawn"),
        Column("incomplete", Boolean, nullable=False, comment="A newer event of it could not be read"),
    ]


def _adoption() -> list[SchemaItem]:
    return [
        Column("id", String(64), primary_key=True),
        Column("sequence", String(19), nullable=False),
        Column("improvement", String(64), nullable=False),
        Column("unit", String(20), nullable=False),
        Column("origin", String(20), nullable=False, comment="Unit of the improvement; empty while unknown"),
        Column("stage", String(16), nullable=False),
        Column("since", Instant, nullable=False),
        Column("adopted_on", Date, comment="Day on which the unit adopted it; none unless it has"),
        Column("periods", Text, nullable=False, comment="day:stage,…"),
        Column("learned_from", String(20)),
        Column("adapted", Text),
        Column("reason", Text),
        Column("origin_division", String(20), comment="On the day of adoption; none unless adopted"),
        Column("division", String(20), comment="The adopter's on that day"),
        Column("counted", Boolean, nullable=False, comment="False once moved elsewhere or withdrawn"),
        Column("incomplete", Boolean, nullable=False),
    ]


def _tap() -> list[SchemaItem]:
    return [
        Column("id", String(64), primary_key=True),
        Column("sequence", String(19), nullable=False),
        Column("improvement", String(64), nullable=False),
        Column("unit", String(20), nullable=False),
        Column("since", Instant, nullable=False),
        Column("active", Boolean, nullable=False, comment="False once taken back or withdrawn"),
    ]


def _event() -> list[SchemaItem]:
    return [
        Column("subject", String(64), nullable=False),
        Column("sequence", String(19), nullable=False),
        Column("belongs", String(64), nullable=False, comment="Id of what it belongs to: an improvement, or itself"),
        Column("id", String(64), nullable=False),
        Column("type", String(80), nullable=False),
        Column("time", Instant, nullable=False),
        Column("topic", String(64), nullable=False),
        _number("partition"),
        _number("position", Number),
        PrimaryKeyConstraint("subject", "sequence"),
    ]


# The columns that counts are kept by.
KEYS: dict[str, TypeEngine[Any]] = {
    "unit": String(20),
    "division": String(20),
    "origin_division": String(20),
    "dimension": String(16),
    "value": String(120),
    "state": String(16),
    "month": Integer(),
    "day": Date(),
    "phase": String(16),
    "kind": String(16),
    "measure": String(20),
    "per": String(8),
}
COMMENTS = {"dimension": "all, waste or value_stream", "month": "12 * year + month - 1"}


def _count(*keys: str) -> list[SchemaItem]:
    columns: list[SchemaItem] = [Column(key, KEYS[key], nullable=False, comment=COMMENTS.get(key)) for key in keys]
    return [*columns, PrimaryKeyConstraint(*keys), _number("number")]


def _unit_spread() -> list[SchemaItem]:
    return [Column("unit", String(20), primary_key=True), *(_number(figure) for figure in SPREAD_FIGURES)]


def _offer() -> list[SchemaItem]:
    return [
        Column("unit", String(20), nullable=False),
        Column("improvement", String(64), nullable=False),
        Column("since", Date, nullable=False, comment="Day on which it was implemented"),
        Column("because", String(16), nullable=False, comment="same_problem, else relevant"),
        PrimaryKeyConstraint("unit", "improvement"),
    ]


LIVE = make(METADATA)
# Made and dropped by a rebuild; no migration knows them.
NEXT = make(MetaData(), "_next")
