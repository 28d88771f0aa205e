"""A drawing as its page shows it: the picture with its words, the steps as a table, the results in words."""

from typing import Any

from markupsafe import Markup

from services.kernel.charts import Caption
from services.kernel.web.context import gettext
from services.observations.arithmetic import Metrics, predecessors
from services.observations.streams import gaps, model
from services.observations.streams.layout import laid_out
from services.observations.streams.model import Drawing, ValueStream
from services.observations.streams.picture import drawn
from services.observations.streams.views import words


def picture(stream: ValueStream, drawing: Drawing, name: str, title: str, *, brief: bool = False) -> Markup:
    """The map; `name` is an id of the page's own, `title` says what it shows."""
    layout = laid_out(drawing.measures)
    metrics = model.metrics_of(stream, drawing)
    names = [drawing.steps[place]["name"] for place in layout.path or range(len(drawing.steps))]
    if layout.path is None:
        described = gettext("Steps: %(steps)s. Which way is the longest is unknown.", steps=", ".join(names))
    else:
        described = gettext("Along the critical path: %(steps)s.", steps=", ".join(names))
    caption = Caption(name, title, described)
    return drawn(caption, drawing.steps, layout, words.of_picture(metrics, stream.time_basis), brief=brief)


def rows(stream: ValueStream, drawing: Drawing) -> list[dict[str, Any]]:
    """The steps with their texts, for a table."""
    basis, steps = stream.time_basis, drawing.steps
    before, path = predecessors(drawing.measures), laid_out(drawing.measures).path
    return [
        {
            "name": step["name"],
            "wait": words.time(step["wait_before_minutes"], basis),
            "process": words.time(step["process_minutes"], basis),
            "accurate": words.share(step["complete_accurate_percent"]),
            "value": words.value(step["value"]),
            "done_by": step["done_by"] or "",
            "systems": ", ".join(step["systems"]),
            "follows": ", ".join(steps[link]["name"] for link in before[place]),
            "dead_end": step["dead_end"],
            "critical": None if path is None else place in path,
        }
        for place, step in enumerate(steps)
    ]


def results(metrics: Metrics, basis: str) -> dict[str, str]:
    """Each result in words, by its name."""
    return {name: words.result(name, getattr(metrics, name), basis) for name in words.RESULTS}


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
