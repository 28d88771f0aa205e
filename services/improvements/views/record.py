"""The page of one improvement: what it is, where it stands, its next steps and its story."""

from datetime import timedelta

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from schemas.improvements import Transition
from schemas.vocabulary import ADOPTED, RUNNING, WASTE_NAMES
from services.improvements import model, operations, queries
from services.improvements.model import Improvement, Step
from services.improvements.views import benefits, presenting, spread
from services.kernel.clock import now
from services.kernel.web import doors, forms, naming
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import gettext, language, principal, runtime
from services.kernel.web.forms import Form

pages = Blueprint("record", __name__, url_prefix=f"{presenting.PAGES}/<uuid:identifier>")
JUST_NOW = timedelta(minutes=1)


@pages.get("")
@allow(readers)
def improvement(identifier: object) -> str:
    """Its page."""
    return page(str(identifier), Form())


@pages.post("/transitions")
@allow(writers)
@forms.gives_back
def move(identifier: object) -> AnyResponse:
    """Take the next step; the page comes back when a reason is missing or somebody else was faster."""
    form = forms.posted()

    def act() -> AnyResponse:
        values = {name: text for name, text in form.values.items() if name in {"to", "reason", "into"}}
        if "into" in values:
            # People copy the whole address of the other one's page.
            values["into"] = str(values["into"]).strip().rstrip("/").rpartition("/")[2]
        step, asked = forms.load(Transition(), values), doors.version_asked()
        return doors.perform(
            lambda work: operations.move_improvement(
                work, principal(), naming.directory(), str(identifier), asked, **step
            ),
            presenting.on_its_page,
        )

    return forms.handle(form, lambda shown: page(str(identifier), shown), act)


def page(identifier: str, form: Form) -> str:
    """The page, with what was typed on one of its forms and is wrong."""
    asker, units = principal(), naming.directory()
    with runtime().database.reading() as session:
        made = queries.one(session, identifier)
        found, steps = made
        target = queries.one(session, found.merged_into)[0] if found.merged_into else None
        division = units.division_on(found.unit, now().date())
        backwards = [to for to in model.next_steps(asker, found, division) if model.is_back(found.state, to)]
        onwards = [to for to in model.next_steps(asker, found, division) if to not in backwards]
        return render_template(
            "improvements/record.html",
            form=form,
            it=presenting.with_story(made),
            target=target,
            steps={to: form if form.values.get("to") == to else Form() for to in onwards + backwards},
            backwards=backwards,
            needs_reason=model.NEEDS_REASON,
            may_edit=found.state != "merged" and model.may_work(asker, found, division),
            running=found.state in RUNNING,
            solved=found.state in ADOPTED,
            spread=None if found.state == "merged" else spread.of(session, found),
            fresh=Form,
            just_submitted=_is_fresh(found, steps),
            facts_of_it=_facts(found),
        )


def _is_fresh(found: Improvement, steps: list[Step]) -> bool:
    """Whether the asker has submitted it this very minute."""
    return found.submitted_by == principal().id and len(steps) == 1 and now() - found.created_at < JUST_NOW


def _facts(found: Improvement) -> list[tuple[str, str | list[str]]]:
    """What stands beside it, besides unit and submitter: (term, what it is)."""
    units, code = naming.directory(), language().code
    facts: list[tuple[str, str | list[str]]] = [
        (gettext("Waste"), gettext(WASTE_NAMES[found.waste]) if found.waste else ""),
        (gettext("Value stream"), found.value_stream or ""),
        (gettext("Could be useful for"), [name for _, name in spread.named(spread.relevant_to(found))]),
        (gettext("Together with"), [units.unit_name(each, code) for each in found.origins]),
        (gettext("Expected benefit"), [benefits.said(each) for each in found.expected_benefit]),
        (gettext("Tags"), ", ".join(found.tags)),
    ]
    return [(term, what) for term, what in facts if what]
