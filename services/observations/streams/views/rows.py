"""The steps in a form: rows that are added, moved and removed, each by a plain submit that keeps everything typed.

A row's fields are named `steps.0.name`. Their numbers are their order; with JavaScript, rows that were dragged bring
another in `order`: the old numbers in the new order.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.value_streams import MOST_STEPS, key_of
from services.kernel.web.forms import Typed
from services.observations.streams import durations

TIMES = ("process_minutes", "wait_before_minutes")
FIELDS = ("name", "done_by", "systems", *TIMES, "complete_accurate_percent", "value", "after", "dead_end")
# In `after`: work starts here, it follows nothing. Any of the signs that people take for a dash.
STARTS = frozenset({"-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"})
_NAME = re.compile(r"steps\.([0-9]{1,4})\.([a-z_]+)")

Row = dict[str, str]


def rows_of(typed: Typed) -> list[Row]:
    """The rows as they were sent, in order; no more than one over what a map may have."""
    found: dict[int, Row] = {}
    for name, text in typed.items():
        named = _NAME.fullmatch(name)
        if named and named[2] in FIELDS:
            found.setdefault(int(named[1]), {})[named[2]] = str(text)
    dragged = [int(number) for number in str(typed.get("order", "")).split(",") if number.isdecimal()]
    order = [*(number for number in dict.fromkeys(dragged) if number in found), *sorted(found.keys() - set(dragged))]
    return [found[number] for number in order[: MOST_STEPS + 1]]


def without_rows(typed: Typed) -> dict[str, str | list[str]]:
    """What was typed beside the steps."""
    return {name: text for name, text in typed.items() if not _NAME.fullmatch(name) and name not in {"order", "do"}}


def named(rows: Sequence[Row]) -> dict[str, str]:
    """The rows as the form's values; a blank one has a name too, which is what it is found by."""
    return {
        f"steps.{number}.{name}": text for number, row in enumerate(rows) for name, text in ({"name": ""} | row).items()
    }


def changed(rows: Sequence[Row], do: str) -> tuple[list[Row], int]:
    """The rows after `add`, `up.2`, `down.2` or `remove.2`, and the number of the one to go on with."""
    verb, _, number = do.partition(".")
    rows, place = list(rows), int(number) if number.isdecimal() else len(rows)
    if verb == "add":
        return [*rows, {}], len(rows)
    if place >= len(rows):
        return rows, 0
    row = rows.pop(place)
    if verb == "remove":
        return rows or [{}], max(place - 1, 0)
    to = max(place - 1, 0) if verb == "up" else place + 1 if verb == "down" else place
    rows.insert(to, row)
    return rows, min(to, len(rows) - 1)


def is_blank(row: Row) -> bool:
    """Whether nothing was typed in it."""
    return not any(text.strip() for text in row.values())


def rows_from(steps: Sequence[Mapping[str, Any]], point: str) -> list[Row]:
    """Steps as schemas.value_streams.Step gives them, as they are typed; `point` is the decimal point or comma."""
    in_line = not any(step["after"] for step in steps)
    rows = []
    for place, step in enumerate(steps):
        percent = step["complete_accurate_percent"]
        rows.append(
            {
                "name": step["name"],
                "done_by": step["done_by"] or "",
                "systems": ", ".join(step["systems"]),
                **{name: durations.typed(step[name], point) for name in TIMES},
                "complete_accurate_percent": "" if percent is None else f"{percent:.15g}".replace(".", point),
                "value": step["value"] or "",
                "after": "" if in_line else _after_as_typed(steps, place),
                "dead_end": "1" if step["dead_end"] else "",
            }
        )
    return rows


def _after_as_typed(steps: Sequence[Mapping[str, Any]], place: int) -> str:
    before = _one_before(steps, place)
    after = steps[place]["after"]
    if [key_of(name) for name in after] == ([key_of(before)] if before else []):
        return ""
    return "; ".join(after) or "\N{EN DASH}"


def _one_before(steps: Sequence[Mapping[str, Any]], place: int) -> str | None:
    """The step that one follows when nothing else is said: the last one before it that is no dead end."""
    return next((each["name"] for each in reversed(steps[:place]) if each["name"] and not each["dead_end"]), None)


def with_after(rows: Sequence[Row], steps: Sequence[dict[str, Any]]) -> int | None:
    """Say in `steps` what each follows, as their rows have it: names, nothing (`-`), or empty for the one before.

    Answers the place of a second start in a map where no step follows another, which would be read as a line.
    """
    told = [row.get("after", "").strip() for row in rows]
    if not any(told):
        return None
    known = {key_of(step["name"]) for step in steps}
    for place, (text, step) in enumerate(zip(told, steps, strict=True)):
        before = _one_before(steps, place)
        if text:
            step["after"] = [] if text in STARTS else names(text, known)
        elif before:
            step["after"] = [before]
    if any(step["after"] for step in steps):
        return None
    return next((place for place in range(1, len(steps))), None)


def names(text: str, known: set[str]) -> list[str]:
    """The names in a text with semicolons between; a known name that holds one stays whole."""
    parts, found = text.split(";"), []
    while parts:
        ends = (end for end in range(len(parts), 0, -1) if end == 1 or key_of(";".join(parts[:end])) in known)
        end = next(ends)
        found.append(";".join(parts[:end]).strip())
        parts = parts[end:]
    return [name for name in found if name]
