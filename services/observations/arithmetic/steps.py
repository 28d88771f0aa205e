"""A step of a map, and how its numbers are added.

The numbers are decimals that people wrote. They are added as such: with binary fractions the sum would depend on the
order, and two branches of 0.1 + 0.2 and of 0.3 minutes would not be equally long.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Step:
    """One step of a map; times in minutes, None for what nobody gave.

    `complete_accurate_percent` is 0 to 100. `value` is one of `VALUE_KINDS`: va (value-adding), nnva (necessary, not
    value-adding) or nva (not value-adding). `after` names the steps it follows; with several, branches join here.
    `dead_end` says that the work that comes here goes nowhere from here, such as a copy for an archive.
    """

    name: str
    process_minutes: float | None = None
    wait_before_minutes: float | None = None
    complete_accurate_percent: float | None = None
    value: str | None = None
    after: tuple[str, ...] = ()
    dead_end: bool = False

    @property
    def process(self) -> Fraction | None:
        """The process time, in minutes."""
        return exact(self.process_minutes)

    @property
    def lead(self) -> Fraction | None:
        """The lead time, in minutes; needs the wait and the process time."""
        wait, process = exact(self.wait_before_minutes), self.process
        return None if wait is None or process is None else wait + process

    @property
    def accurate(self) -> Fraction | None:
        """The share complete and accurate, 0 to 1."""
        percent = exact(self.complete_accurate_percent)
        return None if percent is None else percent / 100

    @property
    def value_adding(self) -> Fraction | None:
        """The minutes that add value; needs the kind of value, and of a value-adding step the process time."""
        if self.value is None:
            return None
        return self.process if self.value == "va" else Fraction()


def exact(number: float | None) -> Fraction | None:
    """The decimal that was written; a missing one stays missing."""
    return None if number is None else Fraction(str(number))
