"""The improvements that serve a goal, as forms offer them: boxes to tick, and a line for any other."""

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from schemas.messages import N_
from services.followups.model import Placed
from services.followups.replica import queries
from services.kernel.clock import now
from services.kernel.errors import Errors
from services.kernel.web.context import gettext
from services.kernel.web.forms import Typed
from services.kernel.web.naming import directory, unit_name

FIELD, ANOTHER = "improvements", "another"
LABELS = {FIELD: N_("Improvements that serve it"), ANOTHER: N_("Another improvement")}
LISTS = frozenset({FIELD})
MOST = 50
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def choices(session: Session, placed: Placed, serving: Collection[str]) -> list[tuple[str, str, str]]:
    """(id, title, unit) to tick: those that serve already, then the place's running and solved ones, newest first."""
    known = queries.known(session, serving)
    first = [(each, known[each].title if each in known else each, known.get(each)) for each in serving]
    near = queries.alive(session, _units(placed), MOST)
    rest = [(each.id, each.title, each) for each in near if each.id not in set(serving)]
    return [(identifier, title, unit_name(each.unit) if each else "") for identifier, title, each in (*first, *rest)]


def chosen(typed: Typed) -> list[str]:
    """The ids that were ticked, and the one in the line: an id, or the address of the improvement's page."""
    ticked, line = typed.get(FIELD, []), str(typed.get(ANOTHER, "")).strip()
    found = _ID.search(line)
    return [*([ticked] if isinstance(ticked, str) else ticked), *([found[0] if found else line] if line else [])]


def ticked(typed: Typed) -> list[str]:
    """The ids among the boxes that are none of ours to offer, such as those of a form that comes back."""
    value = typed.get(FIELD, [])
    return [each for each in ([value] if isinstance(value, str) else value) if _ID.fullmatch(each)]


def in_the_form(errors: Errors) -> dict[str, Any]:
    """The same errors, those of single improvements at the line in which one can be wrong."""
    return {ANOTHER if name.startswith(f"{FIELD}.") else name: texts for name, texts in errors.items()}


def shown(session: Session, identifiers: Collection[str]) -> list[dict[str, Any]]:
    """Those that serve a goal: id, title, unit and state; of one that was not heard of yet the id alone."""
    known = queries.known(session, identifiers)
    return [
        {
            "id": each,
            "title": known[each].title if each in known else gettext("Improvement %(id)s", id=each),
            "unit": known[each].unit if each in known else None,
            "state": known[each].state if each in known else None,
        }
        for each in identifiers
    ]


def _units(placed: Placed) -> list[str]:
    """Whose improvements are near; the region has too many to tick."""
    if placed.unit:
        return [placed.unit]
    if placed.division is None:
        return []
    return [each.code for each in directory().in_division(placed.division, now().date())]
