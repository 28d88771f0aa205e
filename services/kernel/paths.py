"""Which service answers which path: one origin, the path decides.

Navigation, the embedded dispatcher and the development gateway are made from this table. A prefix covers
itself and everything below it; the longest prefix wins; `/` alone is the home page and nothing below it.
"""

from dataclasses import dataclass

from schemas.messages import N_


@dataclass(frozen=True)
class Room:
    """One service's place under the origin."""

    service: str
    topic: str
    prefixes: tuple[str, ...]
    # (path, label) of its entries in the navigation, in the order of the table
    navigation: tuple[tuple[str, str], ...] = ()


ROOMS = (
    Room(
        "improvements",
        "improvements",
        ("/", "/improvements", "/api/v1/improvements"),
        (("/", N_("Home")), ("/improvements", N_("Improvements"))),
    ),
    Room(
        "observations",
        "observations",
        ("/observations", "/value-streams", "/api/v1/observations", "/api/v1/value-streams"),
        (("/observations", N_("Waste")), ("/value-streams", N_("Value streams"))),
    ),
    Room(
        "followups",
        "followups",
        ("/follow-ups", "/api/v1/goals", "/api/v1/indicators", "/api/v1/follow-ups"),
        (("/follow-ups", N_("Follow-ups")),),
    ),
    Room(
        "scorecards",
        "scorecards",
        ("/scorecards", "/api/v1/scorecards"),
        (("/scorecards", N_("Scorecards")),),
    ),
    Room(
        "organisation",
        "organisation",
        (
            "/sign-in",
            "/organisation",
            "/inbox",
            "/language",
            "/static",
            "/schemas",
            "/api/docs",
            "/asyncapi.json",
            "/api/v1/units",
            "/api/v1/divisions",
            "/api/v1/people",
            "/api/v1/clients",
        ),
        (("/inbox", N_("Inbox")), ("/organisation", N_("Organisation"))),
    ),
)
# Who answers where no path fits: the page that says so comes from there.
HOME = "improvements"
BY_PREFIX = {prefix: room.service for room in ROOMS for prefix in room.prefixes}


def service_of(path: str) -> str | None:
    """The service that answers a path; None where nobody does."""
    if path in BY_PREFIX:
        return BY_PREFIX[path]
    while (cut := path.rfind("/")) > 0:
        path = path[:cut]
        if path in BY_PREFIX:
            return BY_PREFIX[path]
    return None
