"""A review as a file to take to a meeting: CSV or XLSX."""

from typing import Any

from flask import Blueprint, Response

from scorecards.reviews import queries
from scorecards.reviews.views import presenting
from scorecards.reviews.views.words import figure_name
from scorecards.views.exports import Cells, table_file
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, language, runtime

files = Blueprint("review_files", __name__)


@files.get("/scorecards/reviews/<uuid:identifier>.<ending>")
@allow(readers)
def review(identifier: object, ending: str) -> Response:
    """What the page of a review says."""
    with runtime().database.reading() as session:
        found = queries.one(session, str(identifier))
    shown = presenting.shown(found, presenting.names_of([found]))
    name = f"review-{found.division or 'region'}-{found.period}"
    return table_file([*_written(shown), [], *_actions(shown), [], *_numbers(shown)], ending, name)


def _written(it: dict[str, Any]) -> list[Cells]:
    as_of = it["seen"]["as_of"]
    return [
        [gettext("Review"), it["place"]],
        [gettext("Period"), it["period_name"]],
        [gettext("Opened"), language().moment(it["opened_at"]), it["opened_by"]],
        [gettext("Question"), it["question"] or ""],
        [gettext("Decision"), it["decision"] or ""],
        [gettext("As of"), language().moment(as_of) if as_of else gettext("not known yet")],
    ]


def _actions(it: dict[str, Any]) -> list[Cells]:
    head = [gettext("What is to be done"), gettext("By whom"), gettext("By when"), gettext("Done")]
    return [
        head,
        *(
            [
                each["what"],
                each["who"] or "",
                each["due"] or "",
                language().day(each["done_at"]) if each["done_at"] else "",
            ]
            for each in it["dated_actions"]
        ),
    ]


def _numbers(it: dict[str, Any]) -> list[Cells]:
    """A row for each unit or division, the whole last; a cell is empty where nothing was kept."""
    names, rows = it["seen"]["figures"], presenting.rows_of(it)
    first = gettext("Unit") if it["division"] else gettext("Division")
    return [
        [first, gettext("Name"), *map(figure_name, names)],
        *([row["code"], row["name"], *(row["figures"].get(figure, "") for figure in names)] for row in rows),
        [gettext("Total"), "", *names.values()],
    ]
