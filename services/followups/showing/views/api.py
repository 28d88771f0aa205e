"""The door for programs: /api/v1/indicators/ID/chart."""

from typing import Any

from flask import Blueprint, Response, jsonify
from marshmallow import Schema

from schemas.indicators import Chart
from services.followups.control import RULE_SETS, Analysis
from services.followups.indicators import queries as indicators
from services.followups.showing.charted import Charted, charted
from services.followups.showing.views import filters
from services.kernel.errors import Invalid
from services.kernel.web.access import allow, readers
from services.kernel.web.context import runtime
from services.kernel.web.openapi import describe

api = Blueprint("indicator_chart_api", __name__, url_prefix="/api/v1/indicators")
CHART: Schema = Chart()
SIDES = {1: "high", 0: "none", -1: "low"}


@api.get("/<uuid:identifier>/chart")
@allow(readers)
@describe(
    "The chart of an indicator, judged; other settings than its own hold for this once",
    gives=CHART,
    query=filters.CHART,
)
def chart(identifier: object) -> Response:
    """Every number of the chart and what it says."""
    asked = filters.asked()
    with runtime().database.reading() as session:
        (found,) = charted(session, [indicators.one(session, str(identifier))], asked)
        if found.analysis is None:
            raise Invalid(found.errors)
        return jsonify(CHART.dump(shown(found, found.analysis)))


def shown(found: Charted, analysis: Analysis) -> dict[str, Any]:
    """The chart as the API gives it, without lines and verdicts that it does not have."""
    it = found.indicator
    lines = {
        "lower": analysis.lower,
        "upper": analysis.upper,
        "trial": analysis.trial if analysis.upper is not None else None,
        "moving_range_mean": analysis.moving_range_mean,
        "assurance": analysis.assurance.value if analysis.assurance else None,
    }
    return {
        "indicator": it.id,
        "chart": analysis.kind.value,
        "rules": analysis.rules,
        "source": RULE_SETS[analysis.rules].source,
        "screening": analysis.screening,
        "baseline": analysis.baseline,
        "unit_of_measure": it.unit_of_measure,
        "per": it.per,
        "direction": analysis.direction.value,
        "target": analysis.target,
        "centre": analysis.centre,
        "variation": analysis.variation.value,
        "missing": analysis.missing,
        "too_early": analysis.missing > 0,
        "points": _points(found, analysis),
        "phases": analysis.phases,
        "signals": [
            {"name": each.name.value, "phase": each.phase, "periods": each.periods, "side": SIDES[each.side]}
            for each in analysis.signals
        ],
        **{name: number for name, number in lines.items() if number is not None},
    }


def _points(found: Charted, analysis: Analysis) -> list[dict[str, Any]]:
    notes = found.notes
    return [
        {
            "period": judged.period,
            "value": judged.value,
            "numerator": point.numerator,
            "denominator": point.denominator,
            "centre": judged.centre,
            "lower": judged.lower,
            "upper": judged.upper,
            "phase": judged.phase,
            "signals": [name.value for name in judged.signals],
            "variation": judged.variation.value if judged.variation else None,
            "note": notes.get(judged.period),
        }
        for judged, point in zip(analysis.points, found.points, strict=True)
    ]
