"""Benefits by kind, as forms ask for them and pages say them: expected of an improvement, or brought to a unit."""

import re
from collections.abc import Sequence
from typing import Any

from marshmallow import Schema

from schemas.messages import N_
from schemas.vocabulary import BENEFIT_KINDS, BENEFIT_NAMES, PERIOD_NAMES
from services.kernel.errors import Invalid
from services.kernel.web import forms
from services.kernel.web.context import gettext, language
from services.kernel.web.forms import Typed

Benefit = dict[str, Any]
PARTS = {
    "amount": N_("How much"),
    "unit": N_("Measured in"),
    "per": N_("How often"),
    "note": N_("In words"),
}
LABELS = {f"{kind}_{part}": label for kind in BENEFIT_KINDS for part, label in PARTS.items()}
# The unit of measure offered first for each kind of benefit.
MEASURES = {"financial": "SEK", "time": N_("hours"), "environment": "kg CO2e"}


def choices() -> dict[str, Any]:
    """What the fields of a form offer: the kinds as (kind, name, example of a unit of measure), and the periods."""
    return {
        "benefits": [
            (kind, gettext(name), gettext(MEASURES[kind]) if kind in MEASURES else "")
            for kind, name in BENEFIT_NAMES.items()
        ],
        "periods": [(period, gettext(name)) for period, name in PERIOD_NAMES.items()],
    }


def fields_of(typed: Typed) -> list[Benefit]:
    """What was typed, as schemas.improvements.Benefit takes it; a kind left empty is left out."""
    return [benefit for kind in BENEFIT_KINDS if (benefit := _typed(typed, kind))]


def _typed(typed: Typed, kind: str) -> Benefit | None:
    parts = {part: str(typed.get(f"{kind}_{part}", "")) for part in PARTS}
    if not parts["amount"].strip() and not parts["note"].strip():
        return None
    amount = re.sub(r"\s", "", parts["amount"])
    # 1,5 is one and a half in Swedish and Finnish; in English 1,500 is more than a thousand, so a comma is refused.
    parts["amount"] = amount if language().code == "en" else amount.replace(",", ".")
    return {"kind": kind, **{part: text for part, text in parts.items() if text}}


def load(schema: Schema, fields: dict[str, Any], name: str) -> dict[str, Any]:
    """The fields as the schema takes them, `name` holding the benefits; what is wrong is named as on the form."""
    try:
        return forms.load(schema, fields)
    except Invalid as refused:
        raise Invalid({_on_form(key, fields, name): texts for key, texts in refused.errors.items()}) from None


def _on_form(key: str, fields: dict[str, Any], name: str) -> str:
    """The form's name of a field: `effect.0.amount` is `time_amount` where the first kind is time."""
    outer, _, inner = key.partition(".")
    if outer != name or not inner:
        return outer
    number, _, part = inner.partition(".")
    return f"{fields[outer][int(number)]['kind']}_{part}"


def _first_of_each_kind(benefits: Sequence[Benefit]) -> list[Benefit]:
    """The benefits that a form shows: one of each kind."""
    return list({each["kind"]: each for each in reversed(benefits)}.values())


def not_on_form(benefits: Sequence[Benefit]) -> list[Benefit]:
    """The benefits that a form does not show, which stay when it is sent."""
    shown = _first_of_each_kind(benefits)
    return [each for each in benefits if each not in shown]


def values_of(benefits: Sequence[Benefit]) -> dict[str, Any]:
    """The form's values of benefits as they are written now."""
    values: dict[str, Any] = {}
    for benefit in _first_of_each_kind(benefits):
        amount = benefit["amount"]
        values |= {f"{benefit['kind']}_{part}": benefit[part] or "" for part in PARTS}
        values[f"{benefit['kind']}_amount"] = "" if amount is None else f"{amount:.15g}"
    return values


def said(benefit: Benefit) -> str:
    """`Time freed for other work: 120 hours every year, at night`."""
    amount = "" if benefit["amount"] is None else language().number(benefit["amount"])
    measured = [amount, benefit["unit"] or "", gettext(PERIOD_NAMES[benefit["per"]])] if amount else []
    words = ", ".join(part for part in (" ".join(filter(None, measured)), benefit["note"] or "") if part)
    name = gettext(BENEFIT_NAMES[benefit["kind"]])
    return f"{name}: {words}" if words else name
