"""The periods a review may be of: months `2026-11`, quarters `2026-Q4` and years `2026`."""

from datetime import date, timedelta


def present(day: date) -> tuple[str, str, str]:
    """The month, the quarter and the year in which a day lies."""
    return f"{day:%Y-%m}", f"{day.year}-Q{(day.month + 2) // 3}", f"{day.year}"


def offered(day: date) -> list[str]:
    """Which periods a form offers: those of the day, then those that have ended last."""
    month_before = day.replace(day=1) - timedelta(days=1)
    quarter_before = date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)
    ended = present(month_before)[0], present(quarter_before)[1], f"{day.year - 1}"
    return [*present(day), *ended]
