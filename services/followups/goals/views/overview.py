"""The first page of follow-ups: how the goals of a place stand, by perspective."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from services.followups import asker, placing
from services.followups.following import timing
from services.followups.goals import loading, queries
from services.followups.goals.loading import Told
from services.followups.goals.queries import Filter
from services.followups.goals.views import filters, places, presenting, words
from services.followups.goals.views.places import Place
from services.followups.perspectives import queries as perspectives
from services.followups.perspectives.queries import Worded
from services.followups.perspectives.views.presenting import names
from services.followups.showing.words import period_name
from services.kernel import places as known_places
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory, unit_choices

pages = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")
TEMPLATE = "followups/goals/overview.html"
MOST = 200


@pages.get("")
@allow(readers)
def overview() -> AnyResponse | str:
    """The goals of the asker's own place, or of the one that is asked for."""
    form = Form(_asked(request.args.to_dict()))
    with runtime().database.reading() as session:
        try:
            _refuse_unknown(request.args)
            wanted = filters.asked({name: str(text) for name, text in form.values.items()})
        except Invalid as refused:
            kept = {name: text for name, text in form.values.items() if name not in refused.errors}
            page = render_template(TEMPLATE, groups=[], **_around(session, Form(kept).refused(refused.errors)))
            return make_response(page, refused.status)
        return render_template(TEMPLATE, **_around(session, form), **_goals(session, wanted))


def _refuse_unknown(given: Mapping[str, str]) -> None:
    """Raise Invalid for a place that never was; one that was closed still has its goals."""
    unit, division, known = given.get("unit"), given.get("division"), directory()
    if unit and unit not in known.units:
        raise Invalid({"unit": [known_places.UNKNOWN_UNIT]})
    if division and division not in known.divisions:
        raise Invalid({"division": [placing.UNKNOWN_DIVISION]})


def _asked(given: dict[str, str]) -> dict[str, str]:
    """What is asked for; where no place is, the asker's own."""
    if "unit" in given or "division" in given:
        return given
    own = places.own()
    return given | {"unit": own.unit or "", "division": own.division or ""}


def _goals(session: Session, wanted: Filter) -> dict[str, Any]:
    """The numbers of the first lines, and the goals by perspective: the open ones, or all of the year asked for."""
    open_ones = replace(wanted, state="open", overdue=None, begun=True)
    coming = replace(open_ones, begun=False)
    listed = wanted if wanted.year or wanted.state else replace(wanted, state="open")
    told = loading.told_of(session, queries.most_pressing(session, listed, MOST))
    rows = _rows(session, told, perspectives.worded(session))
    may = [row for row in rows if row["may_follow_up"]]
    return {
        "overdue": queries.count(session, replace(open_ones, overdue=True)),
        "number": queries.count(session, open_ones),
        "coming": queries.count(session, coming),
        "begin_in": "\N{EN DASH}".join(dict.fromkeys(map(str, queries.begin_in(session, coming) or ()))),
        "listed": queries.count(session, listed),
        "groups": _by_perspective([row for row in rows if not row["coming"]]),
        "coming_ones": _in_order(row for row in rows if row["coming"]),
        "most": MOST,
        # Rows come with the most overdue first.
        "next_one": may[0] if may else None,
    }


def _rows(session: Session, told: Sequence[Told], worded: Worded) -> list[dict[str, Any]]:
    measured = queries.indicators(session, [each.goal.thread for each in told])
    return [
        _row(each, worded) | {"measured": [words.measured(one) for one in measured.get(each.goal.thread, [])]}
        for each in told
    ]


def _row(told: Told, worded: Worded) -> dict[str, Any]:
    goal, facts = told.goal, presenting.shown(told, {}, worded)
    period, codes = timing.due(goal), worded.of(goal.ends.year).codes
    return facts | {
        "order": codes.index(goal.perspective) if goal.perspective in codes else len(codes),
        "newest": words.newest(told.newest),
        "period_name": period_name(goal.period),
        "state_word": words.state(goal.state),
        "due_period": period_name(period.text) if period else None,
        "coming": goal.begins > now().date(),
        "may_follow_up": facts["overdue"] and asker.may_decide(goal),
    }


def _by_perspective(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """(perspective, its goals by place and title), in the order of the scorecard."""
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault((row["order"], row["perspective_name"]), []).append(row)
    return [(name, _in_order(those)) for (_, name), those in sorted(found.items(), key=lambda each: each[0])]


def _in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """By place and title, what begins first before what begins later."""
    coming = now().date()
    return sorted(
        rows,
        key=lambda row: (max(row["begins"], coming), row["level"] == "unit", row["place"].casefold(), row["title"]),
    )


def _around(session: Session, form: Form) -> dict[str, Any]:
    chosen = {name: str(text) for name, text in form.values.items() if text}
    place = Place(chosen.get("unit"), None if chosen.get("unit") else chosen.get("division"))
    year = int(chosen["year"]) if chosen.get("year", "").isdecimal() else now().year
    return {
        "form": form,
        "place": places.name_of(place),
        "may_set": bool(places.choices()),
        "may_set_here": asker.may_decide(place),
        "chosen": chosen,
        "units": unit_choices(),
        "divisions": places.division_choices(),
        "levels": [
            ("region", gettext("The region's own")),
            ("division", gettext("Those of divisions")),
            ("unit", gettext("Those of units")),
        ],
        "years": [(each, str(each)) for each in queries.years(session)],
        "perspectives": names(perspectives.worded(session).of(year)),
        "labels": {
            "unit": gettext("Unit"),
            "division": gettext("Division"),
            "level": gettext("Whose goals?"),
            "year": gettext("Year"),
            "perspective": gettext("Perspective"),
        },
    }
