"""The maps of one value stream that several units draw, side by side."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from markupsafe import Markup
from marshmallow import Schema, fields
from werkzeug.wrappers import Response as AnyResponse

from schemas.fields import Code, Line
from schemas.messages import N_
from schemas.value_streams import key_of
from schemas.vocabulary import TIME_BASIS_NAMES
from services.kernel.errors import NotFound
from services.kernel.svg import Caption
from services.kernel.web import doors, forms, paging
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, runtime
from services.kernel.web.naming import unit_name, units_asked
from services.observations.arithmetic import critical_path, predecessors
from services.observations.streams import model, queries, scales
from services.observations.streams.model import Drawing
from services.observations.streams.queries import Drawn
from services.observations.streams.scales import Bar
from services.observations.streams.views import drawings, presenting, words

pages = Blueprint("value_streams_comparing", __name__, url_prefix=presenting.PAGES)
# So many pictures are as much as one page bears; the numbers are all there.
PICTURES = 20


class Asked(Schema):
    """Which value stream, and of which units."""

    name = Line(120, required=True)
    division = Code(load_default=None)
    cursor = fields.Raw(load_default=None)


@pages.get("/compare")
@allow(readers)
def compare() -> AnyResponse | str:
    """All units' ways of one value stream; without its name, on to the list of names."""
    if not request.args.get("name", "").strip():
        return doors.respond(doors.see(presenting.PAGES))
    asked = forms.load(Asked(), request.args.to_dict())
    units = units_asked(asked["division"], None)
    with runtime().database.reading() as session:
        found = queries.named(session, asked["name"], units)
    if not found:
        raise NotFound(N_("No unit draws a value stream of this name. Check the name."))
    name = found[0][0].name
    found = sorted(found, key=lambda made: (unit_name(made[0].unit).casefold(), made[0].id))
    first = _first()
    last = [str(first + PICTURES)] if first + PICTURES < len(found) else None
    return render_template(
        "observations/streams/compare.html",
        name=name,
        units=len({stream.unit for stream, _ in found}),
        ways=len({_way(current) for _, (current,) in found}),
        bases=[_of_basis(basis, found) for basis in TIME_BASIS_NAMES if any(_counts(made, basis) for made in found)],
        pictures=[_picture(made) for made in found[first : first + PICTURES]],
        next_url=paging.next_path(last),
        labels={name: gettext(words.RESULTS[name]) for name in words.RESULTS},
        may_draw=bool(presenting.draws_in()),
    )


def _first() -> int:
    """The number of the first picture on this page."""
    cursor = paging.cursor(1)
    if cursor is None:
        return 0
    if not cursor[0].isdecimal():
        raise paging.not_ours()
    return int(cursor[0][:4])


def _way(drawing: Drawing) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """What makes two ways the same: the steps' names, whatever their case, and what follows what."""
    return tuple(key_of(step["name"]) for step in drawing.steps), predecessors(drawing.measures)


def _counts(made: Drawn, basis: str) -> bool:
    return made[0].time_basis == basis


def _of_basis(basis: str, found: Sequence[Drawn]) -> dict[str, Any]:
    """The maps that count time alike, with their numbers and their lead times on one axis."""
    maps = [made for made in found if _counts(made, basis)]
    metrics = [model.metrics_of(stream, current) for stream, (current,) in maps]
    leads = [each.lead_minutes for each in metrics if each.lead_minutes is not None]
    return {
        "code": basis,
        "word": gettext(TIME_BASIS_NAMES[basis]),
        "shortest": words.time(min(leads), basis) if leads else None,
        "longest": words.time(max(leads), basis) if leads else None,
        "unknown": len(maps) - len(leads),
        "scale": _scale(basis, maps),
        "maps": [
            {
                "id": stream.id,
                "unit_name": unit_name(stream.unit),
                "steps": len(current.steps),
                "results": drawings.results(each, basis),
            }
            for (stream, (current,)), each in zip(maps, metrics, strict=True)
        ],
    }


def _scale(basis: str, maps: Sequence[Drawn]) -> Markup | None:
    """The lead times that are known, as bars; None where none is, or only one."""
    bars = []
    for stream, (current,) in maps:
        lead = model.metrics_of(stream, current).lead_minutes
        path = critical_path(current.measures)
        if lead is None or path is None:
            continue
        along = [current.measures[place] for place in path.places]
        spans = [(step.wait_before_minutes or 0, step.process_minutes or 0) for step in along]
        bars.append(Bar(unit_name(stream.unit), words.time(lead, basis), spans))
    if len(bars) < 2:
        return None
    described = "; ".join(f"{bar.name}: {bar.total}" for bar in bars)
    return scales.bars(Caption(f"scale-{basis}", gettext("Lead times on one axis"), described), bars)


def _picture(made: Drawn) -> dict[str, Any]:
    stream, (current,) = made
    title = gettext("The map of %(unit)s", unit=unit_name(stream.unit))
    return {
        "id": stream.id,
        "unit_name": unit_name(stream.unit),
        "picture": drawings.picture(stream, current, f"map-{stream.id}", title, brief=True),
    }
