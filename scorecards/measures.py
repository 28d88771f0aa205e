"""The arithmetic of the scorecards; no I/O.

A month is one number, 12 * year + month - 1, in the region's time zone. `running` = accepted, testing or
implementing (design.md §6). A merged or withdrawn improvement is in no count, present or past.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from schemas.vocabulary import RUNNING, STATES

COUNTED_STATES = tuple(state for state in STATES if state != "merged")
Counts = Mapping[str, int]


def month_of(moment: datetime, zone: ZoneInfo) -> int:
    """The month of a moment."""
    return month_of_day(moment.astimezone(zone).date())


def month_of_day(day: date) -> int:
    """The month of a day."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    return first_day(month + 1) - timedelta(days=1)


def changes(periods: Iterable[tuple[int, str]]) -> Counter[tuple[int, str]]:
    """By how much one improvement changed the number in each (month, state), from the (month, state) it entered."""
    found: Counter[tuple[int, str]] = Counter()
    before: str | None = None
    for month, state in periods:
        if before is not None:
            found[month, before] -= 1
        found[month, state] += 1
        before = state
    return found


def levels(changed: Mapping[int, Counts], months: Sequence[int]) -> dict[int, Counter[str]]:
    """The number in each state at the end of each of `months` (ascending), from the changes of all months."""
    level: Counter[str] = Counter()
    pending = sorted(changed)
    found: dict[int, Counter[str]] = {}
    for month in months:
        while pending and pending[0] <= month:
            level.update(changed[pending.pop(0)])
        found[month] = Counter({state: number for state, number in level.items() if number})
    return found


def sums(changed: Mapping[int, int], months: Sequence[int]) -> list[int]:
    """The number at the end of each of `months` (ascending), from the changes of all months."""
    plain = levels({month: {"": number} for month, number in changed.items()}, months)
    return [plain[month][""] for month in months]


def running(counts: Counts) -> int:
    """How many run."""
    return sum(counts.get(state, 0) for state in RUNNING)


def figures(counts: Counts) -> dict[str, int]:
    """`running` and every state's number, as the API gives them."""
    return {"running": running(counts)} | {state: counts.get(state, 0) for state in COUNTED_STATES}


def total(each: Iterable[Counts]) -> Counter[str]:
    """The sum of several counts."""
    found: Counter[str] = Counter()
    for counts in each:
        found.update(counts)
    return found


def last_months(today: date, count: int) -> list[int]:
    """The last `count` months up to the one of `today`, ascending."""
    newest = month_of_day(today)
    return list(range(newest - count + 1, newest + 1))


def percent(part: int, whole: int) -> float | None:
    """Percent with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None
