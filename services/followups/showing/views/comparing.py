"""The same indicator in several units: small charts on one axis, by name of the unit, and the table behind."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from services.followups.indicators import queries as indicators
from services.followups.indicators.model import Indicator
from services.followups.showing import meaning, pictures, telling, words
from services.followups.showing.cards import PAGES, place
from services.followups.showing.charted import Charted, charted
from services.kernel.web import paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import runtime

pages = Blueprint("indicators_compared", __name__, url_prefix=PAGES)
# So many charts are as much as one page bears.
MOST = 40


@pages.get("/<uuid:identifier>/units")
@allow(readers)
def compare(identifier: object) -> AnyResponse | str:
    """The indicators of units that share name, unit of measure and kind of value with this one."""
    with runtime().database.reading() as session:
        it = indicators.one(session, str(identifier))
        alike = sorted(indicators.same_name(session, it), key=_by_place)
        first = _first()
        shown = charted(session, alike[first : first + MOST])
        drawn = pictures.beside(shown)
        return render_template(
            "followups/showing/units.html",
            it=it,
            units=len(alike),
            measure=words.measure(it),
            scale=drawn.scale,
            charts=list(zip(map(_shown, pictures.drawable(shown)), drawn.pictures, strict=True)),
            rows=[_shown(each) for each in shown],
            next_url=paging.next_path([str(first + MOST)] if first + MOST < len(alike) else None),
        )


def _by_place(it: Indicator) -> tuple[str, str]:
    return place(it).casefold(), it.id


def _first() -> int:
    """The number of the first chart on this page."""
    cursor = paging.cursor(1)
    if cursor is None:
        return 0
    if not cursor[0].isdecimal():
        raise paging.not_ours()
    return int(cursor[0][:4])


def _shown(found: Charted) -> dict[str, Any]:
    it, analysis = found.indicator, found.analysis
    grain = words.grain_of(it, found.days)
    lines: Sequence[float | None] = (analysis.centre, analysis.lower, analysis.upper) if analysis else (None,) * 3
    which = telling.variation(found)
    return {
        "path": f"{PAGES}/{it.id}",
        "place": place(it),
        "newest": words.value(it, found.newest[1]) if found.newest else "",
        "period": words.short_period(found.newest[0], grain) if found.newest else "",
        "lines": ["" if each is None else words.value(it, each) for each in lines],
        "variation": meaning.variation(which) if which else None,
        "assurance": meaning.assurance(telling.assurance(found)),
    }
