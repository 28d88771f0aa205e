"""The door for programs: /api/v1/follow-ups."""

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import Schema, fields
from werkzeug.wrappers import Response as AnyResponse

from schemas.fields import Choice, Code, Identifier, Moment
from schemas.goals import EditedFollowUp, FollowUp, FollowUps, NewFollowUp
from schemas.vocabulary import FOLLOW_UP_STATUSES
from services.followups.following import operations, queries
from services.followups.following.queries import Filter
from services.followups.following.views import presenting
from services.kernel.web import doors, forms, naming, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.naming import directory
from services.kernel.web.openapi import describe

api = Blueprint("follow_ups_api", __name__, url_prefix=presenting.API)
NEW, EDITED, ONE = NewFollowUp(), EditedFollowUp(partial=operations.SAID), FollowUp()
QUERY = {
    "goal": "Id of a goal",
    "unit": "Code of a unit",
    "division": "Code of a division: of its own goals and of those of its units of today",
    "status": "not_started, on_track, at_risk, off_track or reached",
    "updated_since": "Date and time with zone",
    **paging.QUERY,
}


class Asked(Schema):
    """The filters a list takes."""

    goal = Identifier(load_default=None)
    unit = Code(load_default=None)
    division = Code(load_default=None)
    status = Choice(FOLLOW_UP_STATUSES, load_default=None)
    updated_since = Moment(load_default=None)
    limit = fields.Raw(load_default=None)
    cursor = fields.Raw(load_default=None)


_asked = Asked()


@api.get("")
@allow(readers)
@describe("Follow-ups, last written first", gives=FollowUps(), query=QUERY)
def list_follow_ups() -> Response:
    """One piece of the list."""
    values: dict[str, Any] = forms.load(_asked, request.args.to_dict())
    wanted = Filter(
        units=naming.units_asked(values["division"], values["unit"]),
        division=None if values["unit"] else values["division"],
        **{name: values[name] for name in ("goal", "status", "updated_since")},
    )
    with runtime().database.reading() as session:
        found, last = queries.newest(session, wanted, paging.limit(), paging.after_moment())
    return paging.collection(presenting.items(found), last)


@api.post("")
@allow(writers)
@describe("Say where a goal stands at the end of a period", takes=NEW, gives=ONE, status=201)
def follow_up() -> AnyResponse:
    """Write a follow-up."""
    given = doors.fields(NEW)
    return doors.perform(lambda work: operations.follow_up(work, principal(), directory(), given), presenting.created)


@api.get("/<uuid:identifier>")
@allow(readers)
@describe("One follow-up", gives=ONE)
def written(identifier: object) -> AnyResponse:
    """One follow-up; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        found = queries.one(session, str(identifier))
    return doors.respond(presenting.current(found))


@api.patch("/<uuid:identifier>")
@allow(writers)
@describe("Change what a follow-up says", takes=EDITED, gives=ONE, conditional=True)
def edit(identifier: object) -> AnyResponse:
    """Change what it says; fields left out stay as they are, and what it said is kept."""
    given, asked = doors.fields(EDITED), doors.version_asked()
    return doors.perform(
        lambda work: operations.edit_follow_up(work, principal(), directory(), str(identifier), asked, given),
        presenting.current,
    )
