"""An adoption: where one unit stands with an improvement of another, and who may move it on.

Stages may be skipped and gone back to. Anybody may note that a unit knows of an improvement or is interested;
trying it, taking it over and stopping are for the unit's lead.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from schemas import roles
from schemas.messages import N_
from schemas.vocabulary import ADOPTED, STAGES
from services.improvements.model import Base, Improvement
from services.kernel.errors import Conflict, Invalid, NotAllowed
from services.kernel.identity import Principal
from services.kernel.tables import Instant
from services.kernel.work import rfc3339

NOTED = ("known", "interested")
# From the least to the furthest: where a merge finds two adoptions of one unit, the further stands.
FURTHER = ("stopped", *(stage for stage in STAGES if stage != "stopped"))
# Every event carries all stages, within 64 KiB.
MOST_STAGES = 500


class Adoption(Base):
    """One unit's taking over of one improvement; `periods` are its stages, oldest first: stage, at (RFC 3339), actor.

    `asked_since` is the start of the stretch in which we asked whether it is still in use. `moved_to` is set once the
    improvement was merged: the id of the adoption it became, or of the improvement where that is the unit's own.
    """

    __tablename__ = "adoption"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    improvement: Mapped[str] = mapped_column(ForeignKey(Improvement.id))
    unit: Mapped[str] = mapped_column(String(20))
    stage: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime] = mapped_column(Instant)
    periods: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    learned_from: Mapped[str | None] = mapped_column(String(20))
    adapted: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    effect: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    asked_since: Mapped[datetime | None] = mapped_column(Instant)
    moved_to: Mapped[str | None] = mapped_column(String(36))

    __table_args__ = (
        UniqueConstraint("improvement", "unit", name="adoption_once"),
        Index("adoption_unit", "unit", "stage", "since"),
        Index("adoption_stage", "stage", "since", "id"),
    )

    @property
    def began_at(self) -> datetime:
        """When the unit entered its first stage."""
        return datetime.fromisoformat(self.periods[0]["at"])

    @property
    def ever_adopted(self) -> bool:
        """Whether the unit has implemented it, now or before."""
        return any(period["stage"] in ADOPTED for period in self.periods)

    def enter(self, stage: str, at: datetime, actor: str) -> None:
        """Go into a stage."""
        self.stage, self.since = stage, at
        self.periods = [*(self.periods or []), {"stage": stage, "at": rfc3339(at), "actor": actor}]

    def public_state(self, actor: str) -> dict[str, Any]:
        """What its events say; see schemas.events.spread.AdoptionState."""
        return {
            "improvement": self.improvement,
            "unit": self.unit,
            "stage": self.stage,
            "periods": [{"stage": period["stage"], "from": period["at"]} for period in self.periods],
            "actor": actor,
            "learned_from": self.learned_from,
            "adapted": self.adapted,
            "reason": self.reason,
            "effect": [{name: each[name] for name in ("kind", "amount", "unit", "per")} for each in self.effect],
            "moved_to": self.moved_to,
        }


def may_note(principal: Principal, unit: str, division: str | None) -> bool:
    """Whether this principal may say that the unit knows of something: any person, a client for its units."""
    return principal.kind == "person" or principal.covers(unit, division)


def may_lead(principal: Principal, unit: str, division: str | None) -> bool:
    """Whether this principal decides what the unit takes over: its lead, a coach, the administrator, its client."""
    if principal.kind == "client":
        return principal.covers(unit, division)
    return principal.leads(unit, division) or principal.has(roles.COACH, roles.ADMIN)


def stages_open_to(principal: Principal, unit: str, division: str | None) -> list[str]:
    """The stages into which this principal may bring the unit."""
    if may_lead(principal, unit, division):
        return list(STAGES)
    return list(NOTED) if may_note(principal, unit, division) else []


def refuse_stage(principal: Principal, unit: str, division: str | None, stage: str, present: Adoption | None) -> None:
    """Raise what stands in the way of a stage. What a lead has decided only a lead takes back."""
    open_to = stages_open_to(principal, unit, division)
    if stage not in open_to or (present and present.stage not in open_to):
        raise NotAllowed(N_("This is for the unit's lead or a coach to decide."))
    if present and stage != present.stage and len(present.periods) >= MOST_STAGES:
        raise Conflict(N_("This unit has changed its stage too often. Leave it as it is."))


def as_told(fields: Mapping[str, Any], present: Adoption | None) -> dict[str, Any]:
    """What is known of the adoption after `fields`: what they leave out stays, a reason with its stage only."""
    before: dict[str, Any] = {"learned_from": None, "adapted": None, "reason": None, "effect": []}
    if present:
        before = {name: getattr(present, name) for name in before}
        if fields["stage"] != present.stage:
            before["reason"] = None
    told = {name: fields.get(name, value) for name, value in before.items()}
    if fields["stage"] == "stopped" and not told["reason"]:
        raise Invalid({"reason": [N_("Say why it stopped: other units will read it.")]})
    return told


def refuse_source(improvement: Improvement, others: Sequence[Adoption], unit: str, source: str) -> None:
    """Raise Invalid for a unit nobody can have learned this from."""
    if source == unit:
        raise Invalid({"learned_from": [N_("A unit does not learn from itself. Choose another, or leave it out.")]})
    if source not in improvement.home | {each.unit for each in others}:
        raise Invalid(
            {
                "learned_from": [
                    N_("This unit has nothing to do with it yet. Choose its origin or a unit taking it over.")
                ]
            }
        )
    if closes_circle(others, unit, source):
        raise Invalid({"learned_from": [N_("That unit learned it from this one. Choose another, or leave it out.")]})


def closes_circle(others: Sequence[Adoption], unit: str, source: str) -> bool:
    """Whether whoever taught the source, and so on, learned from the unit in the end."""
    sources = {each.unit: each.learned_from for each in others}
    seen: set[str] = set()
    following: str | None = source
    while following is not None and following not in seen:
        if following == unit:
            return True
        seen.add(following)
        following = sources.get(following)
    return False
