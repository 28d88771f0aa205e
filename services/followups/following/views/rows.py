"""The form of a follow-up: what was typed, actions in rows, and how that becomes what the schema takes."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.goals import MOST_ACTIONS
from schemas.messages import N_
from services.followups.goals.views import serving
from services.kernel.errors import Errors
from services.kernel.web.forms import Typed

# In the order of the form.
LABELS = {
    "period": N_("Which period?"),
    "status": N_("Where does the goal stand?"),
    "comment": N_("What has happened, and what does it mean?"),
    "actions": N_("What is done now?"),
    **serving.LABELS,
}
ACTION_LABELS = {"what": N_("What"), "who": N_("Who"), "due": N_("By when")}
BLANK = 3
_NAME = re.compile(r"actions\.([0-9]{1,3})\.(what|who|due)")


def actions_of(typed: Typed) -> list[tuple[int, dict[str, str]]]:
    """(number in the form, action) of each row in which something was typed."""
    found: dict[int, dict[str, str]] = {}
    for name, text in typed.items():
        named = _NAME.fullmatch(name)
        if named and str(text).strip():
            found.setdefault(int(named[1]), {})[named[2]] = str(text)
    return sorted(found.items())


def fields_of(typed: Typed) -> dict[str, Any]:
    """What was typed, as schemas.goals takes it; what was left empty is left out."""
    fields = {name: typed[name] for name in ("period", "status", "comment") if typed.get(name)}
    return fields | {
        serving.FIELD: serving.chosen(typed),
        "actions": [action for _, action in actions_of(typed)],
    }


def in_the_form(errors: Errors, typed: Typed) -> Errors:
    """The errors as the form's fields are called: a blank row between two actions counts there."""
    numbers = [str(number) for number, _ in actions_of(typed)]

    def named(name: str) -> str:
        head, _, rest = name.partition(".")
        place, _, part = rest.partition(".")
        if head == "actions" and place.isdecimal() and int(place) < len(numbers):
            return f"actions.{numbers[int(place)]}.{part or 'what'}"
        return name

    return serving.in_the_form({named(name): texts for name, texts in errors.items()})


def typed_of(actions: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Actions as they stand in the form."""
    return {
        f"actions.{number}.{name}": str(action[name] or "")
        for number, action in enumerate(actions)
        for name in ACTION_LABELS
    }


def shown(typed: Typed) -> range:
    """The rows that the form shows: those with something in them, and some blank ones."""
    return range(min(max((number + 1 for number, _ in actions_of(typed)), default=0) + BLANK, MOST_ACTIONS))
