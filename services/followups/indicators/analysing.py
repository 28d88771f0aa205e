"""From an indicator and its measurements to the chart that statistical process control makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.followups.control import RULE_SETS, Analysis, Direction, Kind, Phase, Point, analyse
from services.followups.indicators.model import Indicator, PhaseStart
from services.followups.measuring.model import Measurement


@dataclass(frozen=True)
class Asked:
    """How a reader wants a chart made for once; None: as the indicator says."""

    rules: str | None = None
    screening: bool | None = None
    baseline: int | None = None


def points_of(measurements: Sequence[Measurement]) -> list[Point]:
    """The measurements as points, in order of their periods; one that was struck out is a gap."""
    return [
        Point(each.period, each.value, each.numerator, each.denominator, each.astronomical)
        for each in sorted(measurements, key=lambda each: each.period)
    ]


def chart_of(
    indicator: Indicator, points: Sequence[Point], phases: Sequence[PhaseStart], asked: Asked = Asked()
) -> Analysis:
    """The chart of an indicator, judged; raises CannotJudge for points that it cannot chart.

    A rule set that was made for other charts is asked of the data, not of the chart: `ihi-run` of an XmR chart gives
    the run chart, `mdc-xmr` of a run chart the XmR chart.
    """
    rules = asked.rules or indicator.rules
    return analyse(
        points,
        _kind(Kind(indicator.chart), rules),
        rules,
        screening=indicator.screening if asked.screening is None else asked.screening,
        direction=Direction(indicator.direction),
        target=indicator.target,
        baseline=asked.baseline or indicator.baseline,
        # A phase that begins where there is nothing yet, or nothing before it, waits for its values.
        phases=[
            Phase(each.start, each.reason)
            for each in sorted(phases, key=lambda each: each.start)
            if points and points[0].period < each.start <= points[-1].period
        ],
    )


def _kind(kind: Kind, rules: str) -> Kind:
    """The chart that the rules are for: itself, or the plain one of their sort."""
    if RULE_SETS[rules].on_limits == (kind is not Kind.RUN):
        return kind
    return Kind.XMR if kind is Kind.RUN else Kind.RUN


def judge(indicator: Indicator, analysis: Analysis) -> bool:
    """Write into the indicator what its chart says; whether that is something new."""
    valued = [point.period for point in analysis.points if point.value is not None]
    said = {
        "number": len(valued),
        "missing": analysis.missing,
        "variation": analysis.variation.value if valued else None,
        "assurance": analysis.assurance.value if analysis.assurance and valued else None,
        "first_period": valued[0] if valued else None,
        "last_period": valued[-1] if valued else None,
    }
    changed = {name: value for name, value in said.items() if getattr(indicator, name) != value}
    for name, value in changed.items():
        setattr(indicator, name, value)
    return bool(changed)
