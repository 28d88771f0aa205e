"""What an indicator's chart says, asked again after its values or its settings changed."""

from collections.abc import Sequence

from sqlalchemy import select

from schemas.events import type_of
from services.followups.indicators import analysing, loading, model, queries
from services.followups.indicators.model import Indicator, PhaseStart
from services.followups.measuring import queries as measurements
from services.followups.measuring.model import Measurement
from services.kernel.service import Runtime
from services.kernel.work import Work

AT_ONCE = 100
# Who asks, where nobody does.
WORKER = "worker"


def judge(work: Work, indicator: Indicator, phases: Sequence[PhaseStart] | None = None) -> bool:
    """Write into the indicator what its chart says now; whether that is something new. Raises CannotJudge.

    `phases` are given where they are not in the database yet.
    """
    there = measurements.of(work.session, [indicator.id])[indicator.id]
    return _judge(indicator, there, loading.phases_of(work, indicator.id) if phases is None else phases)


def rejudge(work: Work, indicator: Indicator, principal_id: str) -> None:
    """Judge it, and tell the others if that is something new. Raises CannotJudge."""
    if judge(work, indicator):
        _tell(work, indicator, principal_id)


def judge_waiting(runtime: Runtime, principal_id: str) -> None:
    """Judge the indicators whose values came without that being asked, some at a time."""
    wanted = select(Indicator.id).where(Indicator.unjudged).order_by(Indicator.id).limit(AT_ONCE)
    while True:
        with runtime.database.reading() as session:
            waiting = list(session.scalars(wanted))
        if not waiting:
            return
        with runtime.work() as work:
            there, phases = measurements.of(work.session, waiting), queries.phases(work.session, waiting)
            for indicator in loading.several(work, waiting):
                if _judge(indicator, there[indicator.id], phases[indicator.id]):
                    _tell(work, indicator, principal_id)
            work.commit()


def _judge(indicator: Indicator, there: Sequence[Measurement], phases: Sequence[PhaseStart]) -> bool:
    indicator.unjudged = False
    return analysing.judge(indicator, analysing.chart_of(indicator, analysing.points_of(there), phases))


def _tell(work: Work, indicator: Indicator, actor: str) -> None:
    indicator.version += 1
    indicator.updated_at = work.now
    emit(work, "judged", indicator, actor)


def judge_left(runtime: Runtime) -> None:
    """Judge what an import left when it was killed; the worker does so from time to time."""
    judge_waiting(runtime, WORKER)


def emit(work: Work, verb: str, indicator: Indicator, actor: str) -> None:
    """Tell the others how it stands now."""
    work.emit(
        type_of("indicator", verb),
        subject=indicator.id,
        key=indicator.id,
        version=indicator.version,
        data=model.public_state(indicator, actor),
    )
