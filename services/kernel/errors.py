"""How an operation refuses, without knowing of HTTP; the web's error page and problem+json are made from these.

Each class fixes the status and a title; the detail says what to mend. Texts are message ids (English), which
the web translates.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from schemas.messages import N_

Errors = Mapping[str, Sequence[str]]


class Refusal(Exception):
    """Something that was asked cannot be done; nothing was written."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = N_("This cannot be done")

    def __init__(self, detail: str, errors: Errors | None = None) -> None:
        super().__init__(str(detail))
        self.detail = detail
        self.errors = errors or {}


class Unreadable(Refusal):
    """The request is not what it says it is: broken JSON, an unreadable file, a wrong parameter."""

    title = N_("The request could not be read")


class SignInNeeded(Refusal):
    """Nobody, or nobody any more, is signed in."""

    status = 401
    title = N_("Sign in first")


class NotAllowed(Refusal):
    """Known, but not allowed to."""

    status = 403
    title = N_("You may not do this")


class NotFound(Refusal):
    """There is no such thing."""

    status = 404
    title = N_("There is no such page or thing")


class WrongMethod(Refusal):
    """An address that takes other methods."""

    status = 405
    title = N_("This cannot be done here")


class Conflict(Refusal):
    """The thing's present state forbids it."""

    status = 409
    title = N_("This does not fit the present state")


class Stale(Refusal):
    """Somebody else changed the thing after the caller read it."""

    status = 412
    title = N_("Somebody else was faster")

    def __init__(self, detail: str, present: int | None = None) -> None:
        super().__init__(detail)
        # The version it has now, for a form to go on from.
        self.present = present


class TooLarge(Refusal):
    """More bytes than are taken."""

    status = 413
    title = N_("This is too large")


class WrongType(Refusal):
    """A content type that is not taken."""

    status = 415
    title = N_("This content type is not accepted")


class Invalid(Refusal):
    """Fields that cannot be taken; `errors` names each with what to mend."""

    status = 422
    title = N_("Some fields need to be mended")

    def __init__(
        self, errors: Errors, detail: str = N_("Nothing was saved. Mend the fields named and send again.")
    ) -> None:
        super().__init__(detail, errors)


class VersionNeeded(Refusal):
    """A change must say which version it is based on."""

    status = 428
    title = N_("Say which version you change")


class NotReady(Refusal):
    """The service is starting; the same request will do a little later."""

    status = 503
    title = N_("Not ready yet")
