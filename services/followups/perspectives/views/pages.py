"""The door for people: the years with their perspectives, and the form in which those of a year are worded."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.goals import Perspectives, YearAsked
from schemas.messages import N_
from schemas.perspectives import EXAMPLES
from services.followups.goals import queries as goals
from services.followups.perspectives import model, operations, queries
from services.followups.perspectives.queries import Held
from services.followups.perspectives.views import presenting, rows
from services.kernel.clock import now
from services.kernel.errors import Invalid, NotAllowed, NotFound
from services.kernel.language import LANGUAGES
from services.kernel.web import doors, forms
from services.kernel.web.access import allow, readers, writers
from services.kernel.web.context import gettext, language, principal, runtime
from services.kernel.web.forms import Form
from services.kernel.web.naming import names_of

pages = Blueprint("perspectives", __name__, url_prefix=presenting.PAGES)
WORDED, YEAR = Perspectives(), YearAsked()
EXAMPLE_NAMES = {
    "balanced": N_("customer, economy, process, staff"),
    "goals": N_("good health, good care, good work, good economy"),
}
BEFORE = "before"


@pages.get("")
@allow(readers)
def years() -> str:
    """The years, the newest first."""
    this_year = now().year
    with runtime().database.reading() as session:
        worded = queries.worded(session)
        found = sorted({this_year, this_year + 1, *worded.sets, *goals.years(session)}, reverse=True)
    held = [worded.of(year) for year in found]
    return render_template(
        "followups/perspectives/list.html",
        years=[
            {"year": each.year, "names": [name for _, name in presenting.names(each)], "held": each} for each in held
        ],
        this_year=this_year,
        may_word=model.may_word(principal()),
    )


@pages.get("/<int:year>")
@allow(readers)
def of_year(year: int) -> str:
    """Those of a year, its form for who words them, and what they were called."""
    _refuse_year(year)
    with runtime().database.reading() as session:
        worded = queries.worded(session)
    chosen = request.args.get("from", "")
    begin = worded.of(year - 1).perspectives if chosen == BEFORE else EXAMPLES.get(chosen, worded.of(year).perspectives)
    return _page(year, Form(rows.typed_of(begin)))


@pages.post("/<int:year>")
@allow(writers)
@forms.gives_back
def word(year: int) -> AnyResponse:
    """Word those of a year."""
    _refuse_year(year)
    form = forms.posted()
    if not model.may_word(principal()):
        raise NotAllowed(operations.NOT_YOURS)

    def act() -> AnyResponse:
        try:
            given = forms.load(WORDED, rows.fields_of(form.values))
            asked = doors.version_asked()
            return doors.perform(
                lambda work: operations.word_perspectives(work, principal(), year, asked, **given),
                presenting.on_its_page,
            )
        except Invalid as refused:
            raise Invalid(rows.in_the_form(refused.errors, form.values)) from None

    return forms.handle(form, lambda shown: _page(year, shown), act)


def _refuse_year(year: int) -> None:
    try:
        forms.load(YEAR, {"year": year})
    except Invalid:
        raise NotFound(N_("Check the address, or begin at the home page.")) from None


def _page(year: int, form: Form) -> str:
    with runtime().database.reading() as session:
        worded, before = queries.worded(session), queries.wordings(session, year)
        used = operations.in_use(session, year, rows.codes_of(form.values)) if form.errors else {}
    held, own = worded.of(year), worded.sets.get(year)
    said = [(own.perspectives, own.updated_at, own.worded_by)] if own else []
    said += [(each.perspectives, each.at, each.actor) for each in before]
    names = names_of(actor for _, _, actor in said)
    called = [
        {
            "names": [name for _, name in presenting.names(Held(year, 1, year, texts))],
            "at": at,
            "by": names.get(actor, ""),
        }
        for texts, at, actor in said
    ]
    return render_template(
        "followups/perspectives/year.html",
        form=form,
        held=held,
        called=called,
        may_word=model.may_word(principal()),
        languages_of_names=list(LANGUAGES.items()),
        rows=rows.shown(form.values),
        labels=_labels(rows.shown(form.values), used),
        used=[(code, held.name_of(code, language().code), number) for code, number in used.items()],
        replacements=rows.choices_of(form.values),
        examples=[(code, gettext(text)) for code, text in EXAMPLE_NAMES.items()],
    )


def _labels(shown: Sequence[int], used: Iterable[str]) -> dict[str, str]:
    """What the summary of errors calls the fields; those of a row with its number."""
    words = {"code": gettext("Code"), **LANGUAGES}
    found = {
        f"perspectives.{number}.{name}": gettext("Perspective %(number)s, %(field)s", number=number + 1, field=word)
        for number in shown
        for name, word in words.items()
    }
    replaced = {f"replaced_by.{code}": gettext("Instead of %(code)s", code=code) for code in used}
    return found | replaced | {"perspectives": gettext("Perspectives")}
