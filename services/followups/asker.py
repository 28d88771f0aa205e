"""What the asker may do with what belongs to a unit, a division or the region: the same on every page."""

from services.followups import model
from services.followups.model import Placed
from services.kernel.web.context import principal
from services.kernel.web.naming import division_today


def division_of(placed: Placed) -> str | None:
    """Its own division, or that of its unit today."""
    return division_today(placed.unit) if placed.unit else placed.division


def may_decide(placed: Placed) -> bool:
    """Whether the asker decides there."""
    return model.decides(principal(), placed.unit, division_of(placed))
