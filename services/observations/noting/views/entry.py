"""The form for noting a waste: what it offers, and how what was typed becomes what the schema takes."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from schemas.messages import N_
from schemas.vocabulary import WASTE_EXAMPLES
from services.kernel.clock import now
from services.kernel.web.context import gettext, language, runtime
from services.kernel.web.forms import Form, Typed
from services.kernel.web.naming import unit_choices
from services.observations.noting import queries
from services.observations.noting.model import Observation
from services.observations.noting.moments import with_zone
from services.observations.noting.views.presenting import wastes
from services.observations.walks import queries as walks
from services.observations.walks.model import Walk

# In the order of the form.
LABELS = {
    "unit": N_("Where did you see it?"),
    "waste": N_("Which waste is it?"),
    "description": N_("What did you see?"),
    "photograph": N_("Photograph"),
    "minutes_lost": N_("Minutes lost each time"),
    "times_per_week": N_("Times a week"),
    "value_stream": N_("Value stream"),
    "step": N_("Step"),
    "seen_at": N_("When did you see it?"),
    "walk": N_("On which waste walk?"),
}
# What stands folded below the first three.
MORE = [name for name in LABELS if name not in {"unit", "waste", "description"}]
AMOUNTS = ("minutes_lost", "times_per_week")
TEXTS = ("unit", "waste", "description", "value_stream", "step", "walk")
# What the address may choose already.
ASKED = ("unit", "waste", "walk", "value_stream", "step")
RECENT, SOON, MOST_WALKS = timedelta(days=30), timedelta(days=1), 20


def asked(session: Session, home: str, given: Mapping[str, str]) -> Typed:
    """The values of a new form: the asker's own unit, and what the address chooses; a value stream by its name."""
    values = {"unit": home} | {name: given[name] for name in ASKED if given.get(name)}
    drawn = queries.stream_named(session, values.get("value_stream"), values["unit"])
    return values | ({"value_stream": drawn[0].name} if drawn else {})


def choices(session: Session, form: Form) -> dict[str, Any]:
    """Everything the form offers; a walk that is chosen already stands above it."""
    chosen, unit, stream = (str(form.values.get(name) or "") for name in ("walk", "unit", "value_stream"))
    recent = _walks(session, chosen)
    return {
        "labels": {name: gettext(label) for name, label in LABELS.items()},
        "units": unit_choices(),
        "wastes": [(waste, name, gettext(WASTE_EXAMPLES[waste])) for waste, name in wastes()],
        "walks": [(each.id, f"{language().day(each.date)} {each.place}") for each in recent],
        "walk": next((each for each in recent if each.id == chosen), None),
        "value_streams": queries.stream_names(session),
        "steps": queries.step_names(session, stream, unit),
        "shows_more": any(name in form.errors or (form.values.get(name) and name != "walk") for name in MORE),
    }


def _walks(session: Session, chosen: str) -> list[Walk]:
    """The last walks, and the one that is chosen already."""
    today = now().date()
    found = walks.between(session, today - RECENT, today + SOON, MOST_WALKS)
    return found if chosen in {"", *(walk.id for walk in found)} else [*walks.some(session, [chosen]), *found]


def fields_of(typed: Typed) -> dict[str, Any]:
    """What was typed, as schemas.observations.NewObservation takes it; what was left empty is left out."""
    fields: dict[str, Any] = {name: typed[name] for name in TEXTS if typed.get(name)}
    fields |= {name: _plain(str(typed[name])) for name in AMOUNTS if str(typed.get(name, "")).strip()}
    if str(typed.get("seen_at", "")).strip():
        fields["seen_at"] = with_zone(str(typed["seen_at"]).strip(), runtime().settings.zone)
    return fields


def edited_fields_of(typed: Typed, observation: Observation) -> dict[str, Any]:
    """What was typed on the edit form: what was emptied there is cleared, the minute of it stays as exact as it was."""
    fields = fields_of(typed)
    fields = {name: value for name, value in fields.items() if name not in {"unit", "waste"}}
    if str(typed.get("seen_at", "")) == values_of(observation)["seen_at"]:
        fields.pop("seen_at", None)
    return dict.fromkeys((*AMOUNTS, "value_stream", "step", "walk")) | fields


def values_of(observation: Observation) -> dict[str, Any]:
    """The form's values of an observation as it is written now."""
    values: dict[str, Any] = {name: getattr(observation, name) or "" for name in TEXTS}
    for name in AMOUNTS:
        amount = getattr(observation, name)
        values[name] = "" if amount is None else f"{amount:.15g}"
    local = observation.seen_at.astimezone(runtime().settings.zone)
    return values | {"seen_at": local.strftime("%Y-%m-%dT%H:%M")}


def _plain(amount: str) -> str:
    """A number as it is written in the reader's language, as the schema takes it.

    1,5 is one and a half in Swedish and Finnish; in English 1,500 is more than a thousand, so there it stays.
    """
    closed = re.sub(r"\s", "", amount)
    return closed if language().code == "en" else closed.replace(",", ".")
