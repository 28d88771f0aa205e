"""The door for people: the home page, and the list with its filters."""

from typing import Any

from flask import Blueprint, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas import roles
from schemas.vocabulary import STATES, WASTE_NAMES
from services.improvements import queries
from services.improvements.adoptions import queries as adoptions
from services.improvements.adoptions.asking import asked_from
from services.improvements.queries import Filter
from services.improvements.views import filters, presenting, spread
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import naming, paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form

pages = Blueprint("improvements", __name__)
A_FEW = 5


@pages.get("/")
@allow(readers)
def home() -> str:
    """What you can do now, what happened to yours, what units near yours have solved."""
    asker, units = principal(), naming.directory()
    today = now().date()
    division = units.division_on(asker.home_unit, today) if asker.home_unit else None
    near = [unit.code for unit in units.in_division(division, today)] if division else None
    decides_in = _decides_in()
    with runtime().database.reading() as session:
        waiting = Filter(units=decides_in, states=("proposed",))
        found = {
            "mine": queries.newest(session, Filter(submitted_by=asker.id), A_FEW)[0],
            "waiting": queries.newest(session, waiting, A_FEW)[0] if decides_in != [] else [],
            "solved": queries.newest(session, Filter(units=near, states=("implemented", "sustained")), A_FEW)[0],
        }
        shown = {name: presenting.several(improvements) for name, improvements in found.items()}
        waiting_count = queries.count(session, waiting) if decides_in != [] else 0
        in_use = _still_in_use(session)
    return render_template(
        "improvements/home.html", waiting_count=waiting_count, near=near is not None, in_use=in_use, **shown
    )


def _still_in_use(session: Session) -> list[dict[str, Any]]:
    """What units that the asker answers for took over half a year ago, and nobody has asked about since."""
    units = [unit.code for unit in naming.directory().valid_on(now().date())]
    answering = [unit for unit in units if spread.leads(unit) and "sustained" in spread.stages_open(unit)]
    found = adoptions.waiting(session, answering, asked_from(now()))[:A_FEW]
    wanted = Filter(identifiers={each.improvement for each in found})
    titles = {each.id: each.title for each in queries.newest(session, wanted, A_FEW)[0]} if found else {}
    return [
        {
            "id": each.improvement,
            "title": titles[each.improvement],
            "unit": each.unit,
            "unit_name": spread.name_of(each.unit),
            "since": each.since,
        }
        for each in found
    ]


def _decides_in() -> list[str] | None:
    """The units in which the asker decides; None for all."""
    asker, units = principal(), naming.directory()
    if asker.has(roles.COACH, roles.ADMIN):
        return None
    today = now().date()
    return [unit.code for unit in units.valid_on(today) if asker.leads(unit.code, unit.division_on(today))]


@pages.get("/improvements")
@allow(readers)
def improvements() -> AnyResponse | str:
    """The list with its filters."""
    form = Form(request.args.to_dict())
    try:
        wanted, limit, after = filters.asked(), paging.limit(), paging.after_moment()
    except Invalid as refused:
        # What is refused does not come back: it may be what nothing may repeat.
        blank = Form({name: text for name, text in form.values.items() if name not in refused.errors})
        return make_response(_list(blank.refused(refused.errors)), refused.status)
    with runtime().database.reading() as session:
        found, last = queries.newest(session, wanted, limit, after)
        count = queries.count(session, wanted)
        return _list(form, presenting.several(found), paging.next_path(last), count)


def _list(
    form: Form, found: list[dict[str, Any]] | None = None, following: str | None = None, count: int | None = None
) -> str:
    return render_template(
        "improvements/list.html",
        form=form,
        improvements=found,
        next_url=following,
        count=count,
        units=naming.unit_choices(),
        states=("running", *STATES),
        wastes=[(waste, gettext(name)) for waste, name in WASTE_NAMES.items()],
    )
