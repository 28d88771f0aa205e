"""What changes between two versions of a map: the current and a future one, or a past and the current one."""

from dataclasses import dataclass, fields

from services.observations.arithmetic.metrics import Metrics
from services.observations.arithmetic.steps import exact


@dataclass(frozen=True)
class Difference:
    """Later minus earlier, in the unit of each result (shares in percentage points); None where either is unknown.

    Below 0 the later version has less. Whether that is better is not for arithmetic to say.
    """

    process_minutes: float | None
    lead_minutes: float | None
    activity_ratio_percent: float | None
    rolled_complete_accurate_percent: float | None
    process_cycle_efficiency_percent: float | None
    takt_minutes: float | None
    staff_needed: float | None


def difference(earlier: Metrics, later: Metrics) -> Difference:
    """The differences of all numbers; both versions must count time alike, by the clock or as working time."""
    return Difference(**{each.name: _difference(earlier, later, each.name) for each in fields(Difference)})


def _difference(earlier: Metrics, later: Metrics, name: str) -> float | None:
    before, now = exact(getattr(earlier, name)), exact(getattr(later, name))
    return None if before is None or now is None else float(now - before)
