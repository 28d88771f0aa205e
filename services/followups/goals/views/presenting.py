"""A goal as it is shown, the same facts for both doors."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from schemas.goals import Goal as GoalSchema
from schemas.goals import GoalWithFollowUps
from services.followups import asker
from services.followups import model as followups
from services.followups.goals import loading, model, queries
from services.followups.goals.loading import Told
from services.followups.goals.model import Goal
from services.followups.goals.views import places
from services.followups.perspectives import queries as perspectives
from services.followups.perspectives.queries import Worded
from services.followups.replica import queries as replica
from services.kernel.clock import now
from services.kernel.web import doors, naming
from services.kernel.web.context import language, runtime
from services.kernel.web.doors import Answer

API = "/api/v1/goals"
PAGES = "/follow-ups/goals"

_short = GoalSchema()
_whole = GoalWithFollowUps()


def shown(told: Told, names: dict[str, str], worded: Worded) -> dict[str, Any]:
    """The facts of one goal, for templates and schemas alike."""
    goal = told.goal
    columns = {column.name: getattr(goal, column.name) for column in Goal.__table__.columns}
    return columns | {
        "perspective_name": worded.of(goal.ends.year).name_of(goal.perspective, language().code),
        "unit_name": naming.unit_name(goal.unit) if goal.unit else None,
        "place": places.name_of(goal),
        "division": asker.division_of(goal),
        "level": followups.level_of(goal.unit, goal.division),
        "overdue": model.is_overdue(goal, now().date()),
        "improvements": told.improvements,
        "set_by": names.get(goal.set_by, ""),
    }


def several(session: Session, goals: Sequence[Goal]) -> list[dict[str, Any]]:
    """The facts of many."""
    names, worded = naming.names_of(goal.set_by for goal in goals), perspectives.worded(session)
    return [shown(told, names, worded) for told in loading.told_of(session, goals)]


def items(session: Session, goals: Sequence[Goal]) -> list[dict[str, Any]]:
    """Many, as the API gives them."""
    return [_short.dump(each) for each in several(session, goals)]


def whole(told: Told) -> dict[str, Any]:
    """One with its follow-ups and what serves it, as the API gives it; its own state may not be committed yet."""
    goal = told.goal
    names = naming.names_of([goal.set_by, *(each.written_by for each in told.follow_ups)])
    with runtime().database.reading() as session:
        facts = shown(told, names, perspectives.worded(session))
        parts = queries.part_ids(session, [goal.id]).get(goal.id, [])
        serving = list(replica.known(session, told.improvements).values())
    facts |= {"follow_ups": [with_name(each, names) for each in told.follow_ups], "parts": parts, "serving": serving}
    dumped: dict[str, Any] = _whole.dump(facts)
    return dumped


def with_name(follow_up: Any, names: dict[str, str]) -> dict[str, Any]:  # noqa: ANN401 (a follow-up, or an earlier wording)
    """A follow-up's facts with the name of who wrote it."""
    columns = {column.name: getattr(follow_up, column.name) for column in follow_up.__table__.columns}
    days = [each["due"] and date.fromisoformat(each["due"]) for each in follow_up.actions]
    return columns | {
        "actions": [each | {"due": day} for each, day in zip(follow_up.actions, days, strict=True)],
        "by": names.get(columns.get("written_by") or columns.get("actor", ""), ""),
    }


def made(several_told: Sequence[Told]) -> Answer:
    """Goals that were made together as 201; 200 where nothing was left to make."""
    names = naming.names_of(told.goal.set_by for told in several_told)
    with runtime().database.reading() as session:
        worded = perspectives.worded(session)
    items_made = [_short.dump(shown(told, names, worded)) for told in several_told]
    return {"status": 201 if several_told else 200, "body": {"items": items_made}}


def created(told: Told) -> Answer:
    """A new goal as 201."""
    return doors.created(whole(told), f"{API}/{told.goal.id}", told.goal.version)


def current(told: Told) -> Answer:
    """A goal as 200."""
    return doors.current(whole(told), told.goal.version)


def on_its_page(told: Told) -> Answer:
    """A form's way on to the goal's page."""
    return doors.see(f"{PAGES}/{told.goal.id}")
