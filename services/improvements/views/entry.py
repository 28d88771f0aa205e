"""The form of an improvement: its choices, and the way between typed values and fields."""

from typing import Any

from schemas.messages import N_
from schemas.vocabulary import WASTE_EXAMPLES, WASTE_NAMES
from services.improvements.model import Improvement
from services.improvements.views import benefits
from services.kernel.web import naming
from services.kernel.web.context import gettext
from services.kernel.web.forms import Form, Typed

LISTS = frozenset({"relevant_units", "observations"})

LABELS = {
    "title": N_("Title"),
    "problem": N_("What is the problem?"),
    "proposal": N_("What do you propose?"),
    "unit": N_("Unit"),
    "waste": N_("Which waste is it?"),
    "value_stream": N_("Value stream"),
    "tags": N_("Tags"),
    "relevant_units": N_("Which other units could have the same problem?"),
}


def choices() -> dict[str, Any]:
    """Everything the form offers."""
    return {
        "labels": {name: gettext(label) for name, label in (LABELS | benefits.LABELS).items()},
        "units": naming.unit_choices(),
        "units_by_division": naming.units_by_division(),
        "wastes": [(waste, gettext(name), gettext(WASTE_EXAMPLES[waste])) for waste, name in WASTE_NAMES.items()],
        **benefits.choices(),
    }


def opened(form: Form) -> dict[str, bool]:
    """Which of the two folded parts stand open: those in which something was typed or is wrong."""
    more = {"waste", "value_stream", "tags", "relevant_units"}
    told = {name for name, text in form.values.items() if text and not name.endswith("_per")} | form.errors.keys()
    return {"shows_more": bool(more & told), "shows_benefit": bool(benefits.LABELS.keys() & told)}


def fields_of(typed: Typed) -> dict[str, Any]:
    """What was typed, as schemas.improvements.NewImprovement takes it."""
    plain = ("title", "problem", "proposal", "unit", "waste", "value_stream", *LISTS)
    fields: dict[str, Any] = {name: typed[name] for name in plain if typed.get(name)}
    tags = str(typed.get("tags", ""))
    if tags.strip():
        fields["tags"] = tags.split(",")
    fields["expected_benefit"] = benefits.fields_of(typed)
    return fields


def edited_fields_of(typed: Typed, improvement: Improvement) -> dict[str, Any]:
    """What was typed on the edit form: what was emptied there is cleared, what it does not show stays."""
    fields = fields_of(typed)
    for settled in ("unit", "observations"):
        fields.pop(settled, None)
    fields["expected_benefit"] += benefits.not_on_form(improvement.expected_benefit)
    cleared: dict[str, Any] = {"waste": None, "value_stream": None, "relevant_units": [], "tags": []}
    return cleared | fields


def values_of(improvement: Improvement) -> dict[str, Any]:
    """The form's values of an improvement as it is written now."""
    values: dict[str, Any] = {
        name: getattr(improvement, name) or ""
        for name in ("title", "problem", "proposal", "unit", "waste", "value_stream")
    }
    values |= {"relevant_units": improvement.relevant_units, "tags": ", ".join(improvement.tags)}
    return values | benefits.values_of(improvement.expected_benefit)
