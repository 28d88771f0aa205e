"""The door for people: the list by name, the page of one value stream, its drawings side by side."""

from typing import Any

from flask import Blueprint, make_response, render_template, request
from marshmallow import Schema
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas.fields import Whole
from schemas.vocabulary import VERSION_NAMES
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import forms, paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, language, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory, names_of, unit_choices, unit_name
from services.observations.streams import model, queries
from services.observations.streams.model import Drawing, ValueStream
from services.observations.streams.views import differences, drawings, filters, presenting, words

pages = Blueprint("value_streams", __name__, url_prefix=presenting.PAGES)


class Pair(Schema):
    """Which two drawings to lay side by side."""

    from_ = Whole(1, model.MOST_DRAWINGS, load_default=None, data_key="from")
    to = Whole(1, model.MOST_DRAWINGS, load_default=None)


@pages.get("")
@allow(readers)
def value_streams() -> AnyResponse | str:
    """The list, by name."""
    form = Form(request.args.to_dict())
    try:
        wanted, limit, after = filters.asked(), paging.limit(), paging.cursor(1)
    except Invalid as refused:
        # What is refused does not come back: it may be what nothing may repeat.
        blank = Form({name: text for name, text in form.values.items() if name not in refused.errors})
        return make_response(_list(blank.refused(refused.errors)), refused.status)
    with runtime().database.reading() as session:
        groups, last = queries.by_name(session, wanted, limit, after[0] if after else None)
        number = queries.number_of_names(session, wanted)
        return _list(form, groups=groups, next_url=paging.next_path(last), number=number)


def _list(form: Form, **found: Any) -> str:  # noqa: ANN401 (template values)
    told = {"groups": None, "next_url": None, "number": None} | found
    return render_template(
        "observations/streams/list.html",
        form=form,
        units=unit_choices(),
        divisions=_divisions(),
        may_draw=bool(presenting.draws_in()),
        **told,
    )


def _divisions() -> list[tuple[str, str]]:
    """(code, name) of today's divisions, by name."""
    today = now().date()
    found = [(each.code, each.name[language().code]) for each in directory().divisions.values() if each.holds(today)]
    return sorted(found, key=lambda each: each[1].casefold())


@pages.get("/<uuid:identifier>")
@allow(readers)
def value_stream(identifier: object) -> str:
    """Its page: the map of today, what it says, and what can be done with it."""
    with runtime().database.reading() as session:
        made = queries.one(session, str(identifier))
        stream, every = made
        current = model.current_of(every)
        may_draw = presenting.may_draw(stream.unit)
        rows = drawings.rows(stream, current)
        return render_template(
            "observations/streams/record.html",
            it=presenting.shown(made),
            picture=drawings.picture(stream, current, "map", gettext("The map of %(name)s", name=stream.name)),
            rows=rows,
            columns=drawings.columns(rows),
            printed=now(),
            results=drawings.results(model.metrics_of(stream, current), stream.time_basis),
            why=drawings.why(stream, current),
            **_labels(),
            versions=every,
            plan=model.future_of(every),
            basis=words.basis(stream),
            others=_others(session, stream),
            may_draw=may_draw,
            draws_elsewhere=not may_draw and presenting.draws_in(),
            facts_of_it=_facts(stream, current),
        )


def _labels() -> dict[str, dict[str, str]]:
    return {
        "labels": {name: gettext(label) for name, label in words.RESULTS.items()},
        "meanings": {name: gettext(text) for name, text in words.MEANINGS.items()},
    }


def _others(session: Session, stream: ValueStream) -> int:
    """How many other units draw a value stream of this name."""
    return len({each.unit for each, _ in queries.named(session, stream.name)} - {stream.unit})


def _facts(stream: ValueStream, current: Drawing) -> list[tuple[str, str]]:
    """What stands beside it: (term, what it is)."""
    facts = [
        (gettext("Unit"), unit_name(stream.unit)),
        (gettext("Time"), words.basis(stream)),
        (gettext("Drawn by"), names_of([current.actor]).get(current.actor, "")),
        (gettext("Drawn on"), language().long_day(current.drawn_at)),
        (gettext("What is different in it"), current.note or ""),
        (gettext("Demand"), words.demand(stream.demand)),
        (gettext("Available time"), _time(stream.available_minutes)),
        (gettext("Time of one full-time person"), _time(stream.person_minutes)),
    ]
    return [(term, what) for term, what in facts if what]


def _time(minutes: float | None) -> str:
    """Working time, which has no days."""
    return "" if minutes is None else words.time(minutes, "working")


@pages.get("/<uuid:identifier>/versions")
@allow(readers)
def versions(identifier: object) -> AnyResponse:
    """Its drawings side by side, with the difference between two of them."""
    form = Form(request.args.to_dict())
    with runtime().database.reading() as session:
        made = queries.one(session, str(identifier))
        try:
            pair = _pair(made[1], forms.load(Pair(), {name: form.values[name] for name in _asked()}))
        except Invalid as refused:
            return make_response(_versions(made, Form().refused(refused.errors), None), refused.status)
        chosen = Form({"from": str(pair[0].number), "to": str(pair[1].number)} if pair else {})
        return make_response(_versions(made, chosen, pair))


def _asked() -> list[str]:
    return [name for name in ("from", "to") if name in request.args]


def _pair(every: list[Drawing], asked: dict[str, int | None]) -> tuple[Drawing, Drawing] | None:
    """The two asked for; else the current one and the plan, or the one before it and the current one."""
    if len(every) == 1:
        return None
    current, plan = model.current_of(every), model.future_of(every)
    past = [each for each in every if each.kind == "past"]
    usual = (current, plan) if plan else (past[-1], current)
    earlier, later = asked["from_"], asked["to"]
    return (
        model.numbered(every, earlier) if earlier else usual[0],
        model.numbered(every, later) if later else usual[1],
    )


def _versions(made: queries.Drawn, form: Form, pair: tuple[Drawing, Drawing] | None) -> str:
    stream, every = made
    names = names_of(each.actor for each in every)
    shown = [presenting.version(stream, each, names) | _extras(stream, each) for each in every]
    return render_template(
        "observations/streams/versions.html",
        it=presenting.shown(made),
        form=form,
        fresh=Form,
        versions=shown,
        pair=differences.between(stream, *pair) if pair else None,
        numbers=[(each["number"], f"{each['number']}: {each['kind_word']}") for each in shown],
        basis=words.basis(stream),
        may_draw=presenting.may_draw(stream.unit),
        **_labels(),
    )


def _extras(stream: ValueStream, drawing: Drawing) -> dict[str, Any]:
    title = gettext("Drawing %(number)s of %(name)s", number=drawing.number, name=stream.name)
    rows = drawings.rows(stream, drawing)
    return {
        "kind_word": gettext(VERSION_NAMES[drawing.kind]),
        "picture": drawings.picture(stream, drawing, f"map-{drawing.number}", title),
        "rows": rows,
        "columns": drawings.columns(rows),
        "results": drawings.results(model.metrics_of(stream, drawing), stream.time_basis, exact=True),
    }
