"""The list of indicators, by name."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from marshmallow import fields
from werkzeug.wrappers import Response as AnyResponse

from schemas.vocabulary import VARIATION_NAMES
from services.followups import model
from services.followups.goals import queries as goals
from services.followups.showing import queries
from services.followups.showing.cards import PAGES, cards
from services.followups.showing.views import filters
from services.kernel.clock import now
from services.kernel.errors import Invalid
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, language, principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory, division_today, unit_choices, unit_name

pages = Blueprint("indicators_shown", __name__, url_prefix=PAGES)
# So many charts are as much as one page bears.
MOST = 40


@pages.get("")
@allow(readers)
def list_indicators() -> AnyResponse | str:
    """Those that the filters leave, by name, at most 40 a page."""
    form = Form(request.args.to_dict())
    try:
        values, limit = filters.listed(), min(paging.limit(), MOST)
        after = paging.after(fields.String(required=True))
    except Invalid as refused:
        # What is refused does not come back: it may be what nothing may repeat.
        blank = Form({name: text for name, text in form.values.items() if name not in refused.errors})
        return make_response(_list(blank.refused(refused.errors)), refused.status)
    wanted, drawn = filters.wanted(values), values["charts"] == "on"
    with runtime().database.reading() as session:
        found, last = queries.by_name(session, wanted, limit, after)
        counted = queries.count(session, wanted, now().date())
        title = goals.titles(session, [values["goal"]]).get(values["goal"]) if values["goal"] else None
        return _list(
            form,
            cards=cards(session, found, charts=drawn),
            counted=counted,
            where=_where(values, title),
            drawn=drawn,
            other=_with(charts="off" if drawn else "on"),
            next_url=paging.next_path(last),
        )


def _list(form: Form, **found: Any) -> str:  # noqa: ANN401 (template values)
    told = {"cards": None, "counted": None, "next_url": None, "drawn": True} | found
    special = [(filters.ANY_SPECIAL, gettext("any special cause"))]
    return render_template(
        "followups/showing/list.html",
        form=form,
        filtered=any(text and name not in {"charts", "cursor", "limit"} for name, text in form.values.items()),
        units=unit_choices(),
        divisions=divisions(),
        variations=special + [(code, gettext(name)) for code, name in VARIATION_NAMES.items()],
        may_define=_may_define(),
        **told,
    )


def _where(values: dict[str, Any], title: str | None) -> str:
    if values["unit"]:
        return unit_name(values["unit"])
    if values["division"]:
        return directory().division_name(values["division"], language().code)
    return title or gettext("the whole region")


def _with(**changed: str) -> str:
    """The address of this page with one parameter changed."""
    asked = {name: text for name, text in request.args.to_dict().items() if name != "cursor"} | changed
    return f"{PAGES}?{urlencode(asked)}"


def divisions() -> list[tuple[str, str]]:
    """(code, name) of today's divisions, by name."""
    today = now().date()
    found = [(each.code, each.name[language().code]) for each in directory().divisions.values() if each.holds(today)]
    return sorted(found, key=lambda each: each[1].casefold())


def _may_define() -> bool:
    """Whether the asker decides in any unit or division."""
    who = principal()
    return any(model.decides(who, code, division_today(code)) for code, _ in unit_choices())
