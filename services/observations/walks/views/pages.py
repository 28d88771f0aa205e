"""The door for people: the walks, and one walk with what was seen on it."""

from collections.abc import Collection
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import Blueprint, make_response, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas.fields import Day
from schemas.vocabulary import WASTES
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import names_of, unit_name
from services.observations.noting import queries as observations
from services.observations.noting.model import Observation
from services.observations.noting.queries import Filter
from services.observations.noting.views import minutes
from services.observations.noting.views import presenting as noted
from services.observations.noting.views.raising import Draft
from services.observations.walks import queries
from services.observations.walks.model import Walk
from services.observations.walks.views import presenting

pages = Blueprint("walks", __name__, url_prefix=presenting.PAGES)
MOST_SHOWN = 500


@pages.get("")
@allow(readers)
def walks() -> AnyResponse | str:
    """The list."""
    try:
        limit, after = paging.limit(), paging.after(Day(required=True))
    except Invalid as refused:
        return make_response(_list(Form().refused(refused.errors), []), refused.status)
    with runtime().database.reading() as session:
        found, last = queries.newest(session, limit, after)
        return _list(Form(), found, queries.number(session), paging.next_path(last))


def _list(form: Form, found: list[Walk], number: int | None = None, following: str | None = None) -> str:
    shown = presenting.several(found)
    return render_template("observations/walks/list.html", form=form, walks=shown, number=number, next_url=following)


@pages.get("/<uuid:identifier>")
@allow(readers)
def walk(identifier: object) -> str:
    """Its page: facts, and what was seen on it by waste, with what waits for an improvement."""
    with runtime().database.reading() as session:
        found = queries.one(session, str(identifier))
        wanted = Filter(walk=found.id)
        return render_template(
            "observations/walks/record.html",
            form=Form(),
            it=presenting.shown(found, observations.count(session, wanted, MOST_SHOWN)),
            unimproved=observations.count(session, wanted.unimproved(), MOST_SHOWN),
            planned_by=names_of([found.planned_by]).get(found.planned_by, ""),
            to_come=found.date > now().astimezone(runtime().settings.zone).date(),
            wastes=_by_waste(session, wanted),
            home_unit=principal().home_unit if principal().home_unit in found.units else found.units[0],
        )


def _by_waste(session: Session, wanted: Filter) -> list[dict[str, Any]]:
    """What was seen, by waste and then by unit, with the drafts of improvements from what none came of yet."""
    seen, _ = observations.newest(session, wanted, MOST_SHOWN)
    came = observations.improvements(session, [each.id for each in seen])
    seen.sort(key=lambda each: (WASTES.index(each.waste), each.unit))
    return [_of_waste(waste, list(members), came.keys()) for waste, members in groupby(seen, attrgetter("waste"))]


def _of_waste(waste: str, members: list[Observation], improved: Collection[str]) -> dict[str, Any]:
    waiting = groupby((each for each in members if each.id not in improved), attrgetter("unit"))
    return {
        "name": noted.waste_name(waste),
        "cost": minutes.of_all(members),
        "observations": noted.several(members),
        # An improvement belongs to one unit.
        "drafts": [(unit_name(unit), Draft.of(list(those))) for unit, those in waiting],
    }
