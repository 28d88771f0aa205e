"""The door for programs: /api/v1/improvements."""

from flask import Blueprint, Response, jsonify, request
from marshmallow import Schema, fields
from werkzeug.wrappers import Response as AnyResponse

from schemas.fields import Line, Text
from schemas.improvements import (
    EditedImprovement,
    Improvements,
    ImprovementWithSteps,
    NewImprovement,
    SimilarImprovements,
    Transition,
)
from services.improvements import operations, queries, search
from services.improvements.views import filters, presenting
from services.kernel.web import doors, forms, naming, paging
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.openapi import describe

api = Blueprint("improvements_api", __name__, url_prefix=presenting.API)


# Made once: a schema costs more than a load.
NEW, EDITED, STEP = NewImprovement(), EditedImprovement(partial=True), Transition()


class Resembling(Schema):
    """What /similar compares with."""

    title = Line(120, required=True)
    problem = Text(4000, load_default="")
    limit = fields.Raw(load_default=None)


@api.get("")
@allow(readers)
@describe("Improvements, newest first", gives=Improvements(), query=filters.QUERY)
def list_improvements() -> Response:
    """One piece of the list."""
    with runtime().database.reading() as session:
        found, last = queries.newest(session, filters.asked(), paging.limit(), paging.after_moment())
        return paging.collection(presenting.items(found), last)


@api.post("")
@allow(writers)
@describe("Submit an improvement", takes=NEW, gives=ImprovementWithSteps(), status=201)
def propose() -> AnyResponse:
    """Record what a unit submits."""
    given = doors.fields(NEW)
    return doors.perform(
        lambda work: operations.propose_improvement(work, principal(), presenting.directory_for(given), given),
        presenting.created,
    )


@api.get("/<uuid:identifier>")
@allow(readers)
@describe("One improvement with its history", gives=ImprovementWithSteps())
def improvement(identifier: object) -> AnyResponse:
    """One improvement; its ETag is what a change must name."""
    with runtime().database.reading() as session:
        return doors.respond(presenting.current(queries.one(session, str(identifier))))


@api.patch("/<uuid:identifier>")
@allow(writers)
@describe("Edit what is written", takes=EDITED, gives=ImprovementWithSteps(), conditional=True)
def edit(identifier: object) -> AnyResponse:
    """Change what is written; fields left out stay as they are."""
    given, asked = doors.fields(EDITED), doors.version_asked()
    return doors.perform(
        lambda work: operations.edit_improvement(
            work, principal(), presenting.directory_for(given), str(identifier), asked, given
        ),
        presenting.current,
    )


@api.post("/<uuid:identifier>/transitions")
@allow(writers)
@describe("Take the next step", takes=STEP, gives=ImprovementWithSteps(), conditional=True)
def move(identifier: object) -> AnyResponse:
    """Move it on in its life."""
    step, asked = doors.fields(STEP), doors.version_asked()
    return doors.perform(
        lambda work: operations.move_improvement(work, principal(), naming.directory(), str(identifier), asked, **step),
        presenting.current,
    )


@api.get("/similar")
@allow(readers)
@describe(
    "Improvements that resemble a title and a problem, best first",
    gives=SimilarImprovements(),
    query={"title": "Required", "problem": "May be empty", "limit": "50 unless given, at most 500"},
)
def similar() -> Response:
    """What others have proposed for the same problem."""
    told = forms.load(Resembling(), request.args.to_dict())
    with runtime().database.reading() as session:
        found = search.similar(session, told["title"], told["problem"], paging.limit())
        items = [
            {"id": each.id, "title": each.title, "unit": each.unit, "state": each.state, "score": score}
            for each, score in found
        ]
    return jsonify(SimilarImprovements().dump({"items": items}))
