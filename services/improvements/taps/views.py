"""The door for programs: who has the same problem, telling it and taking it back."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.spread import SameProblem, SameProblemHere
from services.improvements.queries import one
from services.improvements.taps import operations, queries
from services.improvements.views import presenting
from services.kernel.web import doors, forms, naming
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.doors import Answer
from services.kernel.web.openapi import describe

api = Blueprint("taps_api", __name__, url_prefix=f"{presenting.API}/<uuid:identifier>/same-problem")
HERE, WHO = SameProblemHere(), SameProblem()


@api.get("")
@allow(readers)
@describe("The units that have the same problem", gives=WHO)
def who(identifier: object) -> AnyResponse:
    """How many, and which."""
    with runtime().database.reading() as session:
        one(session, str(identifier))
        return doors.respond(_answered(queries.units_of(session, str(identifier))))


@api.post("")
@allow(writers)
@describe("A unit has the same problem; counted once", takes=HERE, gives=WHO)
def tell(identifier: object) -> AnyResponse:
    """Tell that a unit has it too."""
    unit = doors.fields(HERE)["unit"]
    return doors.perform(
        lambda work: operations.tell(
            work, principal(), presenting.directory_for({"unit": unit}), str(identifier), unit
        ),
        _answered,
    )


@api.delete("")
@allow(writers)
@describe("Take it back", gives=WHO, query={"unit": "Code of the unit; or send it as JSON, as when telling"})
def take_back(identifier: object) -> AnyResponse:
    """The unit no longer has it."""
    unit = unit_named()
    return doors.perform(
        lambda work: operations.take_back(work, principal(), naming.directory(), str(identifier), unit),
        _answered,
    )


def unit_named() -> str:
    """The unit that a DELETE names, in its body or, where a client cannot send one, in its address."""
    told = doors.fields(HERE) if request.get_data(cache=True) else forms.load(HERE, request.args.to_dict())
    return str(told["unit"])


def _answered(units: list[str]) -> Answer:
    return {"status": 200, "body": WHO.dump({"count": len(units), "units": units})}
