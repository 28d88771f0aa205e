"""The rows of the form of perspectives: one each, in an order that is typed, and some blank ones to add more."""

import re
from collections.abc import Sequence
from typing import Any

from schemas.goals import MOST_PERSPECTIVES
from services.kernel.errors import Errors
from services.kernel.language import LANGUAGES
from services.kernel.web.context import language
from services.kernel.web.forms import Typed

FIELDS = ("code", *LANGUAGES)
BLANK = 3
REPLACED_BY = "replaced_by."
_NAME = re.compile(r"perspectives\.([0-9]{1,2})\.([a-z]+)")


def typed_of(perspectives: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Perspectives as they stand in the form."""
    rows = [{"code": each["code"], "place": str(place), **each["name"]} for place, each in enumerate(perspectives, 1)]
    return {f"perspectives.{number}.{name}": text for number, row in enumerate(rows) for name, text in row.items()}


def _filled(typed: Typed) -> list[tuple[int, dict[str, str]]]:
    """(number in the form, row) of those in which a code or a name was typed, in the order that was typed."""
    found: dict[int, dict[str, str]] = {}
    for name, text in typed.items():
        named = _NAME.fullmatch(name)
        if named and str(text).strip():
            found.setdefault(int(named[1]), {})[named[2]] = str(text).strip()
    kept = [(number, row) for number, row in found.items() if row.keys() & set(FIELDS)]

    def place(each: tuple[int, dict[str, str]]) -> tuple[int, int]:
        text = each[1].get("place", "")
        return int(text) if text.isdecimal() and len(text) < len("1000") else MOST_PERSPECTIVES, each[0]

    return sorted(kept, key=place)


def fields_of(typed: Typed) -> dict[str, Any]:
    """What was typed, as schemas.goals.Perspectives takes it."""
    return {
        "perspectives": [
            {
                **({"code": row["code"]} if "code" in row else {}),
                "name": {code: row[code] for code in LANGUAGES if code in row},
            }
            for _, row in _filled(typed)
        ],
        "replaced_by": {
            name.removeprefix(REPLACED_BY): text
            for name, text in typed.items()
            if name.startswith(REPLACED_BY) and text
        },
    }


def codes_of(typed: Typed) -> list[str]:
    """The codes that were typed."""
    return [code for code, _ in choices_of(typed)]


def choices_of(typed: Typed) -> list[tuple[str, str]]:
    """(code, name in the reader's language) of what was typed, to choose from."""
    shown = language().code
    return [(row["code"], row.get(shown, row["code"])) for _, row in _filled(typed) if "code" in row]


def in_the_form(errors: Errors, typed: Typed) -> Errors:
    """The errors as the form's fields are called."""
    numbers = [number for number, _ in _filled(typed)]

    def named(name: str) -> str:
        parts = [part for part in name.split(".") if part != "name"]
        if len(parts) > 2 and parts[0] == "perspectives" and parts[1].isdecimal() and int(parts[1]) < len(numbers):
            return f"perspectives.{numbers[int(parts[1])]}.{parts[2]}"
        return name

    return {named(name): texts for name, texts in errors.items()}


def shown(typed: Typed) -> range:
    """The rows that the form shows."""
    return range(min(max((number + 1 for number, _ in _filled(typed)), default=0) + BLANK, MOST_PERSPECTIVES))
