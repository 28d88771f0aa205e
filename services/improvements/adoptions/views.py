"""The door for programs: who has taken an improvement over, and taking it over."""

from datetime import datetime
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from schemas.spread import Adoption as AdoptionSchema
from schemas.spread import Adoptions, TakingOver
from services.improvements.adoptions import operations, queries
from services.improvements.adoptions.model import Adoption
from services.improvements.queries import one
from services.improvements.views import presenting
from services.kernel.clock import now
from services.kernel.web import doors, naming
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import language, principal, runtime
from services.kernel.web.doors import Answer
from services.kernel.web.openapi import describe

ADDRESS = f"{presenting.API}/<uuid:identifier>/adoptions"
api = Blueprint("adoptions_api", __name__, url_prefix=ADDRESS)
TAKING_OVER, ADOPTION, ADOPTIONS = TakingOver(), AdoptionSchema(), Adoptions()


@api.get("")
@allow(readers)
@describe("Every unit that has to do with an improvement, oldest first", gives=ADOPTIONS)
def list_adoptions(identifier: object) -> AnyResponse:
    """All of them: there is at most one a unit."""
    with runtime().database.reading() as session:
        one(session, str(identifier))
        found = queries.of(session, str(identifier))
    return doors.respond({"status": 200, "body": ADOPTIONS.dump({"items": shown(found)})})


@api.post("")
@allow(writers)
@describe("Take it over, or move on with it", takes=TAKING_OVER, gives=ADOPTION, status=201, also=(200,))
def take_over(identifier: object) -> AnyResponse:
    """Bring a unit into a stage; what is left out stays as it is."""
    given = doors.fields(TAKING_OVER)
    return doors.perform(
        lambda work: operations.take_over(
            work, principal(), presenting.directory_for({"unit": given["unit"]}), str(identifier), given
        ),
        _answered,
    )


def shown(adoptions: list[Adoption]) -> list[dict[str, Any]]:
    """The facts of adoptions, for templates and schemas alike."""
    names = naming.names_of(period["actor"] for each in adoptions for period in each.periods)
    return [_shown(each, names) for each in adoptions]


def _shown(adoption: Adoption, names: dict[str, str]) -> dict[str, Any]:
    units = naming.directory()
    columns = {column.name: getattr(adoption, column.name) for column in adoption.__table__.columns}
    return columns | {
        "unit_name": units.unit_name(adoption.unit, language().code),
        "division": units.division_on(adoption.unit, now().date()),
        "stages": [
            {
                "stage": period["stage"],
                "at": datetime.fromisoformat(period["at"]),
                "by": names.get(period["actor"], ""),
            }
            for period in adoption.periods
        ],
    }


def _answered(made: tuple[Adoption, bool]) -> Answer:
    adoption, is_new = made
    body = ADOPTION.dump(shown([adoption])[0])
    if is_new:
        return doors.created(body, f"{presenting.API}/{adoption.improvement}/adoptions", adoption.version)
    return doors.current(body, adoption.version)
