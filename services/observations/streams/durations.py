"""Times as people write them in forms and read them on pages: 25 min, 3 h, 2 d; kept as minutes.

A day has 24 hours on the clock. Working time has no days: a shift, a clinic day and a duty week are not equally long,
so there only minutes and hours can be meant.
"""

import math
import re
from fractions import Fraction

from schemas.messages import N_

HOUR, DAY = 60, 24 * 60
# As the three languages write them.
UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minut", "minuter", "minuuttia", "minuutti"), 1),
    **dict.fromkeys(("h", "hour", "hours", "tim", "timme", "timmar", "t", "tunti", "tuntia"), HOUR),
    **dict.fromkeys(("d", "day", "days", "dag", "dagar", "dygn", "vrk", "vuorokausi", "vuorokautta", "pv"), DAY),
}
UNREADABLE = N_("Write a time such as 25 min, 3 h or 1 h 30 min; a number alone is minutes.")
UNREADABLE_BY_CLOCK = N_("Write a time such as 25 min, 3 h or 2 d; a number alone is minutes.")
NO_DAYS = N_("A working day has no fixed length. Write hours, for example 16 h.")
# So many digits are more than a hundred years of minutes.
_PART = re.compile(r"\s*(?P<number>[0-9]{1,9}(?:[.,][0-9]{1,9})?)\s*(?P<unit>[^\W\d_]*)\.?")


class NotATime(Exception):
    """What was typed is no time; the text says how to write one."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def read(text: str, basis: str) -> float | None:
    """The minutes of `text` on a time basis, clock or working; None for a blank one. Raises NotATime."""
    if not text.strip():
        return None
    unreadable = NotATime(UNREADABLE_BY_CLOCK if basis == "clock" else UNREADABLE)
    total, place, bare = Fraction(), 0, False
    while text[place:].strip():
        part = _PART.match(text, place)
        if not part or bare or (not part["unit"] and place):
            raise unreadable
        bare = not part["unit"]
        length = 1 if bare else UNITS.get(part["unit"].casefold())
        if length is None:
            raise unreadable
        if length == DAY and basis != "clock":
            raise NotATime(NO_DAYS)
        total += Fraction(part["number"].replace(",", ".")) * length
        place = part.end()
    return float(total)


def parts(minutes: float, basis: str, *, exact: bool = False) -> tuple[tuple[int, str], ...]:
    """Minutes as people say them: the two largest of days (d), hours (h) and minutes (min), the last one rounded.

    `exact` keeps the minutes beside days, for times that are compared.
    """
    whole = math.floor(minutes + 0.5)
    found: tuple[tuple[int, str], ...]
    if basis == "clock" and whole >= DAY:
        hours = whole // HOUR if exact else math.floor(minutes / HOUR + 0.5)
        found = ((hours // 24, "d"), (hours % 24, "h"), (whole % HOUR if exact else 0, "min"))
    elif whole >= HOUR:
        found = ((whole // HOUR, "h"), (whole % HOUR, "min"))
    else:
        return ((whole, "min"),)
    return tuple(part for part in found if part[0])


def is_small(minutes: float) -> bool:
    """Whether minutes are so few that they are said with a decimal."""
    return 0 < minutes < 10 and minutes != math.floor(minutes)


def typed(minutes: float | None, point: str = ".") -> str:
    """Minutes as a form shows them, exact whatever the time basis: "90 min", "2 h"; empty for None."""
    if minutes is None:
        return ""
    if minutes and minutes % HOUR == 0:
        return f"{minutes / HOUR:.15g} h"
    return f"{minutes:.15g} min".replace(".", point)
