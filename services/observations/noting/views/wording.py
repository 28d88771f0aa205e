"""What is wrong with a form, in the order of its fields and in its own words: a person writes no zones and no codes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from schemas.messages import N_, NO_ZONE, NOT_A_MOMENT
from services.kernel.errors import Errors, Invalid
from services.kernel.web.context import gettext, say
from services.kernel.web.forms import Form

CHOOSE = N_("Choose one.")
WRITE_A_MOMENT = N_("Write the day with its year, and the time, for example 2026-11-21 10:15.")
CHOOSE_AGAIN = N_("Choose the photograph again: a browser does not keep it over an error.")


@contextmanager
def refusing_by(worded: Callable[[Errors], Errors]) -> Iterator[None]:
    """Raise the Invalid of what is done here with its errors as `worded` gives them."""
    try:
        yield
    except Invalid as refused:
        raise Invalid(worded(refused.errors)) from None


def as_in_the_form(errors: Errors) -> Errors:
    """The same errors for who wrote a note in the form."""
    return {name: [_as_in_the_form(name, text) for text in texts] for name, texts in errors.items()}


def with_labels(errors: Errors, labels: Mapping[str, str]) -> Errors:
    """The same errors for where no form stands around them, each after the label of its field."""
    return {
        name: [f"{gettext(labels[name])}: {say(text)}" if name in labels else text for text in texts]
        for name, texts in errors.items()
    }


def in_order(form: Form, labels: Mapping[str, str]) -> Form:
    """The form with its errors in the order of its fields, which is that of their labels."""
    names = [*(name for name in labels if name in form.errors), *form.errors]
    return replace(form, errors={name: form.errors[name] for name in names})


def _as_in_the_form(name: str, text: str) -> str:
    if name == "waste":
        # All that can be wrong with it is that none of the eight was chosen.
        return CHOOSE
    return WRITE_A_MOMENT if text in {NOT_A_MOMENT, NO_ZONE} else text
