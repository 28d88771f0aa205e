"""A drawing as its page shows it: the picture with its words, the steps as a table, the results in words."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from services.kernel.svg import Caption
from services.kernel.web.context import gettext
from services.observations.arithmetic import Metrics, predecessors
from services.observations.streams import gaps, model
from services.observations.streams.layout import laid_out
from services.observations.streams.model import Drawing, ValueStream
from services.observations.streams.picture import MOST_COLUMNS, PAPER_COLUMNS, drawn
from services.observations.streams.views import words


def picture(stream: ValueStream, drawing: Drawing, name: str, title: str, *, brief: bool = False) -> Markup:
    """The map; `name` is an id of the page's own, `title` says what it shows.

    One that takes several rows on the screen is drawn once more for paper, where a row is longer.
    """
    layout = laid_out(drawing.measures)
    metrics = model.metrics_of(stream, drawing)
    names = [drawing.steps[place]["name"] for place in layout.path or range(len(drawing.steps))]
    if layout.path is None:
        described = gettext("Steps: %(steps)s. Which way is the longest is unknown.", steps=", ".join(names))
    else:
        described = gettext("Along the critical path: %(steps)s.", steps=", ".join(names))
    written = words.of_picture(metrics, stream.time_basis)
    on_screen = drawn(Caption(name, title, described), drawing.steps, layout, written, brief=brief)
    if brief or layout.columns <= MOST_COLUMNS:
        return on_screen
    caption = Caption(f"{name}-paper", title, described)
    on_paper = drawn(caption, drawing.steps, layout, written, brief=brief, most=PAPER_COLUMNS)
    return Markup('<div class="no-print">{}</div><div class="on-paper">{}</div>').format(on_screen, on_paper)


def rows(stream: ValueStream, drawing: Drawing) -> list[dict[str, Any]]:
    """The steps with their texts, for a table."""
    basis, steps = stream.time_basis, drawing.steps
    before, path = predecessors(drawing.measures), laid_out(drawing.measures).path
    # In a line each step follows the one above it: nobody needs to be told.
    branches = any(step["after"] for step in steps)
    return [
        {
            "name": step["name"],
            "wait": words.time(step["wait_before_minutes"], basis),
            "process": words.time(step["process_minutes"], basis),
            "accurate": words.share(step["complete_accurate_percent"]),
            "value": words.value(step["value"]),
            "done_by": step["done_by"] or "",
            "systems": ", ".join(step["systems"]),
            "follows": ", ".join(steps[link]["name"] for link in before[place]) if branches else "",
            "dead_end": step["dead_end"],
            "critical": None if path is None else place in path,
        }
        for place, step in enumerate(steps)
    ]


def columns(shown: Sequence[dict[str, Any]]) -> set[str]:
    """The columns of that table in which anything is said; the critical path is, where a step lies beside it."""
    said = {name for name in ("value", "done_by", "systems", "follows") if any(row[name] for row in shown)}
    return said | ({"critical"} if any(not row["critical"] for row in shown) else set())


def results(metrics: Metrics, basis: str, *, exact: bool = False) -> dict[str, str]:
    """Each result in words, by its name; `exact` as `words.result` has it."""
    return {name: words.result(name, getattr(metrics, name), basis, exact=exact) for name in words.RESULTS}


def why(stream: ValueStream, drawing: Drawing) -> dict[str, str]:
    """Why each unknown result is unknown, by its name; takt and staff only where somebody told of a demand."""
    names = [step["name"] for step in drawing.steps]
    asked = stream.demand is not None or stream.available_minutes is not None or stream.person_minutes is not None
    found = gaps.gaps(drawing.measures, stream.needs)
    return {
        name: words.missing(each, names)
        for name, each in found.items()
        if asked or name not in {"takt_minutes", "staff_needed"}
    }
