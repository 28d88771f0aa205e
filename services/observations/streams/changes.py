"""What becomes of each step between two drawings: kept, changed, new or dropped, in one order for both.

A step is the same one when its name is. One that was renamed is dropped and new: nothing tells that it is the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.value_streams import key_of

NUMBERS = ("wait_before_minutes", "process_minutes", "complete_accurate_percent")
WORDS = ("value", "done_by", "systems", "dead_end")
Step = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One step as it stands in the earlier and in the later drawing, None where it does not."""

    name: str
    earlier: Step | None
    later: Step | None

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs of a step that both drawings have; what it follows is told by the maps."""
        if self.earlier is None or self.later is None:
            return ()
        return tuple(name for name in (*NUMBERS, *WORDS) if self.earlier[name] != self.later[name])

    @property
    def kind(self) -> str:
        """What became of it: new, dropped, changed or same."""
        if self.earlier is None:
            return "new"
        if self.later is None:
            return "dropped"
        return "changed" if self.fields else "same"


def changes(earlier: Sequence[Step], later: Sequence[Step]) -> list[Change]:
    """Every step of two drawings: in the order of the earlier one, a new one after the step that it stands behind."""
    before = {key_of(step["name"]): step for step in earlier}
    after = {key_of(step["name"]): step for step in later}
    order = list(before)
    place = 0
    for name in after:
        if name not in before:
            order.insert(place, name)
        place = order.index(name) + 1
    return [Change((before | after)[name]["name"], before.get(name), after.get(name)) for name in order]
