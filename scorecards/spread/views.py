"""The spread of one improvement through each door: a page, a file of its units, JSON."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from schemas.scorecards_spread import ImprovementSpread
from scorecards.reader import Reader
from scorecards.spread import drawing, lineage, measures, queries
from scorecards.spread.drawing import Named
from scorecards.spread.measures import Adopter, Spread
from scorecards.spread.queries import Found
from scorecards.views import reading
from scorecards.views.exports import Cells, table_file
from services.kernel.web.access import allow, readers
from services.kernel.web.context import gettext, language
from services.kernel.web.openapi import describe

spread = Blueprint("scorecards_spread", __name__)


@spread.get("/scorecards/improvements/<identifier>/spread")
@allow(readers)
def page(identifier: str) -> str:
    """Who has taken it over, when, and from whom."""
    with reading.reader() as reader:
        found = queries.found(reader.session, reader.directory, identifier)
        standing = reader.standing()
    shown = _shown(reader, found.spread) if found.spread else {}
    return render_template(
        "scorecards/spread/improvement.html",
        it=found.improvement,
        merged_title=found.merged_title,
        spread=found.spread,
        standing=standing,
        unit=_unit_name(reader),
        division=_division_name(reader),
        home=reader.division_of(found.improvement.unit),
        **shown,
    )


@spread.get("/api/v1/scorecards/improvements/<identifier>/spread")
@allow(readers)
@describe("How an improvement spreads: reach, adoption over time, who learned from whom", gives=ImprovementSpread())
def public(identifier: str) -> Response:
    """The same for programs."""
    with reading.reader() as reader:
        found = queries.found(reader.session, reader.directory, identifier)
        standing = reader.standing()
    counts = _counts(found.spread) if found.spread else {}
    return jsonify(ImprovementSpread().dump(vars(standing) | _named(reader, found) | counts))


@spread.get("/scorecards/improvements/<identifier>/spread.<ending>")
@allow(readers)
def units(identifier: str, ending: str) -> Response:
    """Its units as a file."""
    with reading.reader() as reader:
        found = queries.found(reader.session, reader.directory, identifier)
        standing = reader.standing()
    as_of = language().moment(standing.as_of) if standing.as_of else gettext("not known yet")
    rows: list[Cells] = [_columns()]
    if found.spread:
        rows += [_cells(reader, found.spread, each) for each in found.spread.adopters]
    return table_file([*rows, [gettext("As of"), as_of]], ending, f"spread-{identifier}")


def _shown(reader: Reader, found: Spread) -> dict[str, Any]:
    """What the page shows of a spread beside its numbers."""
    adopters, name = found.adopters, _unit_name(reader)
    today = max(reader.today, *(each.at for each in adopters)) if adopters else reader.today
    return {
        "words": {stage: drawing.stage_word(stage) for stage in drawing.STAGE_WORDS},
        "curve_chart": drawing.curve(found, today) if found.curve else None,
        "reach_chart": drawing.reach(found),
        "by_division": lineage.by_division(found),
        "picture": drawing.learned(found, today, name, _division_name(reader)) if adopters else None,
        "same_problem": sorted(found.same_problem, key=name),
        "not_reached": sorted(found.not_reached, key=name),
        "adapted": [each for each in reversed(adopters) if each.adapted],
        "stopped": [each for each in reversed(adopters) if each.stage == "stopped" and each.reason],
    }


def _named(reader: Reader, found: Found) -> dict[str, Any]:
    """Which improvement it is, for the API; what is not known is left out."""
    kept = found.improvement
    known = {
        "id": kept.id,
        "title": kept.title,
        "unit": kept.unit,
        "origins": kept.origins.split(),
        "division": reader.division_of(kept.unit),
        "state": kept.state,
        "implemented_on": kept.implemented_on,
        "merged_into": kept.merged_into,
    }
    return {name: value for name, value in known.items() if value is not None}


def _counts(found: Spread) -> dict[str, Any]:
    """The spread as the schema gives it; no percentage of nothing."""
    told = {each.unit: each.learned_from for each in found.adopters}
    generations = measures.generations(told, found.origins)
    percentages = {
        "adoption_percent": found.adoption_percent,
        "cross_division_percent": found.cross_division_percent,
    }
    return {
        "relevant": len(found.relevant),
        "relevant_units": sorted(found.relevant),
        "reached": found.reached,
        "adopted": found.adopted,
        "adopted_relevant": found.adopted_relevant,
        "adopted_outside": found.adopted - found.adopted_relevant,
        "cross_division": found.cross_division,
        "same_problem": len(found.same_problem),
        "curve": [{"date": day, "units": number} for day, number in found.curve],
        "lineage": [_learned(found, each, generations[each.unit]) for each in found.adopters],
    } | {name: value for name, value in percentages.items() if value is not None}


def _learned(found: Spread, adopter: Adopter, generation: int | None) -> dict[str, Any]:
    return {
        "unit": adopter.unit,
        "division": adopter.division,
        "learned_from": adopter.learned_from,
        "at": adopter.at,
        "stage": adopter.stage,
        "days": found.days(adopter),
        "generation": generation,
        "cross_division": adopter.crosses,
        "adapted": adopter.adapted,
        "reason": adopter.reason,
    }


def _columns() -> Cells:
    return [
        gettext("Unit"),
        gettext("Name"),
        gettext("Division"),
        gettext("Learned from"),
        gettext("Day"),
        gettext("Days from where it began"),
        gettext("Stage"),
        gettext("What it changed"),
        gettext("Why it stopped"),
    ]


def _cells(reader: Reader, found: Spread, adopter: Adopter) -> Cells:
    days = found.days(adopter)
    return [
        adopter.unit,
        _unit_name(reader)(adopter.unit),
        _division_name(reader)(adopter.division),
        adopter.learned_from or "",
        adopter.at.isoformat(),
        "" if days is None else days,
        drawing.stage_word(adopter.stage),
        adopter.adapted or "",
        adopter.reason or "",
    ]


def _unit_name(reader: Reader) -> Named:
    return lambda code: reader.directory.unit_name(code, reader.language)


def _division_name(reader: Reader) -> Named:
    return lambda code: reader.name_of(code, reading.unknown_name())
