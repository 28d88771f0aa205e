"""What stands in the way of measuring steps, said to who drew them: each flaw at its step and field."""

from collections.abc import Sequence
from typing import Any

from schemas import messages
from schemas.messages import N_, Message
from schemas.vocabulary import VALUE_KINDS
from services.kernel.errors import Invalid
from services.observations.arithmetic import Flaw, flaws
from services.observations.arithmetic import Step as Measure
from services.observations.streams.model import measures_of

TEXTS = {
    "name_twice": N_("Another step has this name. Give each step a name of its own."),
    "after_unknown": N_("No step has this name. Write the names of steps as they stand in the map."),
    "after_itself": N_("A step cannot follow itself. Name the steps that come right before it."),
}


def flaws_at_once(steps: Sequence[Measure]) -> dict[str, list[str]]:
    """What is wrong with names and order, by field, to be said beside what else is wrong with the steps.

    A cycle is not: its text repeats names, which may themselves be refused.
    """
    found: dict[str, list[str]] = {}
    for flaw in flaws(steps):
        if flaw.code in TEXTS:
            found.setdefault(f"steps.{flaw.step}.{flaw.field}", [TEXTS[flaw.code]])
    return found


def refuse_flaws(steps: Sequence[dict[str, Any]]) -> None:
    """Raise Invalid naming each field of a step with what to mend; `steps` are as schemas.value_streams gives them."""
    errors: dict[str, list[str]] = {}
    for flaw in flaws(measures_of(steps)):
        texts = errors.setdefault(f"steps.{flaw.step}.{flaw.field}", [])
        text = _said(flaw, steps)
        if text not in texts:
            texts.append(text)
    if errors:
        raise Invalid(errors)


def _said(flaw: Flaw, steps: Sequence[dict[str, Any]]) -> str:
    if flaw.code == "cycle":
        around = [steps[place]["name"] for place in (flaw.step, *reversed(flaw.others), flaw.step)]
        text = N_("These steps wait for each other: %(steps)s. Let one of them follow another step.")
        return Message(text, steps=" → ".join(around))
    if flaw.code == "out_of_range":
        return Message(messages.NOT_AN_AMOUNT, least="0", most=str(flaw.most))
    if flaw.code == "not_a_kind":
        return Message(messages.NOT_A_CHOICE, choices=", ".join(VALUE_KINDS))
    return TEXTS[flaw.code]
