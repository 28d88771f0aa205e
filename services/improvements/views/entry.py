"""The form of an improvement: its choices, and the way between typed values and fields."""

from typing import Any

from marshmallow import Schema

from schemas.messages import N_
from schemas.vocabulary import BENEFIT_KINDS, WASTES
from services.improvements.model import Improvement
from services.improvements.views.presenting import directory
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import forms
from services.kernel.web.context import gettext, language
from services.kernel.web.forms import Typed

LISTS = frozenset({"relevant_units"})
BENEFIT_PARTS = ("amount", "unit", "per", "note")

# People cannot tell some wastes apart by name, so each comes with an example from health care.
WASTE_EXAMPLES = {
    "defects": N_("A referral comes back because a field is missing."),
    "overproduction": N_("A report is printed for everybody and read by nobody."),
    "waiting": N_("The patient is ready, the room is not."),
    "unused_talent": N_("A specialist nurse spends the morning looking for wheelchairs."),
    "transport": N_("Samples are carried by hand between buildings."),
    "inventory": N_("Dressings pass their date at the back of the shelf."),
    "motion": N_("The glucose meter hangs at the other end of the corridor."),
    "overprocessing": N_("The same blood pressure is written in three places."),
}
WASTE_NAMES = {
    "defects": N_("defects"),
    "overproduction": N_("overproduction"),
    "waiting": N_("waiting"),
    "unused_talent": N_("unused talent"),
    "transport": N_("transport"),
    "inventory": N_("inventory"),
    "motion": N_("motion"),
    "overprocessing": N_("overprocessing"),
}
# Kind of benefit → (its name, the unit of measure offered first).
BENEFITS = {
    "financial": (N_("Money that can be taken home"), "SEK"),
    "time": (N_("Time freed for other work"), N_("hours")),
    "quality": (N_("Quality: safety, health, experience"), ""),
    "environment": (N_("Environment"), "kg CO2e"),
}


def unit_choices() -> list[tuple[str, str]]:
    """(code, name) of today's units, by name."""
    code = language().code
    choices = [(unit.code, unit.name[code]) for unit in directory().valid_on(now().date())]
    return sorted(choices, key=lambda choice: choice[1].casefold())


def units_by_division() -> list[tuple[str, list[tuple[str, str]]]]:
    """(division name, [(unit code, unit name)]) of today, by name."""
    units, today, code = directory(), now().date(), language().code
    found = [
        (division.name[code], sorted((each.code, each.name[code]) for each in units.in_division(division.code, today)))
        for division in units.divisions.values()
    ]
    return sorted((each for each in found if each[1]), key=lambda each: each[0].casefold())


def choices() -> dict[str, Any]:
    """Everything the form offers."""
    return {
        "units": unit_choices(),
        "units_by_division": units_by_division(),
        "wastes": [(waste, gettext(WASTE_NAMES[waste]), gettext(WASTE_EXAMPLES[waste])) for waste in WASTES],
        "benefits": [(kind, gettext(name), gettext(unit) if unit else "") for kind, (name, unit) in BENEFITS.items()],
    }


def load(schema: Schema, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as the schema takes them; what is wrong is named as on the form."""
    try:
        return forms.load(schema, fields)
    except Invalid as refused:
        raise Invalid({_on_form(name, fields): texts for name, texts in refused.errors.items()}) from None


def _on_form(name: str, fields: dict[str, Any]) -> str:
    """The form's name of a field: `expected_benefit.0.amount` is `time_amount` where the first kind is time."""
    outer, _, inner = name.partition(".")
    if outer != "expected_benefit" or not inner:
        return outer
    number, _, part = inner.partition(".")
    return f"{fields[outer][int(number)]['kind']}_{part}"


def fields_of(typed: Typed) -> dict[str, Any]:
    """What was typed, as schemas.improvements.NewImprovement takes it."""
    plain = ("title", "problem", "proposal", "unit", "waste", "value_stream", "relevant_units")
    fields: dict[str, Any] = {name: typed[name] for name in plain if typed.get(name)}
    tags = str(typed.get("tags", ""))
    if tags.strip():
        fields["tags"] = tags.split(",")
    fields["expected_benefit"] = [benefit for kind in BENEFIT_KINDS if (benefit := _benefit(typed, kind))]
    return fields


def edited_fields_of(typed: Typed) -> dict[str, Any]:
    """What was typed on the edit form: what was emptied there is cleared."""
    fields = fields_of(typed)
    fields.pop("unit", None)
    cleared: dict[str, Any] = {"waste": None, "value_stream": None, "relevant_units": [], "tags": []}
    required = {name: typed.get(name, "") for name in ("title", "problem", "proposal")}
    return cleared | required | fields


def _benefit(typed: Typed, kind: str) -> dict[str, Any] | None:
    parts = {part: typed.get(f"{kind}_{part}", "") for part in BENEFIT_PARTS}
    if not str(parts["amount"]).strip() and not str(parts["note"]).strip():
        return None
    # People write a decimal comma here; there is one number in the field, so it cannot mean thousands.
    parts["amount"] = str(parts["amount"]).replace(",", ".").replace(" ", "").replace("\u00a0", "")
    return {"kind": kind, **{part: text for part, text in parts.items() if text}}


def values_of(improvement: Improvement) -> dict[str, Any]:
    """The form's values of an improvement as it is written now."""
    values: dict[str, Any] = {
        name: getattr(improvement, name) or ""
        for name in ("title", "problem", "proposal", "unit", "waste", "value_stream")
    }
    values |= {"relevant_units": improvement.relevant_units, "tags": ", ".join(improvement.tags)}
    for benefit in improvement.expected_benefit:
        values |= {f"{benefit['kind']}_{part}": benefit[part] or "" for part in BENEFIT_PARTS}
    return values
