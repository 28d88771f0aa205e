"""Charts of rare events, by what lies between one and the next: opportunities (g) or time (t).

With few events a count a month is mostly zero and its chart says nothing; the gaps between events do.
"""

import math
from statistics import median

from services.followups.control.limits import Base, Fit, in_order, mean, moving_ranges, present

# An exponential time to this power is nearly normal.
ROOT = 1 / 3.6


def g(base: Base) -> Fit:
    """Limits: ḡ ± 3·√(ḡ(ḡ+1)) about the mean ḡ, not below 0; centre: the median.

    Benneyan, Health Care Management Science 2001;4:305-18. The distribution is so skewed that two thirds of all points
    lie below the mean, so runs are judged about the median (Provost & Murray, The Health Care Data Guide).
    """
    values = [reading.value for reading in present(base)]
    middle = mean(values)
    return Fit(median(values), middle, math.sqrt(middle * (middle + 1)), floor=0.0)


def t(base: Base, *, screening: bool) -> Fit:
    """An XmR chart of the times to the power 1/3.6, taken back by the power 3.6; the mean range is that of the powers.

    Nelson, A control chart for parts-per-million nonconforming items, Journal of Quality Technology 1994;26:239-40.
    """
    powers = [None if value is None else float(value**ROOT) for value in in_order(base)]
    middle = mean([power for power in powers if power is not None])
    ranges = moving_ranges(powers, screening=screening)
    sigma = ranges.sigma if ranges else None
    return Fit(middle ** (1 / ROOT), middle, sigma, floor=0.0, power=1 / ROOT, ranges=ranges)
