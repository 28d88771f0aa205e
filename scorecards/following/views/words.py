"""The words of follow-ups on scorecards that pages and files share."""

from markupsafe import Markup

from schemas.messages import N_
from schemas.vocabulary import ASSURANCE_NAMES, FOLLOW_UP_STATUS_NAMES, VARIATION_NAMES
from scorecards.following.measures import NO_INDICATOR, NONE
from services.kernel import verdicts
from services.kernel.web.context import gettext

STATUS_WORDS = {**FOLLOW_UP_STATUS_NAMES, NONE: N_("not followed up yet")}
VARIATION_WORDS = {**VARIATION_NAMES, NONE: N_("no verdict yet"), NO_INDICATOR: N_("no indicator")}
ASSURANCE_WORDS = {**ASSURANCE_NAMES, NONE: N_("no verdict on a target")}
COLOUR_WORDS = {"red": N_("red"), "amber": N_("amber"), "green": N_("green"), NONE: N_("no colour")}
GOAL_WORDS = {
    "open": N_("open goals"),
    "overdue": N_("overdue follow-ups"),
    "due_soon": N_("follow-ups due within 30 days"),
    "without_improvement": N_("goals that no improvement serves"),
    "without_indicator": N_("goals without an indicator"),
    "later": N_("goals that begin later"),
}
INDICATOR_WORDS = {
    "all": N_("indicators"),
    "of_open_goal": N_("indicators of open goals"),
    "without_data": N_("indicators without any value"),
    "late": N_("indicators whose next value is late"),
}
WORDS = {
    "status": STATUS_WORDS,
    "variation": VARIATION_WORDS,
    "assurance": ASSURANCE_WORDS,
    "derived": COLOUR_WORDS,
}


def word(name: str, value: str) -> str:
    """What a key of scorecards.following.measures is called in the reader's language."""
    return gettext(WORDS[name][value])


def shown(name: str, value: str) -> Markup | str:
    """The same, with its icon where it is a chart's verdict."""
    if name == "variation" and value in verdicts.VARIATIONS:
        return verdicts.variation(value, word(name, value))
    if name == "assurance" and value in verdicts.ASSURANCES:
        return verdicts.assurance(value, word(name, value))
    return word(name, value)
