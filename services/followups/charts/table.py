"""The table behind a chart: every number that is drawn, and what it was made of, as data for a page or a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from services.followups.control import Analysis, Judged, Name, Point, Variation


@dataclass(frozen=True)
class Row:
    """One period; None where there is nothing. `begins` is the reason of the phase that begins here, if one does."""

    period: date
    value: float | None
    numerator: float | None
    denominator: float | None
    centre: float | None
    lower: float | None
    upper: float | None
    signals: tuple[Name, ...]
    variation: Variation | None
    begins: str
    note: str


@dataclass(frozen=True)
class Table:
    """The rows, oldest first, and which columns any of them fills."""

    rows: tuple[Row, ...]
    ratio: bool
    limits: bool
    notes: bool


def table(analysis: Analysis, points: Sequence[Point], notes: Mapping[date, str] | None = None) -> Table:
    """The rows of an analysis; `points` are those it was made of, with their numerators and denominators."""
    reasons = {
        now.period: analysis.phases[now.phase].reason
        for before, now in pairwise(analysis.points)
        if now.phase != before.phase
    }
    rows = tuple(
        _row(judged, point, reasons.get(judged.period, ""), (notes or {}).get(judged.period, ""))
        for judged, point in zip(analysis.points, points, strict=True)
    )
    return Table(
        rows,
        ratio=any(row.denominator is not None for row in rows),
        limits=any(row.upper is not None for row in rows),
        notes=any(row.note or row.begins for row in rows),
    )


def _row(judged: Judged, point: Point, begins: str, note: str) -> Row:
    return Row(
        judged.period,
        judged.value,
        point.numerator,
        point.denominator,
        judged.centre,
        judged.lower,
        judged.upper,
        judged.signals,
        judged.variation,
        begins,
        note,
    )
