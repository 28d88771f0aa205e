"""The chart of individual values and moving ranges (XmR, also called I chart)."""

from services.followups.control.limits import Base, Fit, in_order, mean, moving_ranges, present


def xmr(base: Base, *, screening: bool) -> Fit:
    """Centre: the mean; limits: mean ± 3·(mean moving range / 1.128); screening leaves the mean as it is.

    Montgomery, Introduction to Statistical Quality Control, section 6.4; Wheeler, Understanding Variation.
    """
    centre = mean([reading.value for reading in present(base)])
    ranges = moving_ranges(in_order(base), screening=screening)
    return Fit(centre, centre, sigma=ranges.sigma if ranges else None, ranges=ranges)
