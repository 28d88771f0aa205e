"""What can be done with indicators. Each verb loads, asks the model, writes state and event, and commits."""

from typing import Any

from sqlalchemy import select
from uuid_utils import uuid7

from schemas.messages import N_
from services.followups import placing
from services.followups.control import CannotJudge
from services.followups.goals.model import Goal
from services.followups.indicators import judging, loading, settings
from services.followups.indicators.model import Change, Indicator, name_key
from services.followups.measuring import queries as measurements
from services.kernel import people
from services.kernel.errors import Invalid
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

OPTIONAL = ("goal", "description", "unit", "division", "target", "baseline", "frequency", "source", "measured_by")
USUAL: dict[str, Any] = {**dict.fromkeys((*OPTIONAL, "rules", "per")), "screening": False}
# What a unit's own indicator takes over from the one it is made after.
COPIED = (
    *("name", "name_key", "description", "unit_of_measure", "direction", "target"),
    *("chart", "rules", "screening", "baseline", "per", "frequency", "source", "measured_by"),
)
NO_VALUES = {"number": 0, "variation": None, "assurance": None, "first_period": None, "last_period": None}

Fields = dict[str, Any]


def define_indicator(work: Work, principal: Principal, directory: Directory, fields: Fields) -> Indicator:
    """Define a new one. `fields` are those of schemas.indicators.NewIndicator. Raises Invalid or NotAllowed."""
    made = record_indicator(work, principal, directory, fields)
    work.commit(made)
    return made


def record_indicator(work: Work, principal: Principal, directory: Directory, fields: Fields) -> Indicator:
    """Write a new one without committing. Raises Invalid or NotAllowed."""
    given = USUAL | fields
    placing.refuse_elsewhere(work, principal, directory, given["unit"], given["division"])
    _refuse_goal(work, principal, directory, given["goal"], (given["unit"], given["division"]))
    given = settings.settled(given, {})
    needed = settings.refuse_settings(given["chart"], given["rules"], given["target"])
    return _make(work, principal, given | {"name_key": name_key(given["name"]), "missing": needed})


def copy_to(work: Work, principal: Principal, indicator: Indicator, *, unit: str, goal: str | None) -> Indicator:
    """A unit's own indicator with the same settings and no data, without committing; the caller asks who may."""
    needed = settings.refuse_settings(indicator.chart, indicator.rules, indicator.target)
    taken = {name: getattr(indicator, name) for name in COPIED}
    return _make(work, principal, taken | {"unit": unit, "division": None, "goal": goal, "missing": needed})


def edit_indicator(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, fields: Fields
) -> Indicator:
    """Change its definition; the same once more changes nothing.

    `fields` are some of schemas.indicators.EditedIndicator. Raises NotFound, Stale, NotAllowed or Invalid.
    """
    indicator = loading.changeable(work, principal, directory, identifier, asked)
    now = {name: getattr(indicator, name) for name in ("chart", "rules")}
    given = settings.settled(fields, now)
    told = {name: value for name, value in given.items() if value != getattr(indicator, name)}
    if told:
        if "goal" in told:
            _refuse_goal(work, principal, directory, told["goal"], (indicator.unit, indicator.division))
        before = {name: getattr(indicator, name) for name in told}
        for name, value in told.items():
            setattr(indicator, name, value)
        indicator.name_key = name_key(indicator.name)
        _refuse_with_data(work, indicator, told)
        changed(work, "edited", indicator, principal, {name: [before[name], told[name]] for name in told})
    work.commit(indicator)
    return indicator


def changed(work: Work, verb: str, indicator: Indicator, principal: Principal, told: dict[str, list[Any]]) -> None:
    """Keep what was changed, {field: [before, after]}, and tell the others."""
    indicator.version += 1
    indicator.updated_at = work.now
    change = Change(indicator=indicator.id, version=indicator.version, changed=told, at=work.now, actor=principal.id)
    work.insert(*change.row())
    people.remember(work, principal)
    judging.emit(work, verb, indicator, principal.id)


def restate(work: Work) -> set[str]:
    """State every indicator anew, after a restore; the caller commits."""
    seen: set[str] = set()
    for indicator in work.session.scalars(select(Indicator).order_by(Indicator.id)):
        indicator.version += 1
        judging.emit(work, "restated", indicator, indicator.defined_by)
        seen.add(indicator.id)
    return seen


def _make(work: Work, principal: Principal, given: Fields) -> Indicator:
    made = Indicator(
        id=str(uuid7()),
        version=1,
        created_at=work.now,
        updated_at=work.now,
        defined_by=principal.id,
        unjudged=False,
        **NO_VALUES,
        **given,
    )
    # In the session: values that come in the same work change what its chart says.
    work.session.add(made)
    people.remember(work, principal)
    judging.emit(work, "defined", made, principal.id)
    return made


def _refuse_goal(
    work: Work, principal: Principal, directory: Directory, goal: str | None, place: tuple[str | None, str | None]
) -> None:
    """Raise Invalid for a goal that is none, or that is neither of this place, above it, nor the principal's."""
    if goal is None:
        return
    found = work.session.get(Goal, goal)
    if found is None:
        raise Invalid({"goal": [N_("There is no such goal. Choose one from the list of goals.")]})
    own = (found.unit, found.division) == place or placing.holds(work, directory, found, *place)
    if not own and not placing.decides(work, principal, directory, found.unit, found.division):
        raise Invalid(
            {"goal": [N_("This goal is of another part of the region. Choose one of your own, or above it.")]}
        )


def _refuse_with_data(work: Work, indicator: Indicator, told: Fields) -> None:
    """Raise Invalid for settings that make no chart, alone or of what was measured; else it is judged by them."""
    settings.refuse_settings(indicator.chart, indicator.rules, indicator.target)
    if "frequency" in told:
        there = measurements.of(work.session, [indicator.id])[indicator.id]
        settings.refuse_frequency(indicator.frequency, [each.period for each in there])
    try:
        judging.judge(work, indicator)
    except CannotJudge as cannot:
        raise Invalid(settings.errors_with_data(cannot)) from None
