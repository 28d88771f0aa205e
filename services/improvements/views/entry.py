"""The form of an improvement: its choices, and the way between typed values and fields."""

import re
from typing import Any

from marshmallow import Schema

from schemas.messages import N_
from schemas.vocabulary import BENEFIT_KINDS, BENEFIT_NAMES, PERIOD_NAMES, WASTE_NAMES
from services.improvements.model import Improvement
from services.improvements.views.presenting import directory
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import forms
from services.kernel.web.context import gettext, language
from services.kernel.web.forms import Form, Typed

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
# The unit of measure offered first for each kind of benefit.
MEASURES = {"financial": "SEK", "time": N_("hours"), "environment": "kg CO2e"}
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
PART_LABELS = {
    "amount": N_("How much"),
    "unit": N_("Measured in"),
    "per": N_("How often"),
    "note": N_("In words"),
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
        "labels": {name: gettext(label) for name, label in (LABELS | _benefit_labels()).items()},
        "units": unit_choices(),
        "units_by_division": units_by_division(),
        "wastes": [(waste, gettext(name), gettext(WASTE_EXAMPLES[waste])) for waste, name in WASTE_NAMES.items()],
        "benefits": [
            (kind, gettext(name), gettext(MEASURES[kind]) if kind in MEASURES else "")
            for kind, name in BENEFIT_NAMES.items()
        ],
        "periods": [(period, gettext(name)) for period, name in PERIOD_NAMES.items()],
    }


def opened(form: Form) -> dict[str, bool]:
    """Which of the two folded parts stand open: those in which something was typed or is wrong."""
    more = {"waste", "value_stream", "tags", "relevant_units"}
    benefit = {f"{kind}_{part}" for kind in BENEFIT_KINDS for part in BENEFIT_PARTS}
    told = {name for name, text in form.values.items() if text and not name.endswith("_per")} | form.errors.keys()
    return {"shows_more": bool(more & told), "shows_benefit": bool(benefit & told)}


def _benefit_labels() -> dict[str, str]:
    return {f"{kind}_{part}": label for kind in BENEFIT_KINDS for part, label in PART_LABELS.items()}


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


def edited_fields_of(typed: Typed, improvement: Improvement) -> dict[str, Any]:
    """What was typed on the edit form: what was emptied there is cleared, what it does not show stays."""
    fields = fields_of(typed)
    fields.pop("unit", None)
    fields["expected_benefit"] += _not_on_form(improvement)
    cleared: dict[str, Any] = {"waste": None, "value_stream": None, "relevant_units": [], "tags": []}
    return cleared | fields


def _benefit(typed: Typed, kind: str) -> dict[str, Any] | None:
    parts = {part: str(typed.get(f"{kind}_{part}", "")) for part in BENEFIT_PARTS}
    if not parts["amount"].strip() and not parts["note"].strip():
        return None
    amount = re.sub(r"\s", "", parts["amount"])
    # 1,5 is one and a half in Swedish and Finnish; in English 1,500 is more than a thousand, so a comma is refused.
    parts["amount"] = amount if language().code == "en" else amount.replace(",", ".")
    return {"kind": kind, **{part: text for part, text in parts.items() if text}}


def _first_of_each_kind(improvement: Improvement) -> list[dict[str, Any]]:
    """The benefits that the form shows: one of each kind."""
    return list({each["kind"]: each for each in reversed(improvement.expected_benefit)}.values())


def _not_on_form(improvement: Improvement) -> list[dict[str, Any]]:
    shown = _first_of_each_kind(improvement)
    return [each for each in improvement.expected_benefit if each not in shown]


def values_of(improvement: Improvement) -> dict[str, Any]:
    """The form's values of an improvement as it is written now."""
    values: dict[str, Any] = {
        name: getattr(improvement, name) or ""
        for name in ("title", "problem", "proposal", "unit", "waste", "value_stream")
    }
    values |= {"relevant_units": improvement.relevant_units, "tags": ", ".join(improvement.tags)}
    for benefit in _first_of_each_kind(improvement):
        amount = benefit["amount"]
        values |= {f"{benefit['kind']}_{part}": benefit[part] or "" for part in BENEFIT_PARTS}
        values[f"{benefit['kind']}_amount"] = "" if amount is None else f"{amount:.15g}"
    return values
