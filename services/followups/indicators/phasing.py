"""New limits for a chart: begun and dropped by a person, for a reason. The values stay as they are."""

from collections.abc import Sequence
from datetime import date

from schemas.messages import N_
from schemas.periods import Grain, Period, holding
from services.followups.control import Problem
from services.followups.indicators import judging, loading
from services.followups.indicators.model import Indicator, PhaseStart
from services.followups.indicators.operations import changed
from services.followups.indicators.problems import TEXTS
from services.kernel.errors import Invalid, NotFound
from services.kernel.identity import Principal
from services.kernel.units import Directory
from services.kernel.work import Work

NO_PHASE = N_("No new limits begin there. Check the address.")


def begin_phase(
    work: Work,
    principal: Principal,
    directory: Directory,
    identifier: str,
    asked: int | None,
    start: Period,
    reason: str,
) -> Indicator:
    """New limits from a period on. Raises NotFound, Stale, NotAllowed or Invalid."""
    indicator = loading.changeable(work, principal, directory, identifier, asked)
    first = holding(start.first, Grain(indicator.frequency)).first if indicator.frequency else start.first
    phases = loading.phases_of(work, identifier)
    _refuse_start(indicator, phases, first)
    begun = PhaseStart(indicator=identifier, start=first, reason=reason, at=work.now, actor=principal.id)
    work.insert(*begun.row())
    judging.judge(work, indicator, [*phases, begun])
    changed(work, "rebased", indicator, principal, {"phase": [None, _said(begun)]})
    work.commit(indicator)
    return indicator


def drop_phase(
    work: Work, principal: Principal, directory: Directory, identifier: str, asked: int | None, start: date
) -> Indicator:
    """The limits go on from before. Raises NotFound, Stale or NotAllowed."""
    indicator = loading.changeable(work, principal, directory, identifier, asked)
    phases = loading.phases_of(work, identifier)
    dropped = next((each for each in phases if each.start == start), None)
    if dropped is None:
        raise NotFound(NO_PHASE)
    work.session.delete(dropped)
    judging.judge(work, indicator, [each for each in phases if each is not dropped])
    changed(work, "rebased", indicator, principal, {"phase": [_said(dropped), None]})
    work.commit(indicator)
    return indicator


def _refuse_start(indicator: Indicator, phases: Sequence[PhaseStart], start: date) -> None:
    first, last = indicator.first_period, indicator.last_period
    problem = None
    if first is None or last is None or not first < start <= last:
        problem = Problem.PHASE_OUTSIDE
    elif start in {each.start for each in phases}:
        problem = Problem.PHASE_OUT_OF_ORDER
    if problem:
        field, text = TEXTS[problem]
        raise Invalid({field: [text]})


def _said(phase: PhaseStart) -> list[str]:
    """What the history of settings keeps of it."""
    return [phase.start.isoformat(), phase.reason]
