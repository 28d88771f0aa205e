"""The form of a review: its rows of actions, and the way between typed values and fields."""

from typing import Any

from marshmallow import Schema

from schemas.messages import N_
from schemas.reviews import MOST_ACTIONS
from services.kernel.errors import Invalid
from services.kernel.web import forms
from services.kernel.web.context import gettext
from services.kernel.web.forms import Form, Typed

ROWS = 3
PARTS = ("what", "who", "due")
PART_LABELS = {
    "what": N_("What is to be done"),
    "who": N_("By whom"),
    "due": N_("By when"),
}
LABELS = {
    "period": N_("Period"),
    "question": N_("Question"),
    "decision": N_("Decision"),
    "actions": N_("Actions"),
}


def rows_of(form: Form) -> int:
    """How many rows for actions the form shows: three at first, three more at each wish."""
    given = str(form.values.get("rows", ""))
    rows = int(given) if given.isdecimal() and len(given) < 3 else ROWS
    return min(max(rows, ROWS), MOST_ACTIONS)


def with_more_rows(form: Form) -> Form:
    """The same form with more rows; nothing else changes."""
    return Form({**form.values, "rows": str(rows_of(form) + ROWS)}, key=form.key)


def labels(form: Form) -> dict[str, str]:
    """What each field is called; rows by their number."""
    rows = {
        f"{part}_{row}": gettext("%(label)s, action %(number)s", label=gettext(label), number=row + 1)
        for row in range(rows_of(form))
        for part, label in PART_LABELS.items()
    }
    return {name: gettext(label) for name, label in LABELS.items()} | rows


def load(schema: Schema, form: Form, *names: str) -> dict[str, Any]:
    """The named fields and the actions as the schema takes them; raises Invalid, named as on the form."""
    rows = [row for row in range(rows_of(form)) if any(_given(form.values, row).values())]
    fields: dict[str, Any] = {name: form.values.get(name, "") for name in names}
    try:
        return forms.load(schema, fields | {"actions": [_given(form.values, row) for row in rows]})
    except Invalid as refused:
        raise Invalid({_on_form(name, rows): texts for name, texts in refused.errors.items()}) from None


def _given(typed: Typed, row: int) -> dict[str, str]:
    return {part: str(typed.get(f"{part}_{row}", "")).strip() for part in PARTS}


def _on_form(name: str, rows: list[int]) -> str:
    """The form's name of a field: `actions.0.due` is `due_2` where the first two rows are empty."""
    outer, _, inner = name.partition(".")
    number, _, part = inner.partition(".")
    return f"{part}_{rows[int(number)]}" if outer == "actions" and part else outer
