"""Reads the kept counts of spread: figures by unit, pairs of divisions, islands, expected benefit, and offers."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from scorecards.model import LIVE, SPREAD_FIGURES
from scorecards.spreading.measures import PARTS, Benefit

Pair = tuple[str, str]
# What is said of an improvement that a unit could take over.
OFFERED = ("id", "title", "unit", "state", "since", "implemented_on", "value_stream", "incomplete")


def figures_by_unit(session: Session, units: Collection[str] | None = None) -> dict[str, Counter[str]]:
    """The figures of spread, by unit."""
    statement = select(LIVE.unit_spread)
    if units is not None:
        statement = statement.where(LIVE.unit_spread.c.unit.in_(units))
    return {row[0]: Counter(dict(zip(SPREAD_FIGURES, row[1:], strict=True))) for row in session.execute(statement)}


def islands_by_unit(session: Session, since: date, units: Collection[str] | None = None) -> Counter[str]:
    """How many solved improvements that are relevant elsewhere nobody adopted, implemented by that day, by unit."""
    waiting = LIVE.waiting.c
    statement = select(waiting.unit, func.sum(waiting.number)).where(waiting.day <= since).group_by(waiting.unit)
    if units is not None:
        statement = statement.where(waiting.unit.in_(units))
    return Counter({unit: int(number) for unit, number in session.execute(statement)})


def benefit(session: Session, units: Collection[str] | None = None) -> list[Benefit]:
    """Expected benefit by phase, kind and what it is measured in."""
    kept = LIVE.benefit.c
    keys = (kept.phase, kept.kind, kept.measure, kept.per)
    statement = select(*keys, func.sum(kept.number), func.sum(kept.amount)).group_by(*keys).order_by(*keys)
    if units is not None:
        statement = statement.where(kept.unit.in_(units))
    rows = session.execute(statement.having(func.sum(kept.number) != 0))
    return [Benefit(*row[:4], number=int(row[4]), amount=int(row[5]) / PARTS) for row in rows]


def units_with_benefit(session: Session, kind: str, phase: str) -> Collection[str]:
    """The units that state a benefit of this kind for improvements in this phase."""
    kept = LIVE.benefit.c
    statement = select(kept.unit).where(kept.phase == phase, kept.kind == kind, kept.number != 0).distinct()
    return list(session.execute(statement).scalars())


def pairs(session: Session, division: str | None = None) -> dict[Pair, int]:
    """Adoptions from division to division; with `division`, those it gave and received."""
    pair = LIVE.pair.c
    keys = (pair.origin_division, pair.division)
    statement = select(*keys, func.sum(pair.number)).group_by(*keys)
    if division is not None:
        statement = statement.where(or_(*(key == division for key in keys)))
    return {(row[0], row[1]): int(row[2]) for row in session.execute(statement) if row[2]}


def adoptions_by_month(
    session: Session, side: str, months: Sequence[int], division: str | None = None
) -> dict[str, Counter[int]]:
    """How many adoptions began in each month, by division; `side` = origin_division (given) or division (received)."""
    pair = LIVE.pair.c
    whose = pair[side]
    statement = select(whose, pair.month, func.sum(pair.number)).where(pair.month >= months[0])
    if division is not None:
        statement = statement.where(whose == division)
    found: dict[str, Counter[int]] = {}
    for code, month, number in session.execute(statement.group_by(whose, pair.month)):
        found.setdefault(code, Counter())[month] = int(number)
    return found


def offers(session: Session, unit: str, most: int) -> Sequence[Row[Any]]:
    """What a unit could take over: answers to its own problems first, then what was declared relevant for it."""
    offer, tap = LIVE.offer.c, LIVE.tap.c
    # A unit has fewer problems than offers, so the answers to them are found from there.
    told = select(tap.improvement).where(tap.unit == unit, tap.active)
    found: list[Any] = []
    for wanted in (
        (offer.because == "same_problem") & offer.improvement.in_(told),
        offer.because == "relevant",
    ):
        chosen = (
            select(offer.improvement, offer.since, offer.because)
            .where(offer.unit == unit, wanted)
            .order_by(offer.since.desc(), offer.improvement)
            .limit(most - len(found))
            .subquery()
        )
        improvement = LIVE.improvement.c
        statement = select(*(improvement[name] for name in OFFERED), chosen.c.because).join_from(
            chosen, LIVE.improvement, improvement.id == chosen.c.improvement
        )
        found += session.execute(statement.order_by(chosen.c.since.desc(), improvement.id)).all()
    return found


def value_streams(session: Session, unit: str) -> list[str]:
    """The value streams in which a unit has improvements."""
    tally = LIVE.tally.c
    statement = select(tally.value).where(tally.unit == unit, tally.dimension == "value_stream", tally.number != 0)
    return sorted(set(session.execute(statement).scalars()))
