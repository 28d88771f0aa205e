"""The form of an indicator: what it offers, and how what was typed becomes what the schema takes.

The target is asked as pages show it, 95 for 95 per cent, and kept as the ratio.
"""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from schemas.indicators import PERS
from schemas.messages import N_
from schemas.vocabulary import CHART_NAMES, DIRECTION_NAMES, FREQUENCY_NAMES
from services.followups.goals import queries as goals
from services.followups.indicators.model import Indicator, usual_per
from services.followups.indicators.settings import NOT_A_SHARE
from services.followups.model import decides
from services.followups.showing.words import RULE_SET_NAMES, plain, source
from services.kernel.clock import now
from services.kernel.errors import Errors
from services.kernel.identity import Principal
from services.kernel.web import naming
from services.kernel.web.context import gettext, language
from services.kernel.web.forms import Form, Typed

# In the order of the form.
LABELS = {
    "place": N_("Who measures it?"),
    "name": N_("What is measured?"),
    "chart": N_("What do you count?"),
    "unit_of_measure": N_("Unit of measure"),
    "direction": N_("Which way is better?"),
    "target": N_("Target"),
    "frequency": N_("How often?"),
    "goal": N_("Which goal does it tell of?"),
    "description": N_("What counts, and what does not?"),
    "source": N_("Where do the data come from?"),
    "measured_by": N_("Who enters them?"),
    "rules": N_("Rule set"),
    "per": N_("Show a rate per"),
    "baseline": N_("Limits from the first so many values"),
    "screening": N_("Outlying moving ranges"),
}
ADVANCED = ("rules", "per", "baseline", "screening")
TEXTS = ("name", "chart", "unit_of_measure", "direction", "description", "source", "measured_by")
CHOICES = ("goal", "frequency", "rules", "per", "baseline")
REGION = "region"
IN_PER_CENT = N_("A share lies between 0 and 100 per cent.")


def places(principal: Principal) -> list[tuple[str, str]]:
    """(value, name) of where this principal decides: the region, divisions, units."""
    known, today, code = naming.directory(), now().date(), language().code
    divisions = sorted(
        (each.name[code], each.code)
        for each in known.divisions.values()
        if each.holds(today) and decides(principal, None, each.code)
    )
    units = [
        (f"unit:{unit}", name)
        for unit, name in naming.unit_choices()
        if decides(principal, unit, known.division_on(unit, today))
    ]
    region = [(REGION, gettext("The whole region"))] if decides(principal, None, None) else []
    return [*region, *((f"division:{division}", name) for name, division in divisions), *units]


def asked(given: Mapping[str, str], principal: Principal) -> dict[str, str]:
    """The values of a new form: what the address chooses, else the asker's own unit."""
    unit, division = given.get("unit") or "", given.get("division") or ""
    place = f"unit:{unit}" if unit else f"division:{division}" if division else f"unit:{principal.home_unit or ''}"
    return {"place": place, "goal": given.get("goal") or "", "frequency": "month"}


def place_of(typed: Typed) -> tuple[str | None, str | None]:
    """The unit and the division of a form's choice."""
    kind, _, code = str(typed.get("place", "")).partition(":")
    return (code if kind == "unit" else None, code if kind == "division" else None)


def fields_of(typed: Typed, editing: Indicator | None = None) -> dict[str, Any]:
    """What was typed, as schemas.indicators.EditedIndicator takes it.

    Rules and `per` that were left as they stood go with the chart that they were for.
    """
    fields: dict[str, Any] = {name: typed.get(name, "") for name in TEXTS}
    fields |= {name: str(typed.get(name, "")).strip() or None for name in CHOICES}
    if editing and fields["chart"] != editing.chart:
        fields |= {name: None for name in ("rules", "per") if fields[name] == str(getattr(editing, name))}
    fields["screening"] = typed.get("screening") == "on"
    per = str(fields["per"] or usual_per(str(fields["chart"])))
    fields["target"] = _target(str(typed.get("target", "")), int(per) if per.isdigit() else 1)
    return fields


def new_fields_of(typed: Typed) -> dict[str, Any]:
    """The same of a new one, with its place."""
    unit, division = place_of(typed)
    return fields_of(typed) | {"unit": unit, "division": division}


def _target(typed: str, per: int) -> float | str | None:
    """The ratio; what is no number stays as it was typed, for the schema to refuse."""
    closed = re.sub(r"[\s%]", "", typed)
    closed = closed if language().code == "en" else closed.replace(",", ".")
    try:
        return float(closed) / int(per) if closed else None
    except (ValueError, ZeroDivisionError):
        return typed


def values_of(indicator: Indicator) -> dict[str, Any]:
    """The form's values of an indicator as it is defined now."""
    values: dict[str, Any] = {name: getattr(indicator, name) or "" for name in (*TEXTS, *CHOICES)}
    target = "" if indicator.target is None else plain(indicator.target * indicator.per)
    return values | {"target": target, "screening": "on" if indicator.screening else ""}


def as_in_the_form(errors: Errors) -> dict[str, Any]:
    """What is wrong, by the fields of the form and in its words."""
    named = {"place" if name in {"unit", "division"} else name: texts for name, texts in errors.items()}
    return {name: [IN_PER_CENT if text == NOT_A_SHARE else text for text in texts] for name, texts in named.items()}


def choices(session: Session, form: Form, unit: str | None, division: str | None) -> dict[str, Any]:
    """Everything the form offers."""
    chosen = str(form.values.get("goal") or "")
    offered = dict(goals.choices(session, unit, division) + _above(session, unit, division))
    if chosen and chosen not in offered:
        offered |= goals.titles(session, [chosen])
    return {
        "labels": {name: gettext(label) for name, label in LABELS.items()},
        "charts": [(chart, *_chart(name)) for chart, name in CHART_NAMES.items()],
        "directions": [(each, _begun(name)) for each, name in DIRECTION_NAMES.items()],
        "frequencies": [(each, _begun(name)) for each, name in FREQUENCY_NAMES.items()],
        "goals": list(offered.items()),
        "rules": [(each, f"{gettext(name)} ({source(each)})") for each, name in RULE_SET_NAMES.items()],
        "pers": [(each, language().number(each)) for each in PERS],
        "shows_more": any(form.errors.get(name) or form.values.get(name) for name in ADVANCED),
    }


def _above(session: Session, unit: str | None, division: str | None) -> list[tuple[str, str]]:
    """The goals of the larger parts of the region in which a place lies."""
    if not unit and not division:
        return []
    around = naming.division_today(unit) if unit else None
    larger = goals.larger(session, [around] if around else [])
    return [(each.id, f"{each.title} ({_where(each.division)})") for each in larger]


def _where(division: str | None) -> str:
    known = naming.directory()
    return known.division_name(division, language().code) if division else gettext("The whole region")


def _chart(name: str) -> tuple[str, str]:
    """What is counted, and the chart for it: the name is "chart: what"."""
    chart, _, what = gettext(name).partition(": ")
    return _capital(what or chart), chart


def _begun(name: str) -> str:
    return _capital(gettext(name))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
