"""The door for programs: /api/v1/goals."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.goals import BreakingDown, Closing, EditedGoal, Goals, GoalWithFollowUps, NewGoal, Opening
from services.followups.goals import breaking, loading, opening, operations, queries
from services.followups.goals.views import filters, presenting
from services.kernel.web import doors, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.naming import directory, directory_with
from services.kernel.web.openapi import describe

api = Blueprint("goals_api", __name__, url_prefix=presenting.API)
NEW, EDITED, ONE, MANY = NewGoal(), EditedGoal(partial=True), GoalWithFollowUps(), Goals()
CLOSING, BREAKING_DOWN, OPENING = Closing(), BreakingDown(), Opening()


@api.get("")
@allow(readers)
@describe("Goals, last set first", gives=MANY, query=filters.QUERY)
def list_goals() -> Response:
    """One piece of the list."""
    wanted = filters.asked(request.args.to_dict())
    with runtime().database.reading() as session:
        found, last = queries.newest(session, wanted, paging.limit(), paging.after_moment())
        return paging.collection(presenting.items(session, found), last)


@api.post("")
@allow(writers)
@describe("Set a goal of a unit, a division, or without both the region", takes=NEW, gives=ONE, status=201)
def set_goal() -> AnyResponse:
    """Set a goal."""
    given = doors.fields(NEW)
    units = directory_with({given["unit"]} - {None})
    return doors.perform(lambda work: operations.set_goal(work, principal(), units, given), presenting.created)


@api.post("/coming")
@allow(writers)
@describe(
    "Open a coming period: open goals of one place go on in it, each once; 200 where all went on already",
    takes=OPENING,
    gives=MANY,
    status=201,
    also=(200,),
)
def open_coming() -> AnyResponse:
    """Set the open goals of a period anew in a later one; done twice it does nothing more."""
    given = doors.fields(OPENING)
    return doors.perform(lambda work: opening.open_coming(work, principal(), directory(), given), presenting.made)


@api.get("/<uuid:identifier>")
@allow(readers)
@describe("One goal with its follow-ups, its parts and what serves it", gives=ONE)
def goal(identifier: object) -> AnyResponse:
    """One goal; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        (told,) = loading.told_of(session, [queries.one(session, str(identifier))])
    return doors.respond(presenting.current(told))


@api.patch("/<uuid:identifier>")
@allow(writers)
@describe("Edit a goal", takes=EDITED, gives=ONE, conditional=True)
def edit(identifier: object) -> AnyResponse:
    """Change what is written; fields left out stay as they are."""
    given, asked = doors.fields(EDITED), doors.version_asked()
    return doors.perform(
        lambda work: operations.edit_goal(work, principal(), directory(), str(identifier), asked, given),
        presenting.current,
    )


@api.post("/<uuid:identifier>/closings")
@allow(writers)
@describe("Close a goal: reached, not reached, or given up", takes=CLOSING, gives=ONE, conditional=True)
def close(identifier: object) -> AnyResponse:
    """Say how it ended."""
    given, asked = doors.fields(CLOSING), doors.version_asked()
    return doors.perform(
        lambda work: operations.close_goal(work, principal(), directory(), str(identifier), asked, **given),
        presenting.current,
    )


@api.post("/<uuid:identifier>/reopenings")
@allow(writers)
@describe("Open a closed goal again", gives=ONE, conditional=True)
def reopen(identifier: object) -> AnyResponse:
    """Open it again."""
    asked = doors.version_asked()
    return doors.perform(
        lambda work: operations.reopen_goal(work, principal(), directory(), str(identifier), asked),
        presenting.current,
    )


@api.post("/<uuid:identifier>/parts")
@allow(writers)
@describe(
    "Break a goal down to units; those that have a part stay, 200 where all have one",
    takes=BREAKING_DOWN,
    gives=MANY,
    status=201,
    also=(200,),
)
def break_down(identifier: object) -> AnyResponse:
    """Set the same goal in each of these units."""
    given = doors.fields(BREAKING_DOWN)
    units, measured = given["units"], given["indicators"]
    return doors.perform(
        lambda work: breaking.break_down(
            work, principal(), directory_with(units), str(identifier), units, measured=measured
        ),
        presenting.made,
    )
