"""The page on which a unit takes an improvement over, moves on with it, or ends it."""

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.messages import N_
from schemas.spread import TakingOver
from services.improvements import queries
from services.improvements.adoptions import operations
from services.improvements.adoptions import queries as adoptions
from services.improvements.adoptions.model import Adoption
from services.improvements.model import Improvement, refuse_merged
from services.improvements.views import benefits, presenting, spread
from services.improvements.views.spreading import to_spread
from services.kernel.web import doors, forms, naming
from services.kernel.web.access import allow, writers
from services.kernel.web.context import gettext, principal, runtime
from services.kernel.web.forms import Form, Typed

pages = Blueprint("taking_over", __name__, url_prefix=f"{presenting.PAGES}/<uuid:identifier>")
TAKING_OVER = TakingOver()
STAGE_HELP = {
    "known": N_("You have heard of it and keep it in mind."),
    "interested": N_("You want to know more, or to talk it over where you work."),
    "testing": N_("You try it on a small scale."),
    "implemented": N_("It is how you work now."),
    "sustained": N_("It is still how you work half a year later."),
    "stopped": N_("You have ended it. Say why: others learn from that too."),
}
LABELS = {
    "unit": N_("Unit"),
    "stage": N_("Where do you stand with it?"),
    "learned_from": N_("Whom did you learn it from?"),
    "adapted": N_("What did you change to make it fit?"),
    "reason": N_("Why did you stop?"),
}


@pages.get("/take-over")
@allow(writers)
def open_take_over(identifier: object) -> str:
    """The form for one unit, as it stands with it now; the unit is chosen first where the asker has none."""
    asked = {name: request.args[name] for name in ("unit", "stage") if request.args.get(name)}
    return _page(str(identifier), Form({"unit": principal().home_unit or ""} | asked))


@pages.post("/take-over")
@allow(writers)
@forms.gives_back
def take_over(identifier: object) -> AnyResponse:
    """Take the form, or one step from the list; what was not asked stays as it is."""
    form = forms.posted()

    def act() -> AnyResponse:
        given = benefits.load(TAKING_OVER, _fields_of(str(identifier), form.values), "effect")
        return doors.perform(
            lambda work: operations.take_over(work, principal(), naming.directory(), str(identifier), given),
            lambda _: to_spread(str(identifier)),
        )

    return forms.handle(form, lambda shown: _page(str(identifier), shown), act)


def _fields_of(identifier: str, typed: Typed) -> dict[str, Any]:
    fields: dict[str, Any] = {name: typed[name] for name in ("unit", "stage") if typed.get(name)}
    fields |= {name: typed[name] or None for name in ("learned_from", "adapted", "reason") if name in typed}
    if typed.keys() & benefits.LABELS.keys():
        with runtime().database.reading() as session:
            present = _adoption(adoptions.of(session, identifier), typed.get("unit"))
        fields["effect"] = benefits.fields_of(typed) + benefits.not_on_form(present.effect if present else [])
    return fields


def _adoption(taken: list[Adoption], unit: object) -> Adoption | None:
    return next((each for each in taken if each.unit == unit), None)


def _page(identifier: str, form: Form) -> str:
    with runtime().database.reading() as session:
        found, _ = queries.one(session, identifier)
        refuse_merged(found)
        units = spread.other_units(found)
        unit = next((pair for pair in units if pair[0] == form.values.get("unit")), None)
        about = _about(found, adoptions.of(session, identifier), unit[0], form) if unit else {"form": form}
        return render_template(
            "improvements/take_over.html",
            it=found,
            unit=unit,
            units=units,
            began_in=[spread.name_of(each) for each in spread.began_in(found)],
            labels={name: gettext(label) for name, label in (LABELS | benefits.LABELS).items()},
            **about,
        )


def _about(found: Improvement, taken: list[Adoption], unit: str, form: Form) -> dict[str, Any]:
    """What the form for one unit shows: what was typed over what is written now, and what there is to choose."""
    present = _adoption(taken, unit)
    values = _written(found, present) | dict(form.values)
    told = {name for name, text in values.items() if text and not name.endswith("_per")} | form.errors.keys()
    return {
        "form": Form(values, form.errors, form.key),
        "present": present,
        "stages": _stages(unit, present),
        "teachers": _teachers(found, taken, unit),
        "shows_effect": bool(benefits.LABELS.keys() & told),
        **benefits.choices(),
    }


def _written(found: Improvement, present: Adoption | None) -> dict[str, Any]:
    """The form's values as they are written now; one that is new has learned from where it began."""
    if present is None:
        return {"learned_from": found.unit}
    texts = {name: getattr(present, name) or "" for name in ("stage", "learned_from", "adapted", "reason")}
    return texts | benefits.values_of(present.effect)


def _stages(unit: str, present: Adoption | None) -> list[tuple[str, str, str]]:
    """(stage, its name, what it means) of those the asker may tell; none where a lead has decided already."""
    open_to = spread.stages_open(unit)
    if present and present.stage not in open_to:
        return []
    words = {stage: gettext(stage) for stage in open_to}
    return [(stage, word[:1].upper() + word[1:], gettext(STAGE_HELP[stage])) for stage, word in words.items()]


def _teachers(found: Improvement, taken: list[Adoption], unit: str) -> list[tuple[str, str]]:
    """Whom the unit may have learned from: where it began, first, and the other units that have to do with it."""
    began, present = spread.began_in(found), _adoption(taken, unit)
    # Somebody it learned from may have gone since; what is written stays.
    known = {each.unit for each in taken} | ({present.learned_from} if present and present.learned_from else set())
    return [(each, spread.name_of(each)) for each in began] + spread.named(known - {unit, *began})
