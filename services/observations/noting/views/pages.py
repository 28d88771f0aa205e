"""The door for people: the list with its filters, and what waits for an improvement, put together."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import NOT_A_CHOICE, Message
from schemas.value_streams import key_of
from schemas.vocabulary import WASTES
from services.kernel.errors import Errors, Invalid
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import unit_choices, unit_name
from services.observations.noting import groups, queries
from services.observations.noting.groups import Group
from services.observations.noting.model import Observation
from services.observations.noting.queries import Filter
from services.observations.noting.views import filters, minutes, presenting
from services.observations.noting.views.raising import MOST_OBSERVATIONS, Draft
from services.observations.walks import queries as walks

pages = Blueprint("observations", __name__, url_prefix=presenting.PAGES)
A_FEW, GROUPS_A_PAGE = 3, 20


@pages.get("")
@allow(readers)
def observations() -> AnyResponse | str:
    """The list with its filters, and the first of the groups that wait for an improvement."""
    form = Form(request.args.to_dict())
    with runtime().database.reading() as session:
        try:
            wanted, limit, after = filters.asked(session), paging.limit(), paging.after_moment()
        except Invalid as refused:
            return _refused("observations/noting/list.html", form, refused, session)
        found, last = queries.newest(session, wanted, limit, after)
        # An improvement came of these already, or the groups stand on the first page.
        waiting = [] if wanted.improved or after else _sorted(groups.groups(session, wanted))
        return render_template(
            "observations/noting/list.html",
            observations=presenting.several(found),
            next_url=paging.next_path(last),
            count=queries.count(session, wanted),
            unimproved=queries.count(session, wanted.unimproved()) if wanted.improved is None else None,
            groups=_shown(session, wanted, waiting[:A_FEW]),
            number_of_groups=len(waiting),
            **_around(form, session),
        )


@pages.get("/groups")
@allow(readers)
def waiting_for_improvement() -> AnyResponse | str:
    """Every group of observations that no improvement came of."""
    form = Form(request.args.to_dict())
    with runtime().database.reading() as session:
        try:
            wanted, begin = filters.asked(session), _begin()
        except Invalid as refused:
            return _refused("observations/noting/groups.html", form, refused, session)
        found = _sorted(groups.groups(session, wanted))
        end = begin + GROUPS_A_PAGE
        return render_template(
            "observations/noting/groups.html",
            groups=_shown(session, wanted, found[begin:end]),
            number_of_groups=len(found),
            number=sum(each.number for each in found),
            next_url=paging.next_path([str(end)] if end < len(found) else None),
            **_around(form, session),
        )


def _refused(template: str, form: Form, refused: Invalid, session: Session) -> AnyResponse:
    # What is refused does not come back: it may be what nothing may repeat.
    blank = Form({name: text for name, text in form.values.items() if name not in refused.errors})
    around = _around(blank.refused({**refused.errors, **_choices_by_name(refused.errors)}), session)
    page = render_template(template, observations=None, groups=[], **around)
    return make_response(page, refused.status)


def _choices_by_name(errors: Errors) -> dict[str, list[str]]:
    """What can be chosen instead of what nobody can, as it is called rather than by its code."""
    names = {"waste": [name for _, name in presenting.wastes()], "improvement": [gettext("Yes"), gettext("No")]}
    return {field: [Message(NOT_A_CHOICE, choices=", ".join(each))] for field, each in names.items() if field in errors}


def _around(form: Form, session: Session) -> dict[str, Any]:
    """What stands around the list: the filters and what they offer, and what was asked, for a link."""
    chosen = {name: str(form.values[name]) for name in filters.NAMES if form.values.get(name)}
    walk = next(iter(walks.some(session, [chosen["walk"]])), None) if "walk" in chosen else None
    return {
        "form": form,
        "units": unit_choices(),
        "wastes": presenting.wastes(),
        "walk": walk,
        "filtered": chosen,
        "chosen": urlencode(chosen),
    }


def _begin() -> int:
    """How many groups stand on the pages before."""
    cursor = paging.cursor(1)
    if cursor is None:
        return 0
    if not (cursor[0].isascii() and cursor[0].isdigit() and len(cursor[0]) < len("1000000")):
        raise paging.not_ours()
    return int(cursor[0])


def _sorted(found: list[Group]) -> list[Group]:
    """Those of the asker's own unit first, then those most often seen; what was seen once comes last."""
    home = principal().home_unit

    def place(group: Group) -> tuple[bool, bool, int, str, str, int]:
        unit, waste = group.kind
        return group.number == 1, unit != home, -group.number, unit_name(unit), unit, WASTES.index(waste)

    return sorted(found, key=place)


def _shown(session: Session, wanted: Filter, found: list[Group]) -> list[dict[str, Any]]:
    return [_group(session, group, groups.members(session, wanted, group.kind, MOST_OBSERVATIONS)) for group in found]


def _group(session: Session, group: Group, members: list[Observation]) -> dict[str, Any]:
    unit, waste = group.kind
    return {
        "unit_name": unit_name(unit),
        "waste_name": presenting.waste_name(waste),
        "places": _places(session, group),
        "number": group.number,
        "first": group.first,
        "last": group.last,
        "cost": minutes.of_sums(group.minutes_a_week, group.minutes_once),
        "draft": Draft.of(members),
    }


def _places(session: Session, group: Group) -> list[tuple[str, int]]:
    """Where in the work it was seen and how often, most often first; last "", where that was not told."""
    names = queries.stream_names_by_id(session, {each.value_stream for each in group.places if each.value_stream})
    told = [(", ".join(filter(None, [names.get(of or "", of), step])), n) for (of, step), n in group.places.items()]
    spelled: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for text, number in sorted(told):
        seen[spelled.setdefault(key_of(text), text)] += number
    return sorted(seen.items(), key=lambda each: (not each[0], -each[1], each[0]))
