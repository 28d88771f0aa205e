"""How an improvement spreads, as its page tells it: who has taken it over, who has the problem, and what you can do."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from schemas import roles
from schemas.vocabulary import ADOPTED
from services.improvements.adoptions import queries as adoptions
from services.improvements.adoptions.model import Adoption, stages_open_to
from services.improvements.model import Improvement
from services.improvements.relevance import queries as corrections
from services.improvements.relevance.model import Correction
from services.improvements.taps import queries as taps
from services.improvements.views import benefits
from services.kernel import people
from services.kernel.clock import now
from services.kernel.web import naming
from services.kernel.web.context import language, principal

MOST_SHOWN = 20
# The step that the list offers with one tap; every other is taken on the page for taking over.
ONWARDS = {"known": "interested", "interested": "testing", "testing": "implemented", "implemented": "sustained"}
Named = tuple[str, str]


def began_in(improvement: Improvement) -> list[str]:
    """The units it comes from, by code, its own first."""
    return list(dict.fromkeys([improvement.unit, *improvement.origins]))


def name_of(unit: str) -> str:
    """A unit's name in the reader's language."""
    return naming.directory().unit_name(unit, language().code)


def named(units: Iterable[str]) -> list[Named]:
    """(code, name), by name."""
    return sorted(((unit, name_of(unit)) for unit in units), key=lambda pair: pair[1].casefold())


def other_units(improvement: Improvement) -> list[Named]:
    """Today's units that may have the problem or take it over: all but those it comes from."""
    today = naming.directory().valid_on(now().date())
    return named(unit.code for unit in today if unit.code not in improvement.home)


def stages_open(unit: str) -> list[str]:
    """The stages that the asker may tell of a unit."""
    division = naming.directory().division_on(unit, now().date())
    return stages_open_to(principal(), unit, division)


def leads(unit: str) -> bool:
    """Whether the asker acts for the unit: at home there, or its lead."""
    asker = principal()
    return unit == asker.home_unit or asker.leads(unit, naming.directory().division_on(unit, now().date()))


def relevant_to(improvement: Improvement) -> set[str]:
    """The units that could use it, by code."""
    return set(improvement.relevant_units) - improvement.home - set(improvement.not_for)


def may_say_no(improvement: Improvement, taken: Sequence[Adoption]) -> list[Named]:
    """The units for which the asker is offered to say that it is not for them."""
    left = relevant_to(improvement) - {each.unit for each in taken}
    return named(unit for unit in left if leads(unit) or _acts_everywhere())


def _acts_everywhere() -> bool:
    return principal().has(roles.COACH, roles.ADMIN)


def of(session: Session, improvement: Improvement) -> dict[str, Any]:
    """What the section shows."""
    taken, told = adoptions.of(session, improvement.id), taps.units_of(session, improvement.id)
    said_no = corrections.of(session, improvement.id)
    names = people.names(session, {each.actor for each in said_no})
    home = principal().home_unit
    relevant = relevant_to(improvement)
    stages = [each.stage for each in taken]
    return {
        "began_in": [name_of(unit) for unit in began_in(improvement)],
        "adopted": sum(stage in ADOPTED for stage in stages),
        "on_the_way": sum(stage not in {*ADOPTED, "stopped"} for stage in stages),
        "taken": _shown_first(taken),
        "more": max(0, len(taken) - MOST_SHOWN),
        "same_problem": named(told),
        "relevant": named(relevant),
        "reached": len(relevant & {each.unit for each in taken if each.stage in ADOPTED}),
        "said_no": [_said_no(each, names) for each in said_no],
        "may_say_no": may_say_no(improvement, taken),
        "home": _at_home(home, told, taken) if home and home not in improvement.home else None,
        "others": other_units(improvement),
    }


def _at_home(home: str, told: Sequence[str], taken: Sequence[Adoption]) -> dict[str, Any]:
    return {
        "unit": home,
        "name": name_of(home),
        "told": home in told,
        "takes_over": any(each.unit == home for each in taken),
        "may_tell": not any(each.unit == home and each.stage in ADOPTED for each in taken),
    }


def _shown_first(taken: Sequence[Adoption]) -> list[dict[str, Any]]:
    """Those that are shown: the asker's own first, then by name."""
    ordered = sorted(taken, key=lambda each: (not leads(each.unit), name_of(each.unit).casefold()))
    return [_shown(each) for each in ordered[:MOST_SHOWN]]


def _shown(adoption: Adoption) -> dict[str, Any]:
    stages, onwards = stages_open(adoption.unit), ONWARDS.get(adoption.stage)
    own = leads(adoption.unit)
    return {
        "unit": adoption.unit,
        "name": name_of(adoption.unit),
        "stage": adoption.stage,
        "since": adoption.since,
        "learned_from": name_of(adoption.learned_from) if adoption.learned_from else "",
        "adapted": adoption.adapted,
        "reason": adoption.reason,
        "effect": [benefits.said(each) for each in adoption.effect],
        "onwards": onwards if own and onwards in stages else None,
        "may_change": adoption.stage in stages and (own or _acts_everywhere()),
    }


def _said_no(said: Correction, names: dict[str, str]) -> dict[str, Any]:
    return {
        "unit": said.unit,
        "name": name_of(said.unit),
        "reason": said.reason,
        "at": said.at,
        "by": names.get(said.actor, ""),
        "may_take_back": leads(said.unit) or _acts_everywhere(),
    }
