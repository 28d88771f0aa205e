"""The page of an indicator's phases: where new limits begin and why, to begin one, to drop one."""

from datetime import date

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from schemas.indicators import NewPhase
from schemas.periods import Grain, parse
from services.followups.indicators import phasing
from services.followups.indicators.model import Indicator
from services.followups.indicators.views import presenting
from services.followups.indicators.views.defining import editable
from services.followups.showing import words
from services.kernel.errors import NotFound
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory

pages = Blueprint("phases", __name__, url_prefix=f"{presenting.PAGES}/<uuid:identifier>/phases")
PHASE = NewPhase()


@pages.get("")
@allow(writers)
def phases(identifier: object) -> str:
    """The page."""
    return _page(editable(str(identifier)), Form())


@pages.post("")
@allow(writers)
@forms.gives_back
def begin(identifier: object) -> AnyResponse:
    """Begin new limits."""
    form, found = forms.posted(), editable(str(identifier))

    def act() -> AnyResponse:
        given = forms.load(PHASE, {name: form.values.get(name, "") for name in ("start", "reason")})
        asked = doors.version_asked()
        return doors.perform(
            lambda work: phasing.begin_phase(
                work, principal(), directory(), found.id, asked, given["start"], given["reason"]
            ),
            presenting.on_its_page,
        )

    return forms.handle(form, lambda shown: _page(editable(found.id), shown), act)


@pages.post("/<start>/drop")
@allow(writers)
@forms.gives_back
def drop(identifier: object, start: str) -> AnyResponse:
    """Let the limits go on from before."""
    form, found, first = forms.posted(), editable(str(identifier)), _day(start)

    def act() -> AnyResponse:
        asked = doors.version_asked()
        return doors.perform(
            lambda work: phasing.drop_phase(work, principal(), directory(), found.id, asked, first),
            lambda _: doors.see(f"{presenting.PAGES}/{found.id}/phases"),
        )

    return forms.handle(form, lambda shown: _page(editable(found.id), shown), act)


def _day(start: str) -> date:
    try:
        return parse(start).first
    except ValueError:
        raise NotFound(phasing.NO_PHASE) from None


def _page(found: Indicator, form: Form) -> str:
    (it,) = presenting.several([found])
    grain = Grain(found.frequency) if found.frequency else Grain.DAY
    return render_template(
        "followups/indicators/phases.html",
        form=form,
        it=it,
        named=lambda day: words.period(day, grain),
    )
