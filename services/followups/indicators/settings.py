"""The settings of an indicator: what stands where nobody chose, and what cannot stand together."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from schemas.messages import N_, Message
from schemas.periods import Grain, holding
from services.followups.control import CannotJudge, Kind
from services.followups.control.rule_sets import rule_set
from services.followups.indicators import problems
from services.followups.indicators.model import SHARES, usual_per, usual_rules
from services.kernel.errors import Errors, Invalid

NOT_A_SHARE = N_("A share lies between 0 and 1: write 0.95 for 95 per cent.")
BETWEEN_PERIODS = N_("There is a value for %(period)s, which begins no such period. Keep the frequency.")

Fields = dict[str, Any]


def settled(fields: Fields, before: Fields) -> Fields:
    """The fields with what follows from them; `before` is what stands until now, {} for a new indicator.

    Rules and `per` that nobody chose are the usual ones of the chart, and so are rules that do not fit another chart.
    """
    chart = str(fields.get("chart", before.get("chart")))
    found = dict(fields)
    another = chart != before.get("chart")
    if found.get("rules", "") is None or ("rules" not in found and another and not _fits(before.get("rules"), chart)):
        found["rules"] = usual_rules(chart)
    if found.get("per", 0) is None or ("per" not in found and another):
        found["per"] = usual_per(chart)
    return found


def _fits(rules: str | None, chart: str) -> bool:
    try:
        rule_set(rules or "", Kind(chart))
    except CannotJudge:
        return False
    return True


def refuse_settings(chart: str, rules: str, target: float | None) -> int:
    """Raise Invalid for settings that make no chart; answers how many values are needed before it is judged."""
    try:
        needed = rule_set(rules, Kind(chart)).minimum
    except CannotJudge as cannot:
        raise Invalid(problems.errors_of(cannot)) from None
    if target is not None and chart in SHARES and not 0 <= target <= 1:
        raise Invalid({"target": [NOT_A_SHARE]})
    return needed


def refuse_frequency(frequency: str | None, periods: Sequence[date]) -> None:
    """Raise Invalid where values stand for days with which no period of the frequency begins."""
    if frequency is None:
        return
    grain = Grain(frequency)
    if between := next((day for day in periods if holding(day, grain).first != day), None):
        raise Invalid({"frequency": [Message(BETWEEN_PERIODS, period=between.isoformat())]})


def errors_with_data(cannot: CannotJudge) -> Errors:
    """What is said of settings for which the data are impossible: the first period that is, and why."""
    errors = problems.errors_of(cannot)
    if cannot.period is None:
        return errors
    where = Message(N_("What was measured for %(period)s does not fit this chart."), period=cannot.period.isoformat())
    return {"chart": [where, *(text for texts in errors.values() for text in texts)]}
