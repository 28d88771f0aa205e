"""Moments as people write them, in a form or in a list of their own: local time, without a zone."""

from datetime import datetime
from zoneinfo import ZoneInfo


def with_zone(written: str, zone: ZoneInfo) -> str:
    """A local date and time with the region's zone; what has a zone, or is no date and time, as it is."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written
    if moment.tzinfo is not None or len(written) <= len("2026-11-21"):
        return written
    return moment.replace(tzinfo=zone).isoformat()
