"""Charts of things that are counted: proportions (p), rates (u) and plain counts (c).

p and u take all variation to be that of the binomial and the Poisson distribution. With denominators of thousands that
makes limits absurdly narrow, for the process varies more between periods than chance alone; the charts that
Laney called p prime and u prime measure how much more.
"""

import math
from dataclasses import replace

from services.followups.control.limits import Base, Fit, mean, moving_ranges, present


def _overall(base: Base) -> float:
    readings = present(base)
    return math.fsum(reading.numerator for reading in readings) / math.fsum(reading.denominator for reading in readings)


def p(base: Base) -> Fit:
    """Centre: the overall proportion p̄; limits: p̄ ± 3·√(p̄(1-p̄)/n), kept within 0 and 1.

    Montgomery, Introduction to Statistical Quality Control, section 7.2.
    """
    centre = _overall(base)
    return Fit(centre, centre, math.sqrt(centre * (1 - centre)), sized=True, floor=0.0, ceiling=1.0)


def p_prime(base: Base, *, screening: bool) -> Fit:
    """As p, with sigma multiplied by sigma z: the moving-range sigma of the standardised values; kept within 0 and 1.

    Laney, Improved control charts for attributes, Quality Engineering 2002;14:531-7.
    """
    return _widened(p(base), base, screening=screening)


def u(base: Base) -> Fit:
    """Centre: the overall rate ū; limits: ū ± 3·√(ū/n), not below 0.

    Montgomery, Introduction to Statistical Quality Control, section 7.3.
    """
    centre = _overall(base)
    return Fit(centre, centre, math.sqrt(centre), sized=True, floor=0.0)


def u_prime(base: Base, *, screening: bool) -> Fit:
    """As u, with sigma multiplied by sigma z: the moving-range sigma of the standardised values; not below 0.

    Laney, Improved control charts for attributes, Quality Engineering 2002;14:531-7.
    """
    return _widened(u(base), base, screening=screening)


def c(base: Base) -> Fit:
    """Centre: the mean count c̄; limits: c̄ ± 3·√c̄, not below 0.

    Montgomery, Introduction to Statistical Quality Control, section 7.3.
    """
    centre = mean([reading.value for reading in present(base)])
    return Fit(centre, centre, math.sqrt(centre), floor=0.0)


def _widened(plain: Fit, base: Base, *, screening: bool) -> Fit:
    """`plain` with its sigma multiplied by that of z = (value - centre) / sigma; where sigma is 0, so is every z."""
    sigma = plain.sigma or 0.0
    scores = [
        None if reading is None else (reading.value - plain.centre) * math.sqrt(reading.denominator) / (sigma or 1.0)
        for reading in base
    ]
    ranges = moving_ranges(scores, screening=screening)
    return replace(plain, sigma=sigma * ranges.sigma if ranges else None, ranges=ranges)
