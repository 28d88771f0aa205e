"""Reads one improvement's spread from what is kept of it: a row each for the improvement, its adoptions and taps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from schemas.messages import N_
from scorecards.model import LIVE
from scorecards.places import division_of
from scorecards.spread.measures import Adopter, Spread
from services.kernel.errors import NotFound
from services.kernel.units import Directory


@dataclass(frozen=True)
class Found:
    """An improvement as it is kept, and its spread; none once it is merged or withdrawn."""

    improvement: Row[Any]
    spread: Spread | None
    # Title of the improvement it was merged into.
    merged_title: str | None = None


def found(session: Session, directory: Directory, identifier: str) -> Found:
    """The improvement with its spread; raises NotFound."""
    improvement = session.execute(select(LIVE.improvement).where(LIVE.improvement.c.id == identifier)).first()
    if improvement is None:
        raise NotFound(N_("No event has named this improvement yet. If it was just submitted, look again in a moment."))
    if not improvement.counted:
        target = select(LIVE.improvement.c.title).where(LIVE.improvement.c.id == improvement.merged_into)
        return Found(improvement, None, session.execute(target).scalar())
    origins = (improvement.unit, *improvement.origins.split())
    return Found(
        improvement,
        Spread(
            origins=origins,
            implemented_on=improvement.implemented_on,
            relevant=frozenset(improvement.relevant.split()) - {*origins},
            adopters=tuple(_adopters(_adoptions(session, identifier), origins, directory)),
            same_problem=tuple(sorted(_tapping(session, identifier) - {*origins})),
        ),
    )


def _adoptions(session: Session, identifier: str) -> Iterable[Row[Any]]:
    adoption = LIVE.adoption.c
    kept = select(LIVE.adoption).where(adoption.improvement == identifier, adoption.counted)
    # Were there two of one unit, the newest holds.
    rows = {row.unit: row for row in session.execute(kept.order_by(adoption.since, adoption.sequence))}
    return rows.values()


def _adopters(rows: Iterable[Row[Any]], origins: tuple[str, ...], directory: Directory) -> Iterator[Adopter]:
    adopters = [_adopter(row, origins[0], directory) for row in rows if row.unit not in origins]
    yield from sorted(adopters, key=lambda each: (each.at, each.unit))


def _adopter(row: Row[Any], origin: str, directory: Directory) -> Adopter:
    periods = tuple(_periods(row.periods))
    at = row.adopted_on or periods[-1][0]
    # Kept for those who have adopted it; of the others nothing is counted by division.
    division = row.division or division_of(directory, row.unit, at)
    origin_division = row.origin_division or division_of(directory, origin, at)
    return Adopter(
        unit=row.unit,
        stage=row.stage,
        at=at,
        periods=periods,
        learned_from=row.learned_from,
        division=division,
        crosses=division != origin_division,
        adapted=row.adapted,
        reason=row.reason,
    )


def _periods(text: str) -> Iterator[tuple[date, str]]:
    for each in text.split(","):
        day, _, stage = each.partition(":")
        yield date.fromisoformat(day), stage


def _tapping(session: Session, identifier: str) -> set[str]:
    tap = LIVE.tap.c
    return set(session.execute(select(tap.unit).where(tap.improvement == identifier, tap.active)).scalars())
