"""A follow-up as it is shown, the same facts for both doors."""

from collections.abc import Sequence
from typing import Any

from schemas.goals import FollowUp as FollowUpSchema
from services.followups.following.model import FollowUp
from services.followups.following.operations import PATH
from services.followups.goals.views.presenting import PAGES as GOALS
from services.followups.goals.views.presenting import with_name
from services.kernel.web import doors, naming
from services.kernel.web.doors import Answer

API = "/api/v1/follow-ups"
PAGES = PATH

_schema = FollowUpSchema()


def several(follow_ups: Sequence[FollowUp]) -> list[dict[str, Any]]:
    """The facts of many."""
    names = naming.names_of(each.written_by for each in follow_ups)
    return [with_name(each, names) for each in follow_ups]


def items(follow_ups: Sequence[FollowUp]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_schema.dump(each) for each in several(follow_ups)]


def created(follow_up: FollowUp) -> Answer:
    """A new follow-up as 201."""
    return doors.created(items([follow_up])[0], f"{API}/{follow_up.id}", follow_up.version)


def current(follow_up: FollowUp) -> Answer:
    """A follow-up as 200."""
    return doors.current(items([follow_up])[0], follow_up.version)


def on_the_goals_page(follow_up: FollowUp) -> Answer:
    """A form's way on to the page of the goal."""
    return doors.see(f"{GOALS}/{follow_up.goal}")
