"""The results of a map; sums and product are taken along the timeline critical path.

Each is unknown (None) unless every number it needs is there:

| result | is | needs |
|---|---|---|
| critical path | the longest way (see `path`) | wait and process time of every step that not all ways share |
| process time ΣPT | sum | the critical path; the process time of its steps |
| lead time ΣLT | sum of waits and process times | the critical path; wait and process time of its steps |
| activity ratio | ΣPT / ΣLT, sum over sum | both; a lead time over 0 |
| rolled %C&A | product of the steps' %C&A | the critical path; %C&A of its steps |
| process cycle efficiency | value-adding time / ΣLT | ΣLT over 0; the kind of value of the path's steps |
| takt | available time / demand | both; a demand over 0 |
| staff needed | ΣPT · demand / available time of one person | all three; a time over 0 |

Activity ratio and rolled %C&A are Martin and Osterling's (2009). The mean of the steps' own ratios would be another
number. The activity ratio is the process cycle efficiency only where all process time adds value.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.observations.arithmetic.path import critical_path
from services.observations.arithmetic.steps import Step, exact


@dataclass(frozen=True)
class Demand:
    """What the stream has to deliver in a period, and the working time there is for it; all for the same period.

    `quantity` counts patients, referrals or whatever flows; `available_minutes` are those in which the stream runs,
    `person_minutes` those that one full-time person has for it. None for what nobody gave. Raises ValueError for what
    is negative or not finite.
    """

    quantity: float | None = None
    available_minutes: float | None = None
    person_minutes: float | None = None

    def __post_init__(self) -> None:
        for number in (self.quantity, self.available_minutes, self.person_minutes):
            if number is not None and not 0 <= number < math.inf:
                raise ValueError("a demand is neither negative nor infinite")


@dataclass(frozen=True)
class Metrics:
    """The results; None for what is unknown. Times in minutes, shares in per cent, staff in full-time persons.

    Process time is counted along the critical path, and so is the staff needed: steps beside it are not in it.
    """

    critical_path: tuple[str, ...] | None = None
    process_minutes: float | None = None
    lead_minutes: float | None = None
    activity_ratio_percent: float | None = None
    rolled_complete_accurate_percent: float | None = None
    process_cycle_efficiency_percent: float | None = None
    takt_minutes: float | None = None
    staff_needed: float | None = None


def measured(steps: Sequence[Step], demand: Demand | None = None) -> Metrics:
    """The results of steps in which `flaws` finds nothing."""
    demand = demand or Demand()
    quantity, person = exact(demand.quantity), exact(demand.person_minutes)
    takt = _over(exact(demand.available_minutes), quantity)
    path = critical_path(steps)
    if path is None:
        return Metrics(takt_minutes=_float(takt))
    along = [steps[place] for place in path.places]
    process, lead = _sum(step.process for step in along), _sum(step.lead for step in along)
    work = None if process is None or quantity is None else process * quantity
    return Metrics(
        critical_path=tuple(step.name for step in along),
        process_minutes=_float(process),
        lead_minutes=_float(lead),
        activity_ratio_percent=_percent(_over(process, lead)),
        rolled_complete_accurate_percent=_percent(path.accurate),
        process_cycle_efficiency_percent=_percent(_over(path.value_adding, lead)),
        takt_minutes=_float(takt),
        staff_needed=_float(_over(work, person)),
    )


def _sum(numbers: Iterable[Fraction | None]) -> Fraction | None:
    total = Fraction()
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _over(dividend: Fraction | None, divisor: Fraction | None) -> Fraction | None:
    return dividend / divisor if dividend is not None and divisor else None


def _percent(share: Fraction | None) -> float | None:
    return _float(None if share is None else share * 100)


def _float(number: Fraction | None) -> float | None:
    # A demand next to nothing makes a result that no float holds, and nobody could use.
    return None if number is None or number > sys.float_info.max else float(number)
