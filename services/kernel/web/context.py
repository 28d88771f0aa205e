"""What a request knows: the runtime of its service, who asks, and in which language to answer."""

from typing import cast

from flask import current_app, g, request

from schemas.identity_numbers import holds_identity_number
from schemas.messages import N_, Message
from services.kernel.errors import SignInNeeded
from services.kernel.identity import Pass, Principal
from services.kernel.language import Language
from services.kernel.service import Runtime


def runtime() -> Runtime:
    """The service's runtime."""
    return cast("Runtime", current_app.extensions["leanstream"])


def held() -> Pass | None:
    """The session or token of this request."""
    return cast("Pass | None", g.get("held"))


def principal() -> Principal:
    """Who asks; raises SignInNeeded when nobody is known."""
    known = held()
    if known is None:
        raise SignInNeeded(N_("Sign in to go on, or send an API token as a bearer token."))
    return known.principal


def language() -> Language:
    """The language of the answer."""
    return cast("Language", g.language)


def gettext(text: str, **values: object) -> str:
    """The text in the answer's language, with `%(name)s` places filled."""
    translated = language().gettext(text)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The form of the text for `num`, in the answer's language; `%(num)s` is the number as people write it."""
    return language().ngettext(singular, plural, num) % {"num": language().number(num), **values}


def without_number(path: str) -> str:
    """The path, or nothing but `/` where it holds a personal identity number, which nothing may repeat."""
    return "/" if holds_identity_number(path) else path


def asked_path() -> str:
    """Path and query of this request, to come back to; without the query where that holds an identity number."""
    searched = any(holds_identity_number(text) for pair in request.args.items(multi=True) for text in pair)
    return without_number(request.path if searched else request.full_path.rstrip("?"))


def say(message: str | Message) -> str:
    """A message from below the web in the answer's language."""
    return language().message(message)
