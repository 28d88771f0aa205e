"""Everything a refused input says to the person who wrote it, in one place, so that a catalogue can be extracted.

A message names the mend and never repeats what was written: that may be what must not be kept.
"""

from collections.abc import Callable
from typing import Self


def N_(text: str) -> str:  # noqa: N802 (the name under which gettext tools look for marked texts)
    """Mark `text` for the catalogue without translating it."""
    return text


class Message(str):
    """A text with values in it: as a string it is the English text, its parts are kept for translation."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, str | int]

    def __new__(cls, template: str, **values: str | int) -> Self:
        """Fill the `%(name)s` places of `template`, a marked text, with `values`."""
        message = super().__new__(cls, template % values)
        message.template = template
        message.values = values
        return message


def translate(message: str, gettext: Callable[[str], str]) -> str:
    """Say `message`, a marked text or a `Message`, in the language of `gettext`."""
    if isinstance(message, Message):
        return gettext(message.template) % message.values
    return gettext(message)


NOT_HERE = N_(
    "This looks like a personal identity number. Remove it: no patient or personal data belongs here. "
    "Write other ten- or twelve-digit numbers with spaces, for example 12 34 56 78 90."
)
REQUIRED = N_("Fill this in.")
NOT_TEXT = N_("Write text here.")
UNREADABLE = N_("Remove the control characters: only letters, signs, tabs and line breaks can be kept.")
TOO_LONG = N_("Use at most %(most)d characters; this has %(length)d.")
TOO_SHORT = N_("Use at least %(least)d characters; this has %(length)d.")
NOT_A_CODE = N_(
    "Write a code of at most %(most)d letters, digits, hyphens, underscores and points, a letter or digit first."
)
NOT_AN_IDENTIFIER = N_("Give the whole identifier, for example 0192f0c1-7a3e-7c54-9d2b-3f6a1e8b5c70.")
NOT_A_MOMENT = N_("Write the date and time with its zone, for example 2026-11-21T10:15:00+01:00.")
NO_ZONE = N_("Add the time zone, for example 2026-11-21T10:15:00+01:00.")
NOT_A_DAY = N_("Write the date as year-month-day, for example 2026-11-21.")
NOT_WHOLE = N_("Write a whole number from %(least)s to %(most)s, without spaces.")
NOT_A_NUMBER = N_("Write a number, for example 1200 or 7.5.")
NOT_AN_AMOUNT = N_("Write a number from %(least)s to %(most)s, for example 1200 or 7.5.")
NOT_A_CHOICE = N_("Choose one of these: %(choices)s.")
NOT_A_LIST = N_("Give a list here.")
TOO_MANY = N_("Give at most %(most)d; this has %(length)d.")
TOO_FEW = N_("Give at least %(least)d; this has %(length)d.")
