"""The page of one observation: what was seen, what became of it, and what it was taken for."""

from datetime import timedelta
from urllib.parse import urlencode

from flask import Blueprint, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from schemas.observations import Recoding
from services.kernel.clock import now
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import directory, division_today
from services.observations.noting import model, operations, queries
from services.observations.noting.model import Observation
from services.observations.noting.views import minutes, presenting
from services.observations.noting.views.raising import Draft
from services.observations.walks import queries as walks

pages = Blueprint("observation", __name__, url_prefix=f"{presenting.PAGES}/<uuid:identifier>")
RECODING = Recoding()
JUST_NOW = timedelta(minutes=1)


@pages.get("")
@allow(readers)
def observation(identifier: object) -> str:
    """Its page."""
    return page(str(identifier), Form())


@pages.post("/recodings")
@allow(writers)
@forms.gives_back
def recode(identifier: object) -> AnyResponse:
    """Take it for another waste."""
    form = forms.posted()

    def act() -> AnyResponse:
        values = {name: form.values[name] for name in ("waste", "note") if name in form.values}
        given, asked = forms.load(RECODING, values), doors.version_asked()
        return doors.perform(
            lambda work: operations.recode_observation(
                work, principal(), directory(), str(identifier), asked, given["waste"], given["note"]
            ),
            presenting.on_its_page,
        )

    return forms.handle(form, lambda shown: page(str(identifier), shown), act)


def page(identifier: str, form: Form) -> str:
    """The page, with what was typed to take it for another waste and is wrong."""
    with runtime().database.reading() as session:
        noted = queries.one(session, identifier)
        found = noted[0]
        return render_template(
            "observations/noting/record.html",
            form=form,
            it=presenting.with_history(noted),
            cost=minutes.of_one(found),
            draft=Draft.of([found]),
            wastes=[(waste, name) for waste, name in presenting.wastes() if waste != found.waste],
            may_change=model.may_change(principal(), found, division_today(found.unit)),
            just_noted=_is_fresh(found),
            walk=walks.one(session, found.walk) if found.walk else None,
            stream=_stream(session, found),
        )


def _is_fresh(found: Observation) -> bool:
    """Whether the asker has noted it this very minute."""
    return found.noted_by == principal().id and found.version == 1 and now() - found.noted_at < JUST_NOW


def _stream(session: Session, found: Observation) -> tuple[str, str] | None:
    """The value stream: its name, and the address of its map, or of all units' maps of it; "" where there is none."""
    if found.value_stream is None:
        return None
    drawn = queries.stream_named(session, found.value_stream, found.unit)
    if not drawn:
        return found.value_stream, ""
    if len(drawn) == 1:
        return drawn[0].name, f"/value-streams/{drawn[0].id}"
    return drawn[0].name, "/value-streams/compare?" + urlencode({"name": drawn[0].name})
