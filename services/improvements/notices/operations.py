"""Giving notices."""

from collections.abc import Iterable

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.events import type_of
from services.improvements.model import Improvement
from services.improvements.notices.model import Kind, Notice
from services.kernel.work import Work

# A whole region's codes would not fit into one event of 64 KiB whatever their alphabet.
MOST_UNITS = 500


def give(work: Work, kind: Kind, improvement: Improvement, units: Iterable[str], by_unit: str | None = None) -> None:
    """Tell units (codes; none is fine) about an improvement, without committing."""
    told = sorted(set(units))
    for start in range(0, len(told), MOST_UNITS):
        notice = Notice(
            id=str(uuid7()),
            kind=kind,
            improvement=improvement.id,
            title=improvement.title,
            units=told[start : start + MOST_UNITS],
            at=work.now,
            by_unit=by_unit,
        )
        work.insert(*notice.row())
        work.emit(
            type_of("notice", "given"), subject=notice.id, key=improvement.id, version=1, data=notice.public_state()
        )


def kept(work: Work) -> set[str]:
    """Which notices were given: their ids. A restore withdraws the others; to state these anew would tell twice."""
    return set(work.session.scalars(select(Notice.id)))
