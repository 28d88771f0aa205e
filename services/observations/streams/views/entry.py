"""The form of a map: its choices, and the way between typed values and fields."""

import re
from collections.abc import Sequence
from typing import Any

from marshmallow import Schema

from schemas.messages import N_
from schemas.value_streams import MOST_STEPS
from schemas.vocabulary import DEMAND_PERIOD_NAMES, TIME_BASES, TIME_BASIS_NAMES, VALUE_NAMES
from services.kernel.errors import Invalid
from services.kernel.web import forms
from services.kernel.web.context import gettext, language
from services.kernel.web.forms import Form, Typed
from services.observations.arithmetic import Step as Measure
from services.observations.streams import durations, model
from services.observations.streams.durations import NotATime
from services.observations.streams.flaws import flaws_at_once
from services.observations.streams.queries import Drawn
from services.observations.streams.views import rows
from services.observations.streams.views.rows import Row

LABELS = {
    "name": N_("Value stream"),
    "unit": N_("Unit"),
    "time_basis": N_("How is time counted?"),
    "demand.quantity": N_("How many need it?"),
    "demand.per": N_("In which period?"),
    "available_minutes": N_("Available time in that period"),
    "person_minutes": N_("Time of one full-time person in that period"),
    "note": N_("What is different in it?"),
    "kind": N_("What do you draw?"),
    "steps": N_("Steps"),
}
STEP_LABELS = {
    "name": N_("Name of the step"),
    "done_by": N_("Who does it?"),
    "systems": N_("In which systems?"),
    "process_minutes": N_("Process time"),
    "wait_before_minutes": N_("Wait before it"),
    "complete_accurate_percent": N_("Share correct and complete, %"),
    "value": N_("Does it add value?"),
    "after": N_("Which steps does it follow?"),
    "dead_end": N_("Dead end: the work goes nowhere from here"),
}
# What stands folded away: of a step until something is wrong in it, of the whole until something is told.
MORE = ("done_by", "systems", "value", "after", "dead_end")
NEEDS = ("demand.quantity", "available_minutes", "person_minutes")
BEGINNING = 3
_NUMBER = re.compile(r"\s+|%$")
_ENTRY = re.compile(r"(steps\.[0-9]+\.[a-z_]+)\.[0-9]+")


def choices(form: Form) -> dict[str, Any]:
    """Everything the form offers, its steps row by row."""
    number = max(len(rows.rows_of(form.values)), 1)
    labels = {name: gettext(label) for name, label in LABELS.items()}
    step_labels = {name: gettext(label) for name, label in STEP_LABELS.items()}
    for row in range(number):
        for name, label in step_labels.items():
            labels[f"steps.{row}.{name}"] = gettext("Step %(number)s, %(field)s", number=row + 1, field=label)
    return {
        "labels": labels,
        "step_labels": step_labels,
        "rows": range(number),
        "opened": {row for row in range(number) if any(f"steps.{row}.{name}" in form.errors for name in MORE)},
        "needs_opened": any(form.values.get(name) or name in form.errors for name in NEEDS),
        "most_steps": MOST_STEPS,
        "bases": [(basis, gettext(name)) for basis, name in TIME_BASIS_NAMES.items()],
        "periods": [(period, gettext(name)) for period, name in DEMAND_PERIOD_NAMES.items()],
        "kinds": [(kind, gettext(name)) for kind, name in VALUE_NAMES.items()],
    }


def blank() -> dict[str, str]:
    """The values of a form for something new."""
    return {"demand.per": "week"} | rows.named([{}] * BEGINNING)


def values_of(made: Drawn) -> dict[str, Any]:
    """The form's values of a value stream as it is written now."""
    stream, drawings = made
    demand, point = stream.demand or {}, _point()
    quantity = demand.get("quantity")
    return {
        "name": stream.name,
        "time_basis": stream.time_basis,
        "demand.quantity": "" if quantity is None else f"{quantity:.15g}".replace(".", point),
        "demand.per": demand.get("per", "week"),
        "available_minutes": durations.typed(stream.available_minutes, point),
        "person_minutes": durations.typed(stream.person_minutes, point),
        "version": str(stream.version),
        **steps_as_typed(model.current_of(drawings).steps),
    }


