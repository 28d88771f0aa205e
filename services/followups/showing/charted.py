"""An indicator with what was measured and the chart that this makes; data that make none are told, never raised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services.followups.control import Analysis, CannotJudge, Point
from services.followups.indicators import problems
from services.followups.indicators import queries as indicators
from services.followups.indicators.analysing import Asked, chart_of, points_of
from services.followups.indicators.model import Indicator, PhaseStart
from services.followups.measuring import queries as measuring
from services.followups.measuring.model import Measurement, reading

AS_SET = Asked()


@dataclass(frozen=True)
class Charted:
    """One indicator; without an analysis `cannot` says why there is none."""

    indicator: Indicator
    measurements: Sequence[Measurement]
    phases: Sequence[PhaseStart]
    points: Sequence[Point]
    analysis: Analysis | None
    cannot: CannotJudge | None = None

    @property
    def newest(self) -> tuple[date, float] | None:
        """The newest period that has a value, and its value."""
        return newest(self.measurements)

    @property
    def errors(self) -> dict[str, list[str]]:
        """Why the values make no chart, by field; none where they make one."""
        ratio = any(point.denominator for point in self.points)
        return problems.errors_of(self.cannot, ratio=ratio) if self.cannot else {}

    @property
    def notes(self) -> Mapping[date, str]:
        """What people noted, by period."""
        return {each.period: each.note for each in self.measurements if each.note}

    @property
    def days(self) -> list[date]:
        """The first days of its periods, oldest first."""
        return [point.period for point in self.points]


def newest(measurements: Sequence[Measurement]) -> tuple[date, float] | None:
    """The newest period that has a value, and its value; `measurements` are oldest first."""
    found = ((each.period, value) for each in reversed(measurements) if (value := reading(each)) is not None)
    return next(found, None)


def charted(session: Session, found: Sequence[Indicator], asked: Asked = AS_SET) -> list[Charted]:
    """Each with its chart, in their order; two statements, however many there are."""
    ids = [each.id for each in found]
    if not ids:
        return []
    measured, begun = measuring.of(session, ids), indicators.phases(session, ids)
    return [chart(each, measured.get(each.id, []), begun.get(each.id, []), asked) for each in found]


def chart(
    indicator: Indicator, measurements: Sequence[Measurement], phases: Sequence[PhaseStart], asked: Asked = AS_SET
) -> Charted:
    """One with its chart."""
    points = points_of(measurements)
    try:
        analysis = chart_of(indicator, points, phases, asked)
    except CannotJudge as cannot:
        return Charted(indicator, measurements, phases, points, None, cannot)
    return Charted(indicator, measurements, phases, points, analysis)
