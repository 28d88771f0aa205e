"""Links observations to the improvements that came of them, once the improvements service has told of those.

Who reads an observation sees in the replica at once what became of it. The others hear of it by the observation's own
event, and an event needs a unit of work: hence a chore of the worker rather than the projection. The first improvement
holds; where it is withdrawn the next takes its place.
"""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from services.kernel.service import Runtime
from services.kernel.work import Work
from services.observations.noting import loading, operations
from services.observations.noting.model import Improvement, Observation, Raised

BATCH = 100


def link(runtime: Runtime) -> None:
    """Bring every observation to the first improvement that came of it, in batches."""
    while not runtime.stopping.is_set():
        with runtime.database.reading() as session:
            waiting = unlinked(session)
        if not waiting:
            return
        with runtime.work() as work:
            for identifier in waiting:
                _link(work, identifier)
            work.commit()


def unlinked(session: Session, most: int = BATCH) -> list[str]:
    """Ids of observations that do not name the first improvement that came of them."""
    raised = (
        select(Observation.id)
        .join(Raised, Raised.observation == Observation.id)
        .join(Improvement, Improvement.id == Raised.improvement)
        .where(or_(Observation.improvement.is_(None), _earlier()))
    )
    still_raised = exists().where(Raised.observation == Observation.id, Raised.improvement == Observation.improvement)
    gone = select(Observation.id).where(Observation.improvement.is_not(None), ~still_raised)
    return list(session.scalars(raised.union(gone).order_by("id").limit(most)))


def _earlier() -> ColumnElement[bool]:
    """The improvement was proposed before the one that the observation names."""
    at = Improvement.proposed_at
    same = and_(at == Observation.improved_at, Improvement.id < Observation.improvement)
    return or_(at < Observation.improved_at, same)


def _link(work: Work, identifier: str) -> None:
    observation = loading.locked(work, identifier)
    first = work.session.execute(
        select(Improvement.id, Improvement.proposed_at)
        .join(Raised, Raised.improvement == Improvement.id)
        .where(Raised.observation == identifier)
        .order_by(Improvement.proposed_at, Improvement.id)
        .limit(1)
    ).first()
    observation.improvement, observation.improved_at = first or (None, None)
    observation.updated_at = work.now
    observation.version += 1
    codings = loading.codings_of(work, identifier)
    operations.emit(work, "linked", observation, codings, codings[-1].actor)