def steps_as_typed(steps: Sequence[dict[str, Any]]) -> dict[str, str]:
    """The form's values of steps."""
    return rows.named(rows.rows_from(steps, _point()))


def _point() -> str:
    return "." if language().code == "en" else ","


def tidy(form: Form) -> Form:
    """The form to be saved: its steps in their order, without rows in which nothing was typed."""
    kept = [row for row in rows.rows_of(form.values) if not rows.is_blank(row)]
    return Form({**rows.without_rows(form.values), **rows.named(kept)}, key=form.key)


def after(form: Form, do: str) -> tuple[Form, int]:
    """The form after a button between its steps, and the number of the step to go on with."""
    changed, at = rows.changed(rows.rows_of(form.values), do)
    return Form({**rows.without_rows(form.values), **rows.named(changed)}), at


def load_stream(schema: Schema, typed: Typed, **more: str) -> dict[str, Any]:
    """What was typed about a value stream and its steps, as the schema takes it; raises Invalid by the form's names."""
    errors: dict[str, Sequence[str]] = {}
    # A working day has no length, and these are working times whatever the map counts.
    times = {name: _time(typed, name, "working", errors) for name in ("available_minutes", "person_minutes")}
    quantity = _number(str(typed.get("demand.quantity", "")))
    demand = {"quantity": quantity, "per": str(typed.get("demand.per", ""))} if quantity else None
    about = {name: str(typed[name]) for name in ("name", "unit", "time_basis") if typed.get(name)}
    basis = about.get("time_basis", more.get("time_basis", TIME_BASES[0]))
    steps = _steps(typed, basis, errors)
    return _load(schema, {**about, **more, **times, "demand": demand, "steps": steps}, errors)


def load_drawing(schema: Schema, typed: Typed, basis: str) -> dict[str, Any]:
    """What was typed about another drawing, likewise."""
    errors: dict[str, Sequence[str]] = {}
    about = {name: str(typed[name]) for name in ("kind", "note") if typed.get(name)}
    return _load(schema, {**about, "steps": _steps(typed, basis, errors)}, errors)


def _load(schema: Schema, fields: dict[str, Any], errors: dict[str, Sequence[str]]) -> dict[str, Any]:
    """What the schema makes of the fields; raises Invalid with its errors and the others together."""
    loaded: dict[str, Any] = {}
    try:
        loaded = forms.load(schema, fields)
    except Invalid as refused:
        # A list is one field of the form: what is wrong with one of its entries is said there.
        errors = {_ENTRY.sub(r"\1", name): texts for name, texts in refused.errors.items()} | errors
    if errors:
        # The operation looks at names and order too, but is not reached: everything is said in one go.
        bare = [Measure(step["name"], after=tuple(step["after"])) for step in fields["steps"]]
        raise Invalid(flaws_at_once(bare) | errors)
    return loaded


def _steps(typed: Typed, basis: str, errors: dict[str, Sequence[str]]) -> list[dict[str, Any]]:
    found = rows.rows_of(typed)
    steps = [_step(row, f"steps.{place}", basis, errors) for place, row in enumerate(found)]
    lonely = rows.with_after(found, steps)
    if lonely is not None:
        errors[f"steps.{lonely}.after"] = [N_("Let at least one step follow another: name the step that it follows.")]
    return steps


def _step(row: Row, prefix: str, basis: str, errors: dict[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "name": " ".join(row.get("name", "").split()),
        "done_by": row.get("done_by"),
        "systems": row.get("systems", "").split(","),
        **{name: _time(row, name, basis, errors, f"{prefix}.") for name in rows.TIMES},
        "complete_accurate_percent": _number(row.get("complete_accurate_percent", "")),
        "value": row.get("value"),
        "after": [],
        "dead_end": bool(row.get("dead_end")),
    }


def _time(typed: Typed, name: str, basis: str, errors: dict[str, Sequence[str]], prefix: str = "") -> float | None:
    try:
        return durations.read(str(typed.get(name, "")), basis)
    except NotATime as refused:
        errors[f"{prefix}{name}"] = [refused.text]
        return None


def _number(text: str) -> str | None:
    """A number as schemas take it: a point for the comma, no spaces, no sign of per cent."""
    return _NUMBER.sub("", text).replace(",", ".").removesuffix("%") or None
