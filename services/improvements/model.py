"""An improvement: what is written about it, the life it goes through, and who may move it on."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Table, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from schemas import roles
from schemas.messages import N_, Message
from schemas.vocabulary import RUNNING
from services.kernel.errors import Conflict, Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.tables import Instant
from services.kernel.work import rfc3339

# design.md §7: what may follow what.
FOLLOWING: dict[str, tuple[str, ...]] = {
    "proposed": ("accepted", "declined", "merged"),
    "accepted": ("testing", "implementing", "stopped", "merged"),
    "testing": ("accepted", "implementing", "stopped"),
    "implementing": ("testing", "implemented", "stopped"),
    "implemented": ("sustained", "stopped"),
    "sustained": ("stopped",),
    "declined": ("proposed",),
    "stopped": ("proposed",),
    "merged": (),
}
NEEDS_REASON = frozenset({"declined", "stopped", "proposed"})
# Steps of the work itself, which whoever proposed it may take too; the others are decisions about it.
STEPS_OF_WORK = frozenset({"testing", "implementing", "implemented"})
VERBS = {
    "proposed": "reopened",
    "accepted": "accepted",
    "testing": "testing_started",
    "implementing": "implementation_started",
    "implemented": "implemented",
    "sustained": "sustained",
    "declined": "declined",
    "stopped": "stopped",
    "merged": "merged",
}


class Base(DeclarativeBase):
    """The improvements service's own tables."""

    def row(self) -> tuple[Table, dict[str, Any]]:
        """The table it belongs in and its values by column, None where nothing was given."""
        table = cast("Table", self.__table__)
        return table, {column.name: getattr(self, column.name) for column in table.columns}


class Improvement(Base):
    """One improvement. `version` counts its changes and is its ETag."""

    __tablename__ = "improvement"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    problem: Mapped[str] = mapped_column(Text)
    proposal: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(16))
    state_since: Mapped[datetime] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by: Mapped[str] = mapped_column(String(64), index=True)
    waste: Mapped[str | None] = mapped_column(String(16))
    value_stream: Mapped[str | None] = mapped_column(String(120))
    relevant_units: Mapped[list[str]] = mapped_column(JSON)
    origins: Mapped[list[str]] = mapped_column(JSON)
    tags: Mapped[list[str]] = mapped_column(JSON)
    expected_benefit: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    merged_into: Mapped[str | None] = mapped_column(String(36))
    # Ids of the observations it came of, as its form told them; they are the observations service's.
    observations: Mapped[list[str]] = mapped_column(JSON, server_default=text("'[]'"))
    # Said and kept by the sub-slices `relevance` and `taps`: every event and every list asks for them.
    not_for: Mapped[list[str]] = mapped_column(JSON, server_default=text("'[]'"))
    same_problem: Mapped[int] = mapped_column(Integer, server_default=text("0"))

    @property
    def home(self) -> set[str]:
        """The codes of the units it comes from."""
        return {self.unit, *self.origins}

    def enter(self, state: str, number: int, now: datetime, principal: Principal, reason: str | None) -> "Step":
        """Go into a state; answers the step, the `number`-th of its life."""
        self.state, self.state_since, self.updated_at = state, now, now
        self.version += 1
        moments = {"at": now, "recorded_at": now}
        return Step(improvement=self.id, number=number, state=state, actor=principal.id, reason=reason, **moments)

    __table_args__ = (
        Index("improvement_newest", "created_at", "id"),
        Index("improvement_unit", "unit", "created_at", "id"),
        Index("improvement_state", "state", "created_at", "id"),
        Index("improvement_updated", "updated_at"),
    )


class Step(Base):
    """One step of its life, by number from 1; the newest is where it stands."""

    __tablename__ = "step"

    improvement: Mapped[str] = mapped_column(ForeignKey(Improvement.id), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)


def may_decide(principal: Principal, improvement: Improvement, division: str | None) -> bool:
    """Whether this principal decides about the improvement.

    That is its unit's lead, any coach, the administrator, and an API client about what it proposed itself.
    """
    own_client = principal.kind == "client" and principal.id == improvement.submitted_by
    return principal.leads(improvement.unit, division) or principal.has(roles.COACH, roles.ADMIN) or own_client


def may_work(principal: Principal, improvement: Improvement, division: str | None) -> bool:
    """Whether this principal carries the work on: who decides, and who proposed it."""
    return principal.id == improvement.submitted_by or may_decide(principal, improvement, division)


def next_steps(principal: Principal, improvement: Improvement, division: str | None) -> list[str]:
    """The states this principal may move it to now."""
    decides = may_decide(principal, improvement, division)
    works = may_work(principal, improvement, division)
    return [state for state in FOLLOWING[improvement.state] if decides or (works and state in STEPS_OF_WORK)]


def is_back(state: str, to: str) -> bool:
    """Whether a step leads back within running work: from a test to planning, from implementing to a test."""
    return state in RUNNING and to in RUNNING and RUNNING.index(to) < RUNNING.index(state)


def refuse_step(
    principal: Principal, improvement: Improvement, division: str | None, to: str, reason: str | None, into: str | None
) -> None:
    """Raise what stands in the way of a step: the present state, the role, a missing reason."""
    if to not in FOLLOWING[improvement.state]:
        raise Conflict(
            Message(
                N_("It is %(present)s and cannot become %(to)s. It can become: %(following)s."),
                present=improvement.state,
                to=to,
                following=", ".join(FOLLOWING[improvement.state]) or "-",
            )
        )
    if to not in next_steps(principal, improvement, division):
        raise NotAllowed(N_("This is for the unit's lead or a coach to decide."))
    if to in NEEDS_REASON and not reason:
        raise Invalid({"reason": [N_("Give a reason: the person who proposed it will read it.")]})
    if to == "merged" and not into:
        raise Invalid({"into": [N_("Say which improvement it goes into.")]})
    if into == improvement.id:
        raise Invalid({"into": [N_("An improvement cannot go into itself.")]})


def refuse_edit(principal: Principal, improvement: Improvement, division: str | None) -> None:
    """Raise what stands in the way of changing the text."""
    if improvement.state == "merged":
        raise Conflict(N_("It was merged into another; edit that one."))
    if not may_work(principal, improvement, division):
        raise NotAllowed(N_("Only who proposed it, the unit's lead or a coach can edit it."))


def refuse_merged(improvement: Improvement) -> None:
    """Raise Conflict for one that went into another: what is said about it belongs there."""
    if improvement.state == "merged":
        raise Conflict(
            Message(N_("It was merged into %(into)s. Go on with that one."), into=str(improvement.merged_into))
        )


def public_state(improvement: Improvement, steps: list[Step], actor: str) -> dict[str, Any]:
    """What its events say; see schemas.events.improvements.ImprovementState."""
    return {
        "title": improvement.title,
        "unit": improvement.unit,
        "state": improvement.state,
        "periods": [{"state": step.state, "from": rfc3339(step.at)} for step in steps],
        "proposed_at": rfc3339(improvement.created_at),
        "actor": actor,
        "waste": improvement.waste,
        "value_stream": improvement.value_stream,
        "origins": improvement.origins,
        "relevant_units": improvement.relevant_units,
        "not_for": improvement.not_for,
        "observations": improvement.observations,
        "tags": improvement.tags,
        "expected_benefit": [
            {name: each[name] for name in ("kind", "amount", "unit", "per")} for each in improvement.expected_benefit
        ],
        "merged_into": improvement.merged_into,
    }
