"""The states' names, for files; pages have the same words in kernel/macros.html."""

from schemas.messages import N_
from services.kernel.web.context import gettext

STATE_WORDS = {
    "proposed": N_("proposed"),
    "accepted": N_("accepted"),
    "testing": N_("testing"),
    "implementing": N_("implementing"),
    "implemented": N_("implemented"),
    "sustained": N_("sustained"),
    "declined": N_("declined"),
    "stopped": N_("stopped"),
}


def state_word(state: str) -> str:
    """The state's name in the reader's language."""
    return gettext(STATE_WORDS[state])
