"""Same problem here, and not for us: what a unit says of another's improvement without taking it over."""

from collections.abc import Callable

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from schemas.spread import NotForUs, SameProblemHere
from services.improvements import queries
from services.improvements.adoptions import queries as adoptions
from services.improvements.model import refuse_merged
from services.improvements.relevance import operations as relevance
from services.improvements.taps import operations as taps
from services.improvements.views import presenting, record, spread
from services.kernel.web import doors, forms, naming
from services.kernel.web.access import allow, writers
from services.kernel.web.context import principal, runtime
from services.kernel.web.doors import Answer
from services.kernel.web.forms import Form

pages = Blueprint("spreading", __name__, url_prefix=f"{presenting.PAGES}/<uuid:identifier>")
SAME_PROBLEM, NOT_FOR_US = SameProblemHere(), NotForUs()
JUST_THE_UNIT = NotForUs(only=("unit",))


@pages.post("/same-problem")
@allow(writers)
@forms.gives_back
def same_problem(identifier: object) -> AnyResponse:
    """A unit has the same problem."""
    return _tapped(str(identifier), taps.tell)


@pages.post("/same-problem/back")
@allow(writers)
@forms.gives_back
def same_problem_back(identifier: object) -> AnyResponse:
    """A unit takes that back."""
    return _tapped(str(identifier), taps.take_back)


def _tapped(identifier: str, operation: Callable[..., object]) -> AnyResponse:
    form = forms.posted()

    def act() -> AnyResponse:
        unit = forms.load(SAME_PROBLEM, form.values)["unit"]
        return doors.perform(
            lambda work: operation(work, principal(), naming.directory(), identifier, unit),
            lambda _: to_spread(identifier),
        )

    return forms.handle(form, lambda shown: record.page(identifier, shown), act)


@pages.get("/not-for-us")
@allow(writers)
def open_not_for_us(identifier: object) -> str:
    """The form for saying that it is not for a unit."""
    return _not_for_us(str(identifier), Form({"unit": request.args.get("unit") or principal().home_unit or ""}))


@pages.post("/not-for-us")
@allow(writers)
@forms.gives_back
def not_for_us(identifier: object) -> AnyResponse:
    """A unit for which it could be useful says that it is not, and why."""
    form = forms.posted()

    def act() -> AnyResponse:
        said = forms.load(NOT_FOR_US, form.values)
        return doors.perform(
            lambda work: relevance.not_for_us(
                work, principal(), naming.directory(), str(identifier), said["unit"], said["reason"]
            ),
            lambda _: to_spread(str(identifier)),
        )

    return forms.handle(form, lambda shown: _not_for_us(str(identifier), shown), act)


@pages.post("/not-for-us/back")
@allow(writers)
@forms.gives_back
def not_for_us_back(identifier: object) -> AnyResponse:
    """The unit takes that back."""
    form = forms.posted()

    def act() -> AnyResponse:
        unit = forms.load(JUST_THE_UNIT, form.values)["unit"]
        return doors.perform(
            lambda work: relevance.take_back(work, principal(), naming.directory(), str(identifier), unit),
            lambda _: to_spread(str(identifier)),
        )

    return forms.handle(form, lambda shown: record.page(str(identifier), shown), act)


def to_spread(identifier: str) -> Answer:
    """A form's way on to where the improvement's page tells how it spreads."""
    return doors.see(f"{presenting.PAGES}/{identifier}#spread")


def _not_for_us(identifier: str, form: Form) -> str:
    with runtime().database.reading() as session:
        found, _ = queries.one(session, identifier)
        refuse_merged(found)
        units = spread.may_say_no(found, adoptions.of(session, identifier))
        return render_template("improvements/not_for_us.html", form=form, it=found, units=units)
