"""Makes a client for either door, and hands its token out once.

The answer that is kept for a repeated request must not hold the token, so the token is added after the commit,
to the first answer only.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Response as AnyResponse

from schemas.organisation import ClientOutput
from services.kernel.web import doors
from services.kernel.web.context import principal, runtime
from services.kernel.web.doors import Answer
from services.kernel.work import Work
from services.organisation import operations
from services.organisation.clients.model import Client

CLIENTS = "/api/v1/clients"
# A client and its token.
Made = tuple[Client, str]
_client = ClientOutput()


def client(thing: Client) -> dict[str, Any]:
    """A client as the API gives it."""
    dumped: dict[str, Any] = _client.dump(thing)
    return dumped


def present_client(thing: Client) -> Answer:
    """The answer with one as it is."""
    return doors.current(client(thing), thing.version)


def make(given: dict[str, Any], present: Callable[[Made], Answer]) -> tuple[AnyResponse, Made | None]:
    """The answer without token, and what was made with its token; nothing when the request is a repetition."""
    made: list[Made] = []

    def operation(work: Work) -> Made:
        made.append(operations.make_client(work, runtime().signer, principal(), given))
        return made[0]

    answer = doors.perform(operation, present)
    return answer, made[0] if made else None
