"""What goals and follow-ups are called on pages, and how forms speak of what is wrong with them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schemas.vocabulary import (
    FOLLOW_UP_FREQUENCIES,
    FOLLOW_UP_STATUS_NAMES,
    FREQUENCY_NAMES,
    GOAL_STATE_NAMES,
)
from services.followups.following.model import FollowUp
from services.followups.indicators.model import Indicator
from services.followups.showing import meaning, words
from services.kernel.web.context import gettext
from services.kernel.web.forms import Form


def status(name: str) -> str:
    """Where a goal stands."""
    return gettext(FOLLOW_UP_STATUS_NAMES[name])


def statuses() -> list[tuple[str, str]]:
    """(status, name) of all, as they begin a line."""
    return [(name, _capital(gettext(text))) for name, text in FOLLOW_UP_STATUS_NAMES.items()]


def state(name: str) -> str:
    """Whether a goal is open, or how it ended."""
    return gettext(GOAL_STATE_NAMES[name])


def endings() -> list[tuple[str, str]]:
    """(state, name) of the ways in which a goal ends."""
    return [(name, _capital(gettext(text))) for name, text in GOAL_STATE_NAMES.items() if name != "open"]


def frequencies() -> list[tuple[str, str]]:
    """(frequency, name) of how often goals are followed up."""
    return [(name, _capital(gettext(FREQUENCY_NAMES[name]))) for name in FOLLOW_UP_FREQUENCIES]


def frequency(name: str) -> str:
    """How often a goal is followed up."""
    return gettext(FREQUENCY_NAMES[name])


def newest(follow_up: FollowUp | None) -> dict[str, Any] | None:
    """Where a goal stands by its newest follow-up: the status with its word, the period, the day."""
    if follow_up is None:
        return None
    return {
        "status": follow_up.status,
        "word": status(follow_up.status),
        "period": words.period_name(follow_up.period),
        "at": follow_up.updated_at,
    }


def measured(indicator: Indicator) -> dict[str, Any]:
    """An indicator in short: its name, and the icons of what its chart says with their words."""
    said = (
        meaning.variation(indicator.variation, indicator.missing) if indicator.variation else None,
        meaning.assurance(indicator.assurance),
    )
    return {
        "name": indicator.name,
        "href": f"/follow-ups/indicators/{indicator.id}",
        "icons": [each.icon for each in said if each],
    }


def in_order(form: Form, labels: Mapping[str, str]) -> Form:
    """The form with its errors in the order of its fields, which is that of their labels."""
    names = [*(name for name in labels if name in form.errors), *form.errors]
    return replace(form, errors={name: form.errors[name] for name in names})


def labels(texts: Mapping[str, str]) -> dict[str, str]:
    """The labels of a form in the reader's language."""
    return {name: gettext(text) for name, text in texts.items()}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
