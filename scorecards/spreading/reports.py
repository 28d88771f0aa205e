"""What a scorecard says of spread beyond its figures: adoptions month by month, the matrix, and offers to a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from scorecards import behind, lists
from scorecards.places import UNKNOWN
from scorecards.reader import Reader
from scorecards.spreading import queries
from scorecards.spreading.measures import Matrix

# So many are shown of what others have solved.
OFFERS = 20
GIVEN, RECEIVED = "origin_division", "division"


@dataclass(frozen=True)
class Offer:
    """A solution of another unit, and why it is shown: same_problem, relevant or value_stream."""

    id: str
    title: str
    unit: str
    state: str
    since: datetime
    value_stream: str | None
    because: str


def monthly(reader: Reader, side: str, months: Sequence[int], division: str | None = None) -> dict[str, list[int]]:
    """Adoptions given or received in each month, by division."""
    found = queries.adoptions_by_month(reader.session, side, months, division)
    return {code: [numbers[month] for month in months] for code, numbers in found.items()}


def matrix(reader: Reader, unknown_name: str, division: str | None = None) -> Matrix:
    """Who gave to whom: every division that exists today or ever gave or received; or what concerns one division."""
    numbers = queries.pairs(reader.session, division)
    today = {code for code, each in reader.directory.divisions.items() if each.holds(reader.today)}
    codes = {code for pair in numbers for code in pair} | (today if division is None else {division})
    named = sorted(
        ((code, reader.name_of(code, unknown_name)) for code in codes),
        key=lambda each: (each[0] == UNKNOWN, each[1].casefold()),
    )
    return Matrix(named, numbers)


def offers(reader: Reader, unit: str, most: int = OFFERS) -> list[Offer]:
    """What others have solved: this unit's own problems, what is relevant for it, then its own value streams."""
    found = {row.id: _offer(row, row.because) for row in queries.offers(reader.session, unit, most)}
    streams = queries.value_streams(reader.session, unit)
    if streams and len(found) < most:
        rows, _ = lists.piece(reader.session, behind.in_value_streams(streams, unit), most)
        for row in rows:
            if len(found) < most:
                found.setdefault(row.id, _offer(row, "value_stream"))
    return list(found.values())


def _offer(row: Row[Any], because: str) -> Offer:
    return Offer(row.id, row.title, row.unit, row.state, row.since, row.value_stream, because)
