"""Two drawings side by side, in words: their results, and step by step what became of each."""

from typing import Any

from schemas.messages import N_
from services.kernel.web.context import gettext
from services.observations.streams import changes, model
from services.observations.streams.changes import Change
from services.observations.streams.model import Drawing, ValueStream
from services.observations.streams.views import words

KINDS = {"new": N_("new"), "dropped": N_("dropped"), "changed": N_("changed"), "same": N_("as before")}
FIELDS = {
    "value": N_("value"),
    "done_by": N_("who does it"),
    "systems": N_("systems"),
    "dead_end": N_("dead end"),
}


def between(stream: ValueStream, earlier: Drawing, later: Drawing) -> dict[str, Any]:
    """What changes from one drawing to another, as its page shows it."""
    before, after = model.metrics_of(stream, earlier), model.metrics_of(stream, later)
    change = words.difference("lead_minutes", before.lead_minutes, after.lead_minutes)
    return {
        "earlier": earlier,
        "later": later,
        "change": change,
        "length": words.time(abs(float(change or 0)), stream.time_basis, exact=True),
        "results": {
            name: words.change(name, getattr(before, name), getattr(after, name), stream.time_basis)
            for name in words.RESULTS
        },
        "steps": [_step(each, stream.time_basis) for each in changes.changes(earlier.steps, later.steps)],
    }


def _step(change: Change, basis: str) -> dict[str, Any]:
    others = [gettext(FIELDS[name]) for name in change.fields if name in FIELDS]
    return {
        "name": change.name,
        "kind": change.kind,
        "word": gettext(KINDS[change.kind]),
        "others": ", ".join(others),
        "numbers": [_number(change, name, basis) for name in changes.NUMBERS],
    }


def _number(change: Change, name: str, basis: str) -> dict[str, Any]:
    """A number in both drawings and its difference; nothing where a drawing has no such step."""
    told = [each[name] if each else None for each in (change.earlier, change.later)]
    shown = ["" if each is None else _shown(name, each[name], basis) for each in (change.earlier, change.later)]
    both = change.earlier is not None and change.later is not None
    return {
        "earlier": shown[0],
        "later": shown[1],
        "change": words.change(name, told[0], told[1], basis) if both and told != [None, None] else "",
        "changed": name in change.fields,
    }


def _shown(name: str, value: float | None, basis: str) -> str:
    return words.share(value) if name.endswith("_percent") else words.time(value, basis, exact=True)
